package dev.tarn.tiered;

import dev.tarn.spi.Entry;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one way down of one key in this process: whoever else wants the key joins it.
 *
 * <p>An invalidation of the key <em>detaches</em> the flight: those who wait for it still get its answer (they asked before), nobody
 * joins any more, and the answer is stored nowhere. Fields that are not volatile belong to the thread that drives the flight.
 */
final class Flight<K, V> {
    private final K key;
    private final @Nullable CallerDriver driver;
    private final CompletableFuture<Entry<V>> result = new CompletableFuture<>();
    private volatile boolean detached;
    private volatile @Nullable Loading loading;
    private volatile long label;

    /** The encoded key; empty where nothing leaves the process. */
    final byte[] keyBytes;

    /** The shard of the log that the label belongs to. */
    final int shard;

    /** The history of the log when the flight was opened. */
    final int history;

    /** What a tier still holds that is no longer fresh, for the loader and for the case that it fails. */
    @Nullable
    Entry<V> stale;

    /**
     * Creates a flight, before anything is read.
     *
     * @param label the position of the log that this node has applied now
     */
    Flight(K key, byte[] keyBytes, int shard, long label, int history, @Nullable CallerDriver driver) {
        this.key = key;
        this.keyBytes = keyBytes;
        this.shard = shard;
        this.label = label;
        this.history = history;
        this.driver = driver;
    }

    K key() {
        return key;
    }

    CompletableFuture<Entry<V>> result() {
        return result;
    }

    boolean isDetached() {
        return detached;
    }

    void detach() {
        detached = true;
    }

    @Nullable
    Loading loading() {
        return loading;
    }

    void loading(Loading now) {
        loading = now;
    }

    /** Returns the position that the answer will reflect at least. */
    long label() {
        return label;
    }

    void label(long position) {
        label = position;
    }

    void complete(Entry<V> entry) {
        result.complete(entry);
        wakeDriver();
    }

    void fail(Throwable failure) {
        result.completeExceptionally(failure);
        wakeDriver();
    }

    private void wakeDriver() {
        if (driver != null) {
            driver.wake();
        }
    }
}
