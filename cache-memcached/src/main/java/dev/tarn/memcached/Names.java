package dev.tarn.memcached;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Position;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Names the items of one cache.
 *
 * <pre>
 * namespace:cache!h&lt;shard&gt;                  head of the log of a shard
 * namespace:cache!s&lt;shard&gt;:&lt;stamp&gt;-&lt;nonce&gt;  step of the log, expires
 * namespace:cache!t&lt;shard&gt;                  tags that were voided
 * namespace:cache!p&lt;id&gt;:&lt;number&gt;            piece of a large value, expires
 * namespace:cache:KEY                      value or lease, expires
 * namespace:cache#HASH                     the same, where the key is too long or has bytes that no name may have
 * </pre>
 *
 * A name may have 250 bytes, none of them a blank or a control character. Other keys are hashed (SHA-256), and the item holds the whole key,
 * which is compared. What belongs to a shard is on that shard's server whatever its name.
 */
final class Names {
    private static final int LONGEST = 250;
    private static final ThreadLocal<MessageDigest> SHA = ThreadLocal.withInitial(Names::sha);

    private final String prefix;

    Names(CacheId cache) {
        this.prefix = cache.namespace() + ":" + cache.cache();
    }

    /** Names the item of a key. */
    ItemName value(byte[] key) {
        if (key.length <= LONGEST - 1 - prefix.length() && isPlain(key)) {
            return new ItemName(prefix + ":" + new String(key, StandardCharsets.ISO_8859_1), key, false);
        }
        String hash =
                Base64.getUrlEncoder().withoutPadding().encodeToString(SHA.get().digest(key));
        return new ItemName(prefix + "#" + hash, key, true);
    }

    private static boolean isPlain(byte[] key) {
        for (byte one : key) {
            if (one <= ' ' || one == 0x7F) { // a byte from 0x80 on is negative
                return false;
            }
        }
        return key.length > 0;
    }

    String head(int shard) {
        return prefix + "!h" + shard;
    }

    String tags(int shard) {
        return prefix + "!t" + shard;
    }

    String step(Position at) {
        return prefix + "!s" + at.shard() + ":" + Long.toHexString(at.stamp()) + "-" + Integer.toHexString(at.nonce());
    }

    String piece(long id, long more, int number) {
        return prefix + "!p" + Long.toHexString(id) + Long.toHexString(more) + ":" + number;
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
