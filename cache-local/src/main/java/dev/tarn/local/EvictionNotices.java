package dev.tarn.local;

import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.RemovalListener;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStoreFactory.RemovalObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Carries evicted entries from inside Caffeine's locks to the observer outside of them, one after the other and in the order in which
 * they were evicted. Thread-safe.
 */
final class EvictionNotices<K, V> implements RemovalListener<K, Entry<V>> {
    private static final Logger LOG = System.getLogger(EvictionNotices.class.getName());

    private final String cache;
    private final RemovalObserver<K, V> observer;
    private final Queue<Notice<K, V>> pending = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean delivering = new AtomicBoolean();

    EvictionNotices(String cache, RemovalObserver<K, V> observer) {
        this.cache = cache;
        this.observer = observer;
    }

    /** Queues an entry; called by Caffeine while the key is locked. Without expiry or references, the only cause is the bound. */
    @Override
    public void onRemoval(@Nullable K key, @Nullable Entry<V> entry, RemovalCause cause) {
        if (key != null && entry != null) {
            depart(key, entry);
            pending.add(new Notice<>(key, entry));
        }
    }

    private void depart(K key, Entry<V> entry) {
        try {
            observer.onDeparture(key, entry);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        LOG.log(Level.WARNING, () -> "The removal observer of cache '" + cache + "' failed", e);
    }

    /**
     * Tells the observer what is queued, unless a call further down this stack or on another thread is doing so and will go on; called
     * where no lock is held.
     */
    void deliver() {
        while (!pending.isEmpty() && delivering.compareAndSet(false, true)) {
            try {
                for (Notice<K, V> notice = pending.poll(); notice != null; notice = pending.poll()) {
                    tell(notice);
                }
            } finally {
                delivering.set(false);
            }
        }
    }

    private void tell(Notice<K, V> notice) {
        try {
            observer.onRemoval(notice.key(), notice.entry(), dev.tarn.RemovalCause.SIZE);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Forgets what is queued. */
    void discard() {
        pending.clear();
    }

    private record Notice<K, V>(K key, Entry<V> entry) {}
}
