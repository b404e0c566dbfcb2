package dev.tarn.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory.RemovalObserver;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Holds entries on the heap, in a bounded Caffeine cache that is used as a map with an eviction policy and nothing more.
 *
 * <p><b>What Caffeine is not asked to do.</b> It neither expires nor counts: the composer has read the clock and moves its own counters
 * anyway, so doing it here would be paid for twice on every hit. A hit is one look-up of which the policy does not hear; {@link ToldHits}
 * says when it has to, and then a second look-up tells it. Neither allocates.
 *
 * <p><b>Atomicity.</b> The composer's guards rest on one rule: whoever raises a key's stamp and then removes the key must not miss a
 * store that was admitted under the old stamp. So a removal must wait for a store of the same key that is under way, even if the key
 * is absent until that store ends. {@code computeIfPresent} will not do: it looks first and returns at once if it finds nothing.
 * {@code compute} always takes the key's lock, so every change here is one.
 *
 * <p><b>Evictions</b> are found by Caffeine under its locks, often in the middle of somebody's write. They are queued there and told
 * to the observer afterwards: by the writer, or by the {@linkplain UpkeepExecutor upkeep} that a read has caused.
 */
final class HeapStore<K, V> implements LocalStore<K, V> {
    static final String TIER = "heap";

    private final Cache<K, Entry<V>> cache;
    private final ConcurrentMap<K, Entry<V>> map;
    private final Policy<K, Entry<V>> policy;
    private final ToldHits toldHits = new ToldHits();
    private final HeapBound.Limit<K, V> limit;
    private final EvictionNotices<K, V> notices;
    private final RefusedValues refused;
    private final UpkeepExecutor upkeep;
    private final ReentrantLock sweeping = new ReentrantLock();
    /** Where the next {@link #reclaim} goes on. Guarded by {@link #sweeping}. */
    private @Nullable Iterator<Map.Entry<K, Entry<V>>> sweep;

    private volatile boolean closed;

    HeapStore(
            String cacheName,
            HeapBound.Limit<K, V> limit,
            RemovalObserver<K, V> removals,
            RefusedValues refused,
            Executor pool) {
        this.notices = new EvictionNotices<>(cacheName, removals);
        this.refused = refused;
        this.limit = limit;
        this.upkeep = new UpkeepExecutor(pool, notices::deliver);
        Caffeine<K, Entry<V>> builder = Caffeine.newBuilder().executor(upkeep).evictionListener(notices);
        this.cache = bounded(builder, limit).build();
        this.map = cache.asMap();
        this.policy = cache.policy();
    }

    private static <K, V> Caffeine<K, Entry<V>> bounded(Caffeine<K, Entry<V>> builder, HeapBound.Limit<K, V> limit) {
        Weigher<K, V> weigher = limit.weigher();
        if (weigher == null) {
            return builder.maximumSize(limit.maximum());
        }
        return builder.maximumWeight(limit.maximum()).weigher((key, entry) -> weigh(weigher, key, entry));
    }

    private static <K, V> int weigh(Weigher<K, V> weigher, K key, Entry<V> entry) {
        V value = entry.value();
        if (value == null) {
            return 1;
        }
        int weight;
        try {
            weight = weigher.weigh(key, value);
        } catch (RuntimeException e) {
            throw new UnweighableException("The weigher failed", e);
        }
        if (weight < 0) {
            throw new UnweighableException("The weigher gave " + weight + ", it must be 0 or more", null);
        }
        return weight;
    }

    @Override
    public String tier() {
        return TIER;
    }

    @Override
    public @Nullable Entry<V> get(K key) {
        Entry<V> entry = policy.getIfPresentQuietly(key);
        if (entry != null && toldHits.isTold(entry)) {
            var unused = cache.getIfPresent(key);
        }
        return entry;
    }

    @Override
    public @Nullable Entry<V> peek(K key) {
        return policy.getIfPresentQuietly(key);
    }

    @Override
    public boolean put(K key, Entry<V> entry, Guard guard) {
        Admission<V> admission = new Admission<>(entry, guard);
        compute(key, admission);
        return admission.admitted;
    }

    @Override
    public void compute(K key, UnaryOperator<@Nullable Entry<V>> change) {
        try {
            upkeep.writing(() -> map.compute(key, (same, held) -> closed ? null : counted(held, change.apply(held))));
        } catch (UnweighableException e) {
            map.remove(key);
            refused.report(e);
        }
        forgetIfClosed(key);
        notices.deliver();
    }

    private @Nullable Entry<V> counted(@Nullable Entry<V> held, @Nullable Entry<V> stored) {
        if (held == null && stored != null && toldHits.endTick()) {
            toldHits.begin(cache.estimatedSize());
        }
        return stored;
    }

    /** Takes back what was stored while {@link #close} was emptying the map. */
    private void forgetIfClosed(K key) {
        if (closed) {
            map.remove(key);
        }
    }

    @Override
    public void together(Runnable changes) {
        try {
            upkeep.together(changes);
        } finally {
            notices.deliver();
        }
    }

    @Override
    public boolean removeOlder(K key, long version) {
        Removal<V> removal = new Removal<>(version);
        upkeep.writing(() -> map.compute(key, (same, held) -> removal.apply(held)));
        notices.deliver();
        return removal.removed;
    }

    @Override
    public void clear() {
        cache.invalidateAll();
    }

    @Override
    public int reclaim(Predicate<Entry<V>> condemned, int examined) {
        if (!sweeping.tryLock()) {
            return 0;
        }
        try {
            return closed ? 0 : sweepOn(condemned, examined);
        } finally {
            sweeping.unlock();
        }
    }

    private int sweepOn(Predicate<Entry<V>> condemned, int examined) {
        Iterator<Map.Entry<K, Entry<V>>> iterator = sweep;
        if (iterator == null || !iterator.hasNext()) {
            iterator = map.entrySet().iterator();
        }
        int removed = 0;
        for (int i = 0; i < examined && iterator.hasNext(); i++) {
            Map.Entry<K, Entry<V>> next = iterator.next();
            if (condemned.test(next.getValue()) && map.remove(next.getKey(), next.getValue())) {
                removed++;
            }
        }
        sweep = iterator.hasNext() ? iterator : null;
        return removed;
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super Entry<V>> visitor) {
        map.forEach(visitor);
    }

    @Override
    public long size() {
        return cache.estimatedSize();
    }

    @Override
    public long weight() {
        return limit.weigher() == null ? -1L : eviction().weightedSize().orElse(-1L);
    }

    private Policy.Eviction<K, Entry<V>> eviction() {
        return policy.eviction().orElseThrow();
    }

    @Override
    public List<K> hottest(int most) {
        return List.copyOf(eviction().hottest(most).keySet());
    }

    @Override
    public long maximum() {
        return eviction().getMaximum();
    }

    @Override
    public void resize(long maximum) {
        limit.bound().checkInstead(maximum);
        eviction().setMaximum(maximum);
        notices.deliver();
    }

    @Override
    public void close() {
        closed = true;
        sweeping.lock();
        try {
            sweep = null;
        } finally {
            sweeping.unlock();
        }
        cache.invalidateAll();
        notices.discard();
    }

    /** Asks the guard inside the key's lock, and remembers what it said. */
    private static final class Admission<V> implements UnaryOperator<@Nullable Entry<V>> {
        private final Entry<V> entry;
        private final Guard guard;
        private boolean admitted;

        Admission(Entry<V> entry, Guard guard) {
            this.entry = entry;
            this.guard = guard;
        }

        @Override
        public @Nullable Entry<V> apply(@Nullable Entry<V> held) {
            admitted = guard.admits(held == null ? Guard.NO_VERSION : held.version());
            return admitted ? entry : held;
        }
    }

    /** Compares versions inside the key's lock, and remembers what came of it. */
    private static final class Removal<V> implements UnaryOperator<@Nullable Entry<V>> {
        private final long version;
        private boolean removed;

        Removal(long version) {
            this.version = version;
        }

        @Override
        public @Nullable Entry<V> apply(@Nullable Entry<V> held) {
            removed = held != null && (held.version() < version || version == Long.MAX_VALUE);
            return removed ? null : held;
        }
    }

    /** Carries a weigher's failure out of Caffeine, past exceptions that guards and changes may throw. */
    private static final class UnweighableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnweighableException(String message, @Nullable RuntimeException cause) {
            super(message, cause);
        }
    }
}
