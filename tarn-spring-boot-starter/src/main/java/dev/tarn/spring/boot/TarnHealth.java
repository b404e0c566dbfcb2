package dev.tarn.spring.boot;

import dev.tarn.CoherenceStats;
import dev.tarn.redis.RedisStore;
import dev.tarn.tiered.Tarn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges how the caches of this node are. A cache whose remote tier is away goes on serving, so it is never {@code DOWN}: such a node must not
 * be taken out of service. It is {@code DEGRADED} then, and while invalidations wait to be told or what is held cannot be proved to be
 * within the bound.
 *
 * @param status {@code UP} or {@code DEGRADED}
 * @param details what is degraded
 */
public record TarnHealth(String status, Map<String, Object> details) {
    /** The status of a node whose caches serve with a part of what they have. */
    public static final String DEGRADED = "DEGRADED";

    /**
     * Judges now. Does not block.
     *
     * @param tarn has the caches
     * @param redis the remote store, or null if it is none or another
     */
    public static TarnHealth of(Tarn tarn, @Nullable RedisStore redis) {
        Map<String, Object> details = new LinkedHashMap<>();
        boolean connected = redis == null || redis.isConnected();
        if (redis != null) {
            details.put("remote", connected ? "connected" : "away");
        }
        Map<String, Object> caches = new TreeMap<>();
        for (String name : new TreeSet<>(tarn.cacheNames())) {
            tarn.find(name).ifPresent(cache -> {
                Map<String, Object> trouble = trouble(cache.stats().coherence());
                if (!trouble.isEmpty()) {
                    caches.put(name, trouble);
                }
            });
        }
        if (!caches.isEmpty()) {
            details.put("caches", caches);
        }
        return new TarnHealth(connected && caches.isEmpty() ? "UP" : DEGRADED, details);
    }

    private static Map<String, Object> trouble(CoherenceStats coherence) {
        Map<String, Object> trouble = new TreeMap<>();
        if (coherence.pendingInvalidations() > 0) {
            trouble.put("pendingInvalidations", coherence.pendingInvalidations());
        }
        return trouble;
    }
}
