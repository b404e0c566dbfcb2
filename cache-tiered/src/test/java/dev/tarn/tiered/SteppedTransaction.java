package dev.tarn.tiered;

import dev.tarn.Cache;
import dev.tarn.WriteStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A transaction that changes one key, without the waiting of its blocking face, for who must not block. */
public final class SteppedTransaction<K, V> {
    private final TieredCache<K, V> cache;
    private final TransactionView<K, V> view;
    private final K key;
    private final boolean quarantined;

    private SteppedTransaction(TieredCache<K, V> cache, K key, boolean quarantined) {
        this.cache = cache;
        this.view = new TransactionView<>(new TarnTransaction(null), cache, null);
        this.key = key;
        this.quarantined = quarantined;
    }

    /** Begins a transaction that is going to change a key; the future fails if the key was to be barred and could not be. */
    public static <K, V> CompletableFuture<SteppedTransaction<K, V>> begin(
            Cache<K, V> cache, K key, @Nullable Duration quarantine) {
        SteppedTransaction<K, V> transaction =
                new SteppedTransaction<>((TieredCache<K, V>) cache, key, quarantine != null);
        transaction.view.invalidateAll(List.of(key));
        return quarantine == null
                ? CompletableFuture.completedFuture(transaction)
                : transaction
                        .cache
                        .writes()
                        .quarantine(List.of(key), quarantine)
                        .thenApply(barred -> transaction);
    }

    /** Reads the key as the transaction sees it. */
    public @Nullable V get() {
        return view.get(key);
    }

    /** Carries out the change, after the source has committed. */
    public CompletableFuture<WriteStatus> committed() {
        return view.committed().get(0);
    }

    /** Undoes what was done to others. */
    @SuppressWarnings("FutureReturnValueIgnored") // what is not taken is repeated
    public void rolledBack() {
        if (quarantined) {
            cache.writes().invalidate(List.of(key));
        }
    }
}
