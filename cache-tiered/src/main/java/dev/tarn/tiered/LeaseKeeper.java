package dev.tarn.tiered;

import dev.tarn.spi.Scheduler;
import dev.tarn.spi.Scheduler.Scheduled;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prolongs leases while a load runs: at a third of their time, so that two attempts may fail. */
final class LeaseKeeper {
    static final LeaseKeeper NONE = new LeaseKeeper(
            (task, delay) -> {
                throw new RejectedExecutionException();
            },
            Duration.ZERO,
            lease -> {});

    private final Scheduler scheduler;
    private final Duration lease;
    private final Consumer<Duration> extend;
    private volatile boolean stopped;
    private volatile @Nullable Scheduled next;

    private LeaseKeeper(Scheduler scheduler, Duration lease, Consumer<Duration> extend) {
        this.scheduler = scheduler;
        this.lease = lease;
        this.extend = extend;
    }

    static LeaseKeeper start(Scheduler scheduler, Duration lease, Consumer<Duration> extend) {
        LeaseKeeper keeper = new LeaseKeeper(scheduler, lease, extend);
        keeper.scheduleNext();
        return keeper;
    }

    private void scheduleNext() {
        try {
            next = scheduler.schedule(this::prolong, lease.toNanos() / 3);
        } catch (RejectedExecutionException e) {
            stopped = true; // the cache is being closed: the lease ends by itself
        }
    }

    private void prolong() {
        if (!stopped) {
            extend.accept(lease);
            scheduleNext();
        }
    }

    void stop() {
        stopped = true;
        Scheduled scheduled = next;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }
}
