package dev.tarn.jcache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.EventType;

/**
 * The listeners of a cache. Changes are noted while their key's lock is held, which keeps their order, and told after it was given back:
 * to synchronous listeners before the call returns, to the others on the common pool.
 */
final class Listening<K, V> {
    private final Supplier<Cache<K, V>> source;
    private final Copying copying;
    private final Executor later;
    private final List<Registration<K, V>> registrations = new CopyOnWriteArrayList<>();

    Listening(Supplier<Cache<K, V>> source, Copying copying) {
        this(source, copying, ForkJoinPool.commonPool());
    }

    Listening(Supplier<Cache<K, V>> source, Copying copying, Executor later) {
        this.source = source;
        this.copying = copying;
        this.later = later;
    }

    void add(CacheEntryListenerConfiguration<K, V> configuration) {
        registrations.add(new Registration<>(configuration, source.get(), copying));
    }

    void remove(CacheEntryListenerConfiguration<K, V> configuration) {
        List<Registration<K, V>> ended = registrations.stream()
                .filter(registration -> registration.isOf(configuration))
                .toList();
        registrations.removeAll(ended);
        ended.forEach(Registration::close);
    }

    void close() {
        registrations.forEach(Registration::close);
        registrations.clear();
    }

    boolean isWanted(EventType type) {
        if (registrations.isEmpty()) {
            return false;
        }
        for (Registration<K, V> registration : registrations) {
            if (registration.wants(type)) {
                return true;
            }
        }
        return false;
    }

    /** Notes what has happened to a key; the caller holds its lock. */
    void note(K key, List<Happening<K, V>> happenings) {
        for (Registration<K, V> registration : registrations) {
            registration.note(key, happenings);
        }
    }

    /**
     * Tells what was noted of a key; the caller holds no lock.
     *
     * @throws javax.cache.event.CacheEntryListenerException if a synchronous listener or its filter failed
     */
    void tell(K key) {
        if (registrations.isEmpty()) {
            return;
        }
        for (Registration<K, V> registration : registrations) {
            if (registration.isSynchronous()) {
                registration.tell(key);
            } else if (registration.hasNews(key)) {
                later.execute(() -> registration.tellGuarded(key));
            }
        }
    }
}
