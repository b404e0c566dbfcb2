package dev.tarn.spring.boot;

import dev.tarn.CoherenceStats;
import dev.tarn.spi.RemoteStore;
import dev.tarn.tiered.Tarn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

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

    private static final String AWAY = "away";

    /**
     * Judges now. Does not block.
     *
     * @param tarn has the caches and their remote stores
     */
    public static TarnHealth of(Tarn tarn) {
        Map<String, Object> details = new LinkedHashMap<>();
        tarn.remote().ifPresent(store -> details.put("remote", state(store)));
        Map<String, String> named = new TreeMap<>();
        tarn.namedRemotes().forEach((name, store) -> named.put(name, state(store)));
        if (!named.isEmpty()) {
            details.put("remotes", named);
        }
        boolean connected = !named.containsValue(AWAY) && !AWAY.equals(details.get("remote"));
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

    private static String state(RemoteStore store) {
        return store.isConnected() ? "connected" : AWAY;
    }

    private static Map<String, Object> trouble(CoherenceStats coherence) {
        Map<String, Object> trouble = new TreeMap<>();
        if (coherence.pendingInvalidations() > 0) {
            trouble.put("pendingInvalidations", coherence.pendingInvalidations());
        }
        return trouble;
    }
}
