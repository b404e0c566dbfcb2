package dev.tarn.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names the scripts. Each is the text of a resource after the common beginning, in two editions: with the first line by which Redis 7
 * lets it run when memory is full (removing must not need memory) and takes it for a writer, and without it for older servers.
 */
@SuppressWarnings("ImmutableEnumChecker") // the bytes of a script are never changed
enum Script {
    READ("flags=allow-oom"),
    BEGIN(""),
    FILL(""),
    EXTEND("flags=allow-oom"),
    RELEASE("flags=allow-oom"),
    INVALIDATE("flags=allow-oom"),
    PUT(""),
    CHANGE(""),
    /** As {@link #CHANGE}, for a removal, which must not need memory. */
    REMOVE("flags=allow-oom", "change"),
    REASSERT("flags=allow-oom"),
    POLL("flags=allow-oom");

    private final Edition current;
    private final Edition legacy;

    Script(String flags) {
        this(flags, null);
    }

    Script(String flags, @Nullable String resource) {
        String body =
                Edition.read("common") + Edition.read(resource == null ? name().toLowerCase(Locale.ROOT) : resource);
        this.legacy = new Edition(body);
        this.current = new Edition("#!lua " + flags + "\n" + body);
    }

    /** Returns the edition for a server. */
    Edition edition(boolean old) {
        return old ? legacy : current;
    }

    /** The text of a script and the name under which a server knows it. */
    static final class Edition {
        final byte[] text;
        final byte[] digest;

        Edition(String script) {
            this.text = script.getBytes(StandardCharsets.UTF_8);
            this.digest = sha1(text);
        }

        private static byte[] sha1(byte[] text) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
                return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-1 is part of every JDK", e);
            }
        }

        static String read(String name) {
            try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
                if (in == null) {
                    throw new IllegalStateException("the script " + name + ".lua is missing from the jar");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
