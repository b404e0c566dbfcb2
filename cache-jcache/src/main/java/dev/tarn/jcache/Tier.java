package dev.tarn.jcache;

import dev.tarn.Cache;
import dev.tarn.CacheClosedException;
import dev.tarn.WriteStatus;
import java.lang.System.Logger;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The Tarn cache below a JSR-107 cache, with the one thing it lacks: changing a key by a function that may take its time and have effects.
 *
 * <p>Changes of one key on this node follow each other under a stripe's lock. Where a remote tier decides, the change is carried out only if
 * no other node was quicker; otherwise the function runs again on what is there then.
 */
final class Tier<K, V> {
    private static final Logger LOG = System.getLogger(Tier.class.getName());
    private static final int STRIPES = 256;

    private final Cache<K, Held<V>> cache;
    private final boolean shared;
    private final boolean inPlace;
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    /**
     * Stands above a cache.
     *
     * @param shared whether the remote tier decides changes
     * @param inPlace whether what is held lies on this heap alone, as the very object that was put
     */
    Tier(Cache<K, Held<V>> cache, boolean shared, boolean inPlace) {
        this.cache = cache;
        this.shared = shared;
        this.inPlace = inPlace;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            stripes[stripe] = new ReentrantLock();
        }
    }

    @Nullable
    Held<V> peek(K key) {
        try {
            return cache.getIfPresent(key);
        } catch (CacheClosedException e) {
            throw closed(e);
        }
    }

    Map<K, Held<V>> peekAll(Set<? extends K> keys) {
        return outages(() -> cache.getAllPresent(keys));
    }

    /** Returns what is held, or loads it with Tarn's guards: one load at a time, and none that an invalidation overtook is kept. */
    @Nullable
    Held<V> load(K key, Function<? super K, ? extends @Nullable Held<V>> loader) {
        return outages(() -> cache.get(key, loader));
    }

    Map<K, Held<V>> loadAll(
            Set<? extends K> keys, Function<? super Set<? extends K>, ? extends Map<? extends K, Held<V>>> loader) {
        return outages(() -> cache.getAll(keys, loader));
    }

    /**
     * Changes a key.
     *
     * @param change is given what is held, also if it is over; what it returns is to be held, null for nothing
     * @param done runs once after the change, before the next one of this key on this node
     */
    void change(K key, UnaryOperator<@Nullable Held<V>> change, Runnable done) {
        ReentrantLock stripe = stripes[spread(key) & (STRIPES - 1)];
        stripe.lock();
        try {
            Object unused = outages(() -> {
                if (shared) {
                    Held<V> unusedHeld = cache.asMap().compute(key, (same, held) -> change.apply(held));
                } else {
                    changeHere(key, change);
                }
                return done;
            });
            done.run();
        } finally {
            stripe.unlock();
        }
    }

    /** Does the same for a read, which an outage must not fail: then nothing changes. Tells whether it was done. */
    boolean changeIfReachable(K key, UnaryOperator<@Nullable Held<V>> change, Runnable done) {
        try {
            change(key, change, done);
            return true;
        } catch (javax.cache.CacheException e) {
            LOG.log(Logger.Level.DEBUG, "Not noted in the remote tier", e);
            return false;
        }
    }

    private void changeHere(K key, UnaryOperator<@Nullable Held<V>> change) {
        Held<V> held = cache.getIfPresent(key);
        Held<V> next = change.apply(held);
        if (next != held) {
            WriteStatus unused = next == null ? cache.invalidate(key) : cache.put(key, next);
        }
    }

    /** Moves the end of what is held, if it is still what is held and the tier that decides can be reached. */
    void touch(K key, Held<V> held, long endsAt) {
        if (held.endsAt() == endsAt) {
            return;
        }
        if (inPlace) {
            held.endAt(endsAt);
            return;
        }
        boolean unused = changeIfReachable(
                key,
                found -> found != null && found.write() == held.write()
                        ? new Held<>(held.write(), held.value(), endsAt)
                        : found,
                () -> {});
    }

    Set<Map.Entry<K, Held<V>>> localEntries() {
        return cache.asMap().entrySet();
    }

    /** Lets no load that is on its way be kept, on whatever node. */
    void invalidate(K key) {
        WriteStatus unused = outages(() -> cache.invalidate(key));
    }

    void clear() {
        WriteStatus unused = outages(cache::clear);
    }

    private static int spread(Object key) {
        int hash = Objects.hashCode(key);
        return hash ^ hash >>> 16;
    }

    private static <T extends @Nullable Object> T outages(Supplier<T> work) {
        try {
            return work.get();
        } catch (CacheClosedException e) {
            throw closed(e);
        } catch (dev.tarn.CacheException e) {
            throw new javax.cache.CacheException(e.getMessage(), e);
        }
    }

    private static IllegalStateException closed(CacheClosedException e) {
        return new IllegalStateException(e.getMessage(), e);
    }
}
