package dev.tarn.demo;

import dev.tarn.memcached.MemcachedStore;
import dev.tarn.redis.RedisStore;
import dev.tarn.spi.RemoteStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows the remote tiers that the demo can have, by their addresses. */
public final class RemoteTiers {
    private static final String MEMCACHED = "memcached://";

    private RemoteTiers() {}

    /**
     * Returns the one address that the options name, or null if they name none.
     *
     * @param redis what {@code --redis} says
     * @param memcached what {@code --memcached} says
     * @throws IllegalArgumentException if both are given
     */
    static @Nullable String address(@Nullable String redis, @Nullable String memcached) {
        if (redis != null && memcached != null) {
            throw new IllegalArgumentException("--redis and --memcached are both given, there is one remote tier");
        }
        return memcached == null ? redis : MEMCACHED + memcached;
    }

    /** Returns what stands behind an address. */
    static String name(String remote) {
        return remote.startsWith(MEMCACHED) ? "Memcached" : "Redis";
    }

    /** Begins to connect. */
    static RemoteStore connect(String remote) {
        try {
            return remote.startsWith(MEMCACHED) ? MemcachedStore.connect(remote) : RedisStore.connect(remote);
        } catch (IllegalArgumentException e) {
            throw new DemoFailure(String.join(" ", options(remote)) + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the options that tell another process of an address.
     *
     * @param remote the address
     */
    public static List<String> options(String remote) {
        return remote.startsWith(MEMCACHED)
                ? List.of("--memcached", remote.substring(MEMCACHED.length()))
                : List.of("--redis", remote);
    }
}
