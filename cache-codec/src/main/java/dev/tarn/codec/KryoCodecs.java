package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import dev.tarn.spi.Codec;
import dev.tarn.spi.CodecProvider;
import dev.tarn.spi.EntryCodec;
import java.lang.invoke.MethodType;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Provides the codecs that Tarn uses unless it is told of others: values by Kryo, keys as text where they have one, the envelope around
 * both. Thread-safe; its codecs never block.
 *
 * <p>What a codec may write and read is worked out when it is built, from the declared type and all that its fields reach; bytes cannot
 * make it touch any other class. Records, enums, arrays, ordinary classes, sealed types, the JDK's collections, {@code java.time} and its
 * other value classes need no preparation. An interface or abstract class that is not sealed needs {@link Builder#allow}.
 *
 * <p>Services agree on the bytes if their classes have the same names and the same fields; neither the order of anything nor the JVM
 * matters. When a class's fields change, what was written before is a miss. Enum constants may be added and moved.
 *
 * <p>Classes must be open to reflection. Fields that are transient are left out. An object without a constructor without parameters is
 * made without running any constructor, except for records, whose canonical constructor runs.
 */
public final class KryoCodecs implements CodecProvider {
    /** The least payload that is compressed by default, in bytes. */
    public static final int DEFAULT_COMPRESS_FROM = 1024;

    /** The most bytes that a payload may have by default. */
    public static final int DEFAULT_MAXIMUM_PAYLOAD = 16 << 20;

    /** The most bytes that an encoded key may have by default. */
    public static final int DEFAULT_MAXIMUM_KEY = 4096;

    private final Limits limits;
    private final Collection<Class<?>> extras;
    private final Workspaces workspaces;

    /** Creates the provider with all options at their defaults. */
    public KryoCodecs() {
        this(new Builder());
    }

    private KryoCodecs(Builder builder) {
        limits = new Limits(builder.compression, builder.compressFrom, builder.maximumPayload, builder.maximumKey);
        extras = List.copyOf(builder.extras);
        workspaces = new Workspaces(limits.maximumPayload());
    }

    /** Starts a provider with options of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Strings are their UTF-8 (a surrogate without its partner the three bytes of its code point), byte arrays themselves. Numbers,
     * booleans, chars, UUIDs, enums (by name), dates, times, durations, currencies and locales are the text by which they are known.
     * Records and classes of these are encoded by Kryo; so are lists of them in a field that is declared as {@code List}. Types whose
     * equal objects may have different bytes (sets, maps, arrays, {@code URI}, classes without {@code equals}) are refused.
     */
    @Override
    public <K> Codec<K> keys(Class<K> type) {
        Class<K> boxed = boxed(type);
        return new BoundedKeys<>(keyCodec(boxed), limits.maximumKey());
    }

    @SuppressWarnings("unchecked") // each codec is of the class that was asked for
    private <K> Codec<K> keyCodec(Class<K> type) {
        if (type == String.class) {
            return (Codec<K>) StringCodec.INSTANCE;
        }
        if (type == byte[].class) {
            return (Codec<K>) BytesCodec.INSTANCE;
        }
        TextKeyCodec<K> text = TextKeys.of(type);
        return text != null ? text : new KryoCodec<>(type, extras, workspaces, true);
    }

    @Override
    @SuppressWarnings("unchecked") // each codec is of the class that was asked for
    public <V> Codec<V> values(Class<V> type) {
        Class<V> boxed = boxed(type);
        if (boxed == String.class) {
            return (Codec<V>) StringCodec.INSTANCE;
        }
        if (boxed == byte[].class) {
            return (Codec<V>) BytesCodec.INSTANCE;
        }
        return new KryoCodec<>(boxed, extras, workspaces, false);
    }

    @Override
    public <V> EntryCodec<V> entries(Codec<V> values) {
        return new Envelope<>(values, limits, workspaces);
    }

    @SuppressWarnings("unchecked") // int and Integer have the same objects
    private static <T> Class<T> boxed(Class<T> type) {
        return (Class<T>) MethodType.methodType(type).wrap().returnType();
    }

    /** Collects the options of a provider. Not thread-safe. */
    public static final class Builder {
        private final Set<Class<?>> extras = new TreeSet<>(Comparator.comparing(Class::getName));
        private Compression compression = Compression.LZ4;
        private int compressFrom = DEFAULT_COMPRESS_FROM;
        private int maximumPayload = DEFAULT_MAXIMUM_PAYLOAD;
        private int maximumKey = DEFAULT_MAXIMUM_KEY;

        private Builder() {}

        /**
         * Admits types where a supertype of them is declared and says too little: an interface, an abstract or an open class, {@code
         * Object}. What their own fields reach is admitted too. Types that no declaration leads to have no effect.
         *
         * @param types classes; a collection interface stands for the JDK's collections of that kind
         */
        public Builder allow(Class<?>... types) {
            for (Class<?> type : types) {
                extras.add(boxed(requireNonNull(type, "type")));
            }
            return this;
        }

        /**
         * Sets how payloads are compressed that are large enough and lose at least an eighth by it. Readers understand every way,
         * whatever this says.
         *
         * @param newCompression {@link Compression#LZ4} unless set
         */
        public Builder compression(Compression newCompression) {
            compression = requireNonNull(newCompression, "compression");
            return this;
        }

        /**
         * Sets the least payload that is compressed.
         *
         * @param bytes {@value #DEFAULT_COMPRESS_FROM} unless set
         */
        public Builder compressFrom(int bytes) {
            compressFrom = bytes;
            return this;
        }

        /**
         * Sets the most bytes that a payload may have before compression. Larger values are not encoded, and not decoded: what a decoder
         * allocates is a small multiple of it, whatever the bytes say.
         *
         * @param bytes {@value #DEFAULT_MAXIMUM_PAYLOAD} unless set; at most a gibibyte
         */
        public Builder maximumPayload(int bytes) {
            maximumPayload = bytes;
            return this;
        }

        /**
         * Sets the most bytes that an encoded key may have.
         *
         * @param bytes {@value #DEFAULT_MAXIMUM_KEY} unless set; at most a mebibyte
         */
        public Builder maximumKey(int bytes) {
            maximumKey = bytes;
            return this;
        }

        /**
         * Builds the provider.
         *
         * @throws IllegalArgumentException if an option is out of its range
         */
        public KryoCodecs build() {
            return new KryoCodecs(this);
        }
    }
}
