package dev.tarn.spi;

import java.util.regex.Pattern;

/**
 * Names a cache beyond this process: the prefix of its remote keys and of its channels.
 *
 * @param namespace what keeps applications that share a server apart; 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
 * @param cache the name of the cache; 1 to 64 characters of the same kind
 */
public record CacheId(String namespace, String cache) {
    private static final Pattern PERMITTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException if a part is empty, too long or has other characters
     */
    public CacheId {
        check("namespace", namespace);
        check("cache name", cache);
    }

    private static void check(String what, String value) {
        if (!PERMITTED.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    what + " is '" + value + "', it must be 1 to 64 characters of A-Z a-z 0-9 . _ -");
        }
    }

    @Override
    public String toString() {
        return namespace + ":" + cache;
    }
}
