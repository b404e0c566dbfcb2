package dev.tarn.redis;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * Names the scripts. Each is the text of a resource after the common beginning and the parts it needs, in two editions, for Redis 7 and
 * later and for older servers, which differ in the first line.
 */
@SuppressWarnings("ImmutableEnumChecker") // the bytes of a script are never changed
enum Script {
    READ(First.ALLOW_OOM, "value", "read"),
    BEGIN(First.PLAIN, "value", "lease", "begin"),
    FILL(First.PLAIN, "value", "lease", "fill"),
    TOUCH(First.ALLOW_OOM, "value", "touch"),
    EXTEND(First.ALLOW_OOM, "lease", "extend"),
    RELEASE(First.ALLOW_OOM, "lease", "release"),
    INVALIDATE(First.WRITER, "invalidate", "advance", "void", "bar", "publish", "placed"),
    PUT(First.PLAIN, "value", "advance", "put", "publish", "placed"),
    CHANGE(First.PLAIN, "value", "expect", "advance", "change", "publish", "changed"),
    /** As {@link #CHANGE}, for a removal, which must not need memory. */
    REMOVE(First.ALLOW_OOM, "value", "expect", "advance", "change", "publish", "changed"),
    REASSERT(First.WRITER, "repeat", "advance", "void", "publish", "end", "reassert"),
    POLL(First.WRITER, "poll");

    private final Edition current;
    private final Edition legacy;

    Script(First first, String... parts) {
        String body = Edition.read("open") + Stream.of(parts).map(Edition::read).collect(joining());
        this.legacy = new Edition(first.legacy + body);
        this.current = new Edition(first.current + body);
    }

    /** Returns the edition for a server. */
    Edition edition(boolean old) {
        return old ? legacy : current;
    }

    /** The first line of a script. */
    private enum First {
        PLAIN("#!lua\n", ""),
        /** Runs when memory is full as well: removing must not need memory. */
        ALLOW_OOM("#!lua flags=allow-oom\n", ""),
        /**
         * The same, and is always taken for a writer, so that a replica and a master cut off from its replicas refuse it. Redis 7 takes each
         * script with such a line for one; before, only the first write made it one, after which it is not stopped any more either when
         * memory is full.
         */
        WRITER("#!lua flags=allow-oom\n", "redis.call('PERSIST', KEYS[1])\n");

        private final String current;
        private final String legacy;

        First(String current, String legacy) {
            this.current = current;
            this.legacy = legacy;
        }
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
