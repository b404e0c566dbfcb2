package dev.tarn.spring;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the annotated methods of an application say of the caches that they use, by the cache's name. Not thread-safe while collecting. */
final class MethodTypes {
    private final Map<String, Wanted> caches = new LinkedHashMap<>();

    /** What is said of one cache. */
    private static final class Wanted {
        final Set<Class<?>> keys = new LinkedHashSet<>();
        final Set<Class<?>> values = new LinkedHashSet<>();

        @Nullable
        Duration maximumStaleness;

        double refreshAhead;

        @Nullable
        String refreshedBy;
    }

    /** Returns what says nothing. */
    static MethodTypes none() {
        return new MethodTypes();
    }

    Set<String> names() {
        return caches.keySet();
    }

    Set<Class<?>> keys(String cache) {
        return of(cache).keys;
    }

    Set<Class<?>> values(String cache) {
        return of(cache).values;
    }

    /** Returns the shortest bound that a method declares, or null if none does. */
    @Nullable
    Duration maximumStaleness(String cache) {
        return of(cache).maximumStaleness;
    }

    /** Returns the fraction of its life after which an entry is refreshed, or 0. */
    double refreshAhead(String cache) {
        return of(cache).refreshAhead;
    }

    /** Tells whether a method says something of the cache as a whole. */
    boolean limits(String cache) {
        return refreshAhead(cache) > 0 || maximumStaleness(cache) != null;
    }

    private Wanted of(String cache) {
        return caches.getOrDefault(cache, new Wanted());
    }

    private Wanted wanted(String cache) {
        return caches.computeIfAbsent(cache, any -> new Wanted());
    }

    void add(String cache, Set<Class<?>> keys, Set<Class<?>> values) {
        wanted(cache).keys.addAll(keys);
        wanted(cache).values.addAll(values);
    }

    /**
     * Adds what a policy says of the cache as a whole.
     *
     * @throws IllegalArgumentException if another method says otherwise
     */
    void add(String cache, MethodPolicy policy) {
        Wanted wanted = wanted(cache);
        Duration bound = policy.maximumStaleness();
        Duration before = wanted.maximumStaleness;
        if (bound != null && (before == null || bound.compareTo(before) < 0)) {
            wanted.maximumStaleness = bound;
        }
        if (policy.refreshAhead() > 0) {
            if (wanted.refreshedBy != null && wanted.refreshAhead != policy.refreshAhead()) {
                throw policy.refused("refreshAhead is " + policy.refreshAhead() + ", but " + wanted.refreshedBy
                        + " says " + wanted.refreshAhead + " for the same cache '" + cache + "'");
            }
            wanted.refreshAhead = policy.refreshAhead();
            wanted.refreshedBy = policy.method();
        }
    }
}
