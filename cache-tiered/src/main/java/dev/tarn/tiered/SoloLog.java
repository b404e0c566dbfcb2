package dev.tarn.tiered;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Issues versions where there is no bus: a counter, for there is nobody to tell. */
final class SoloLog implements Log {
    private final AtomicLong newest = new AtomicLong(1);

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
    public boolean issued(Position head) {
        return false;
    }

    @Override
    public CompletionStage<List<Applied>> append(Invalidation.Operation operation, List<byte[]> names) {
        return CompletableFuture.completedFuture(List.of(next()));
    }

    Applied next() {
        long stamp = newest.incrementAndGet();
        return new Applied(new Position(0, 0, stamp - 1, 0), new Position(0, 0, stamp, 0));
    }

    @Override
    public void applied(Applied own) {}

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public void close() {}

    @Override
    public long gaps() {
        return 0;
    }
}
