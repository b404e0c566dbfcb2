package dev.tarn.tiered;

import dev.tarn.tiered.CloseReport.Undelivered;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Brings a cache to a good end within a time: waits for its loads, and repeats what the remote tier has not taken. */
final class Drain<K, V> {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int KEYS_PER_REPEAT = 500;

    private final Core<K, V> core;
    private final Writes<K, V> writes;
    private final long deadline;

    Drain(Core<K, V> core, Writes<K, V> writes, long deadline) {
        this.core = core;
        this.writes = writes;
        this.deadline = deadline;
    }

    /**
     * Waits until everything is over, or the time is.
     *
     * @return what is left, or null if nothing is
     */
    @Nullable
    Undelivered run() throws InterruptedException {
        for (Flight<K, V> flight : core.flights().all()) {
            await(flight.result());
        }
        while (!core.pending().isEmpty() && left() > 0) {
            await(writes.repeat(KEYS_PER_REPEAT));
            if (!core.pending().isEmpty()) {
                await(pause());
            }
        }
        List<Flight<K, V>> flights = core.flights().all();
        long pending = core.pending().size();
        return flights.isEmpty() && pending == 0
                ? null
                : new Undelivered(core.id().cache(), flights.size(), pending);
    }

    private CompletableFuture<?> pause() {
        CompletableFuture<?> over = new CompletableFuture<>();
        try {
            core.scheduler().schedule(() -> over.complete(null), Math.min(PAUSE_NANOS, left()));
        } catch (RejectedExecutionException e) {
            over.complete(null);
        }
        return over;
    }

    private void await(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get(Math.max(0, left()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // what is left is counted at the end
        }
    }

    private long left() {
        return deadline - core.clock().nanos();
    }
}
