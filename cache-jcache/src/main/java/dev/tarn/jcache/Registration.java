package dev.tarn.jcache;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** One listener. Keys are spread over lanes; within a lane what happened is told in order, by one thread at a time. */
final class Registration<K, V> {
    private static final Logger LOG = System.getLogger(Registration.class.getName());
    private static final int LANES = 16;

    private final CacheEntryListenerConfiguration<K, V> configuration;
    private final CacheEntryListener<? super K, ? super V> listener;
    private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;
    private final Cache<K, V> source;
    private final Copying copying;
    private final Map<EventType, Teller<K, V>> tellers = new EnumMap<>(EventType.class);
    private final List<Lane<K, V>> lanes = new ArrayList<>();

    /** Calls the listener's method for one type. */
    private interface Teller<K, V> {
        void tell(Iterable<CacheEntryEvent<? extends K, ? extends V>> events);
    }

    /** What is to be told of some of the keys. */
    private static final class Lane<K, V> {
        final ReentrantLock telling = new ReentrantLock();
        final Queue<Happening<K, V>> waiting = new ConcurrentLinkedQueue<>();
    }

    Registration(CacheEntryListenerConfiguration<K, V> configuration, Cache<K, V> source, Copying copying) {
        this.configuration = configuration;
        this.source = source;
        this.copying = copying;
        this.listener = configuration.getCacheEntryListenerFactory().create();
        Factory<CacheEntryEventFilter<? super K, ? super V>> filters = configuration.getCacheEntryEventFilterFactory();
        this.filter = filters == null ? null : filters.create();
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(new Lane<>());
        }
        findTellers();
    }

    @SuppressWarnings("unchecked") // a listener of wider types takes ours
    private void findTellers() {
        if (listener instanceof CacheEntryCreatedListener<?, ?> created) {
            tellers.put(EventType.CREATED, ((CacheEntryCreatedListener<K, V>) created)::onCreated);
        }
        if (listener instanceof CacheEntryUpdatedListener<?, ?> updated) {
            tellers.put(EventType.UPDATED, ((CacheEntryUpdatedListener<K, V>) updated)::onUpdated);
        }
        if (listener instanceof CacheEntryRemovedListener<?, ?> removed) {
            tellers.put(EventType.REMOVED, ((CacheEntryRemovedListener<K, V>) removed)::onRemoved);
        }
        if (listener instanceof CacheEntryExpiredListener<?, ?> expired) {
            tellers.put(EventType.EXPIRED, ((CacheEntryExpiredListener<K, V>) expired)::onExpired);
        }
    }

    boolean isOf(CacheEntryListenerConfiguration<K, V> other) {
        return configuration.equals(other);
    }

    boolean isSynchronous() {
        return configuration.isSynchronous();
    }

    boolean wants(EventType type) {
        return tellers.containsKey(type);
    }

    private Lane<K, V> lane(K key) {
        int hash = key.hashCode();
        return lanes.get((hash ^ hash >>> 16) & (LANES - 1));
    }

    void note(K key, List<Happening<K, V>> happenings) {
        for (Happening<K, V> happening : happenings) {
            if (wants(happening.type())) {
                lane(key).waiting.add(happening);
            }
        }
    }

    boolean hasNews(K key) {
        return !lane(key).waiting.isEmpty();
    }

    /**
     * Tells all that waits in the key's lane; waits for another thread that does, so that it is told when this returns.
     *
     * @throws CacheEntryListenerException the first failure, after all was told
     */
    void tell(K key) {
        Lane<K, V> lane = lane(key);
        CacheEntryListenerException failure = null;
        lane.telling.lock();
        try {
            Happening<K, V> next = lane.waiting.poll();
            while (next != null) {
                CacheEntryListenerException failed = told(next);
                failure = failure == null ? failed : failure;
                next = lane.waiting.poll();
            }
        } finally {
            lane.telling.unlock();
        }
        if (failure != null) {
            throw failure;
        }
    }

    void tellGuarded(K key) {
        while (hasNews(key)) {
            try {
                tell(key);
            } catch (RuntimeException e) {
                LOG.log(Logger.Level.WARNING, "A listener of cache " + source.getName() + " failed", e);
            }
        }
    }

    private @Nullable CacheEntryListenerException told(Happening<K, V> happening) {
        EntryEvent<K, V> event = event(happening);
        Teller<K, V> teller = tellers.get(happening.type());
        try {
            if (teller != null && (filter == null || filter.evaluate(event))) {
                teller.tell(List.of(event));
            }
            return null;
        } catch (CacheEntryListenerException e) {
            return e;
        } catch (RuntimeException e) {
            return new CacheEntryListenerException("the listener failed", e);
        }
    }

    private EntryEvent<K, V> event(Happening<K, V> happening) {
        V before = configuration.isOldValueRequired() ? happening.before() : null;
        boolean gone = happening.type() == EventType.REMOVED || happening.type() == EventType.EXPIRED;
        V value = gone ? before : happening.value(); // of what is gone there is only an old value
        return new EntryEvent<>(
                source,
                happening.type(),
                copying.copy(happening.key()),
                value == null ? null : copying.copy(value),
                before == null ? null : copying.copy(before));
    }

    void close() {
        Closing.close(listener);
        Closing.close(filter);
    }
}
