package dev.tarn.tiered;

import dev.tarn.Cache;
import dev.tarn.CacheTransaction;
import dev.tarn.TransactionalCache;
import dev.tarn.WriteStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Remembers the changes of one transaction, cache by cache. */
final class TarnTransaction implements CacheTransaction {
    private final @Nullable Duration quarantine;
    private final Map<Cache<?, ?>, TransactionView<?, ?>> views = new LinkedHashMap<>();
    private boolean ended;

    /**
     * Begins.
     *
     * @param quarantine how long keys are barred if nobody lifts it, or null for no quarantine
     */
    TarnTransaction(@Nullable Duration quarantine) {
        this.quarantine = quarantine;
    }

    @Override
    @SuppressWarnings("unchecked") // each cache is kept with its own view
    public <K, V> TransactionalCache<K, V> on(Cache<K, V> cache) {
        checkOpen();
        if (!(cache instanceof TieredCache<K, V> tiered)) {
            throw new IllegalArgumentException("cache " + cache.name() + " is no cache of a Tarn");
        }
        return (TransactionalCache<K, V>) views.computeIfAbsent(cache, any -> view(tiered));
    }

    private <K, V> TransactionView<K, V> view(TieredCache<K, V> cache) {
        if (quarantine != null && cache.core().remote() == null) {
            throw new IllegalStateException("cache " + cache.name() + " has no remote tier that could bar keys");
        }
        return new TransactionView<>(this, cache, quarantine);
    }

    void checkOpen() {
        if (ended) {
            throw new IllegalStateException("the cache transaction has ended");
        }
    }

    @Override
    public WriteStatus committed() {
        checkOpen();
        ended = true;
        List<CompletableFuture<WriteStatus>> writes = views.values().stream()
                .flatMap(view -> view.committed().stream())
                .toList();
        CompletableFuture<?> all = CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
        Waiting.await(all, "invalidating what a transaction has changed");
        boolean queued = writes.stream().anyMatch(write -> write.join() == WriteStatus.QUEUED);
        return queued ? WriteStatus.QUEUED : WriteStatus.APPLIED;
    }

    @Override
    public void rolledBack() {
        if (!ended) {
            ended = true;
            views.values().forEach(TransactionView::rolledBack);
        }
    }

    @Override
    public void close() {
        rolledBack();
    }
}
