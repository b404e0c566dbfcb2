package dev.tarn.tiered;

import dev.tarn.LoadTimeoutException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Scheduler.Scheduled;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Ends the wait of one caller for a flight when its time is up. The flight goes on: others may wait for longer, and what it brings is stored
 * as ever.
 */
final class Waits<K, V> {
    /** Above so many hard time-outs a load is not waited for any more, and what it gives is not stored. */
    private static final int GIVEN_UP_AFTER = 10;

    /** Ends the waits of threads, which go on by themselves, on the thread of the scheduler. */
    static final Executor BLOCKED = Runnable::run;

    /** Ends the waits of futures, which an application may have continued: apart from the executor, all of whose threads may be stuck in loads. */
    static final Executor CONTINUED = ForkJoinPool.commonPool();

    private final Core<K, V> core;
    private final long softNanos;
    private final long hardNanos;

    Waits(Core<K, V> core) {
        this.core = core;
        this.softNanos = core.settings().failSafe().softTimeout().toNanos();
        this.hardNanos = core.settings().hardNanos();
    }

    /** Tells whether callers that could have a stale value wait for a new one at all. */
    boolean isSoft() {
        return softNanos > 0;
    }

    /**
     * Returns the answer of a flight, or in its place, when the hard time-out is over, the stale value that the flight knows of or else a
     * failure.
     *
     * @param ends where the wait is ended: {@link #BLOCKED} or {@link #CONTINUED}
     */
    CompletableFuture<Entry<V>> hard(Flight<K, V> flight, Executor ends) {
        return hardNanos == 0
                ? flight.result()
                : within(hardNanos, flight, ends, answer -> {
                    core.counters().hardTimeouts.increment();
                    endLate(flight, answer);
                });
    }

    /** Returns what {@link #hard} returns for a thread that runs steps while it waits. */
    CompletableFuture<Entry<V>> hard(Flight<K, V> flight, CallerDriver driver) {
        return hardNanos == 0
                ? flight.result()
                : within(hardNanos, flight, BLOCKED, answer -> {
                    core.counters().hardTimeouts.increment();
                    endLate(flight, answer);
                    driver.wake();
                });
    }

    private void endLate(Flight<K, V> flight, CompletableFuture<Entry<V>> answer) {
        boolean forbidden = core.failures().forbidsStale(flight.key());
        Entry<V> stale = forbidden ? null : flight.servableStale(core.clock().nanos());
        if (stale != null) {
            answer.complete(stale);
        } else {
            answer.completeExceptionally(new LoadTimeoutException("a load of cache " + core.id() + " takes longer than "
                    + core.settings().failSafe().hardTimeout() + "; it goes on"));
        }
    }

    /** Returns the answer of a flight, or in its place, when the soft time-out is over, a stale value. */
    CompletableFuture<Entry<V>> soft(Flight<K, V> flight, Entry<V> stale, Executor ends) {
        return within(softNanos, flight, ends, answer -> {
            core.counters().softTimeouts.increment();
            answer.complete(stale);
        });
    }

    /** Tells whether a flight has been under way for so long that nobody should wait for it any more. */
    static boolean isGivenUp(Flight<?, ?> flight, CacheSettings<?, ?> settings, long now) {
        long hard = settings.hardNanos();
        return hard > 0 && now - flight.openedAt > GIVEN_UP_AFTER * hard;
    }

    /** Tells whether nobody waits any more for any of some flights. */
    static <K, V> boolean areGivenUp(List<Flight<K, V>> flights, Core<K, V> core) {
        long now = core.clock().nanos();
        return flights.stream().allMatch(flight -> isGivenUp(flight, core.settings(), now));
    }

    private CompletableFuture<Entry<V>> within(
            long nanos, Flight<K, V> flight, Executor ends, Consumer<CompletableFuture<Entry<V>>> late) {
        if (flight.result().isDone()) {
            return flight.result();
        }
        CompletableFuture<Entry<V>> answer = flight.result().copy();
        Runnable end = () -> {
            if (!answer.isDone()) {
                late.accept(answer);
            }
        };
        try {
            Scheduled timer = core.scheduler().schedule(() -> ends.execute(end), nanos);
            answer.whenComplete((entry, failure) -> timer.cancel());
        } catch (RejectedExecutionException e) {
            return flight.result(); // the cache is being closed, which ends all flights
        }
        return answer;
    }
}
