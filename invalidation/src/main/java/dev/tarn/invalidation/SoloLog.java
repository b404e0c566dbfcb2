package dev.tarn.invalidation;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Issues versions where there is no bus: a counter, for there is nobody to tell, and nothing to prove. */
public final class SoloLog implements CacheLog {
    private final AtomicLong newest = new AtomicLong(1);
    private final StalenessGuard guard = StalenessGuard.unbounded(1, 0);

    /** Begins to count. */
    public SoloLog() {}

    @Override
    public int shards() {
        return 1;
    }

    @Override
    public int shardOf(byte[] key) {
        return 0;
    }

    @Override
    public long appliedUpTo(int shard) {
        return newest.get();
    }

    @Override
    public boolean hasPassed(Position position) {
        return true;
    }

    @Override
    public CompletionStage<List<Applied>> append(Operation operation, List<byte[]> names) {
        return CompletableFuture.completedFuture(List.of(next()));
    }

    /** Issues the next version. */
    public Applied next() {
        long stamp = newest.incrementAndGet();
        return new Applied(new Position(0, 0, stamp - 1, 0), new Position(0, 0, stamp, 0));
    }

    @Override
    public void applied(Invalidation own) {}

    @Override
    public StalenessGuard guard() {
        return guard;
    }

    @Override
    public boolean isStarting(int shard) {
        return false;
    }

    @Override
    public CompletionStage<Boolean> validate(int shard) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Boolean> reach(Position position) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public LogStats stats() {
        return LogStats.NONE;
    }

    @Override
    public void close() {}
}
