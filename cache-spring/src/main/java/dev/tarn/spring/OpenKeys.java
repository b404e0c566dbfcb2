package dev.tarn.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.Codec;
import dev.tarn.spi.CodecProvider;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * Encodes the keys of Spring's caches, whose class nobody declares. Bytes name one of the classes that were allowed beforehand.
 *
 * <pre>
 * key      = text | typed | several
 * text     = 's' UTF-8
 * typed    = '#' class-name ':' bytes of the provider's codec for keys of that class
 * several  = ('(' for a SimpleKey | '[' for a List) { length (4 bytes, big-endian; -1 for null) key }
 * </pre>
 */
final class OpenKeys implements Codec<Object> {
    private static final int CODEC_ID = 64;
    private static final int DEEPEST = 8;

    private final String cache;
    private final Map<String, Codec<Object>> codecs = new HashMap<>();

    /**
     * Creates the codec.
     *
     * @param cache the name of the cache, for messages
     * @param allowed classes to allow; those that cannot be keys are left out
     */
    OpenKeys(String cache, CodecProvider provider, Collection<Class<?>> allowed) {
        this.cache = cache;
        SimpleTypes.ALL.forEach(type -> admit(provider, type));
        allowed.forEach(type -> admit(provider, type));
    }

    @SuppressWarnings("unchecked") // each codec is looked up by the class of what it encodes
    private void admit(CodecProvider provider, Class<?> type) {
        try {
            codecs.put(type.getName(), (Codec<Object>) provider.keys(type));
        } catch (IllegalArgumentException e) {
            codecs.remove(type.getName()); // told when somebody uses one as a key
        }
    }

    @Override
    public int id() {
        return CODEC_ID;
    }

    @Override
    public int fingerprint() {
        return 1;
    }

    @Override
    public byte[] encode(Object key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
        write(bytes, key, 0);
        return bytes.toByteArray();
    }

    private void write(ByteArrayOutputStream bytes, Object key, int depth) {
        if (depth > DEEPEST) {
            throw new CodecException(Reason.TOO_LARGE, "a key of cache '" + cache + "' is nested too deep", null);
        }
        if (key instanceof String text) {
            bytes.write('s');
            bytes.writeBytes(text.getBytes(UTF_8));
        } else if (key instanceof SimpleKey several) {
            bytes.write('(');
            SimpleKeys.parts(several).forEach(part -> writePart(bytes, part, depth));
        } else if (key instanceof List<?> several) {
            bytes.write('[');
            several.forEach(part -> writePart(bytes, part, depth));
        } else {
            writeTyped(bytes, key);
        }
    }

    private void writePart(ByteArrayOutputStream bytes, @Nullable Object part, int depth) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream(16);
        if (part != null) {
            write(inner, part, depth + 1);
        }
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(part == null ? -1 : inner.size())
                .array());
        bytes.writeBytes(inner.toByteArray());
    }

    private void writeTyped(ByteArrayOutputStream bytes, Object key) {
        Class<?> type = key instanceof Enum<?> constant ? constant.getDeclaringClass() : key.getClass();
        Codec<Object> codec = codecs.get(type.getName());
        if (codec == null) {
            throw new CodecException(
                    Reason.TYPE_NOT_ALLOWED,
                    "cache '" + cache + "' cannot encode keys of " + type.getName()
                            + ": allow(...) it, or choose a key of a simple type",
                    null);
        }
        bytes.write('#');
        bytes.writeBytes(type.getName().getBytes(UTF_8));
        bytes.write(':');
        bytes.writeBytes(codec.encode(key));
    }

    @Override
    public Object decode(ByteBuffer bytes) {
        try {
            return read(bytes, 0);
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException e) {
            throw malformed(e);
        }
    }

    private Object read(ByteBuffer bytes, int depth) {
        if (depth > DEEPEST) {
            throw malformed(null);
        }
        return switch (bytes.get()) {
            case 's' -> UTF_8.decode(bytes).toString();
            case '#' -> readTyped(bytes);
            case '(' -> SimpleKeys.of(readParts(bytes, depth));
            case '[' -> readParts(bytes, depth);
            default -> throw malformed(null);
        };
    }

    private List<@Nullable Object> readParts(ByteBuffer bytes, int depth) {
        List<@Nullable Object> parts = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int length = bytes.getInt();
            if (length < 0) {
                parts.add(null);
            } else {
                parts.add(read(bytes.slice(bytes.position(), length), depth + 1));
                bytes.position(bytes.position() + length);
            }
        }
        return parts;
    }

    private Object readTyped(ByteBuffer bytes) {
        int end = bytes.position();
        while (bytes.get(end) != ':') {
            end++;
        }
        String name = UTF_8.decode(bytes.slice(bytes.position(), end - bytes.position()))
                .toString();
        Codec<Object> codec = codecs.get(name);
        if (codec == null) {
            throw new CodecException(
                    Reason.TYPE_NOT_ALLOWED, "cache '" + cache + "' knows no keys of such a class", null);
        }
        bytes.position(end + 1);
        return codec.decode(bytes.slice());
    }

    private CodecException malformed(@Nullable RuntimeException cause) {
        return new CodecException(Reason.MALFORMED, "no key of cache '" + cache + "'", cause);
    }
}
