package dev.tarn.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadGeneratorTest {
    private final Zipf keys = new Zipf(1_000, 0.99);

    /** Counts what it is asked for, and fails where it is told to. */
    private static final class CountingTarget implements Target {
        private final AtomicLong reads = new AtomicLong();
        private final AtomicLong writes = new AtomicLong();
        private final Set<String> threads = ConcurrentHashMap.newKeySet();
        private final CountDownLatch enough;
        private final boolean failing;

        CountingTarget(int enough, boolean failing) {
            this.enough = new CountDownLatch(enough);
            this.failing = failing;
        }

        @Override
        public void read(long id) {
            reads.incrementAndGet();
            threads.add(Thread.currentThread().getName());
            enough.countDown();
            if (failing) {
                throw new IllegalStateException("read " + id);
            }
        }

        @Override
        public void write(long id, long priceCents) {
            writes.incrementAndGet();
            enough.countDown();
        }

        void awaitEnough() throws InterruptedException {
            assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private LoadGenerator generator(LoadPlan plan, Target target) {
        return new LoadGenerator(plan, keys, target, Clock.system());
    }

    @Test
    void load_run_readsAndWritesInTheShareAsked() throws InterruptedException {
        CountingTarget target = new CountingTarget(20_000, false);
        LoadGenerator load = generator(new LoadPlan(2, LoadPlan.UNLIMITED, 25), target);
        load.start();
        target.awaitEnough();
        load.close();

        assertThat(load.reads()).isEqualTo(target.reads.get());
        assertThat(load.writes()).isEqualTo(target.writes.get());
        assertThat(load.writes() / (double) (load.reads() + load.writes())).isBetween(0.23, 0.27);
        assertThat(load.interval().getTotalCount()).isEqualTo(load.reads());
        assertThat(load.interval().getTotalCount()).isZero();
        assertThat(load.failures()).isZero();
    }

    @Test
    void load_closed_leavesNoThread() throws InterruptedException {
        CountingTarget target = new CountingTarget(1_000, false);
        LoadGenerator load = generator(new LoadPlan(3, LoadPlan.UNLIMITED, 0), target);
        load.start();
        target.awaitEnough();
        load.close();
        long after = target.reads.get();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("load-"));
        assertThat(target.reads).hasValue(after);
    }

    @Test
    void target_failing_isCountedAndTheFirstFailureToldOnce() throws InterruptedException {
        CountingTarget target = new CountingTarget(100, true);
        LoadGenerator load = generator(new LoadPlan(1, LoadPlan.UNLIMITED, 0), target);
        load.start();
        target.awaitEnough();
        load.close();

        assertThat(load.failures()).isEqualTo(load.reads()).isGreaterThanOrEqualTo(100);
        assertThat(load.takeFailure()).isInstanceOf(IllegalStateException.class);
        assertThat(load.takeFailure()).isNull();
    }

    @Test
    void rate_limited_isNotExceeded() throws InterruptedException {
        CountingTarget target = new CountingTarget(200, false);
        LoadGenerator load = generator(new LoadPlan(2, 1_000, 0), target);
        long begun = Clock.system().nanos();
        load.start();
        target.awaitEnough();
        long took = Clock.system().nanos() - begun;
        load.close();

        // 200 operations at 1000 a second are 200 ms; a thread may be some operations early.
        assertThat(took).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(150));
    }

    @Test
    void threads_none_doNothing() {
        CountingTarget target = new CountingTarget(1, false);
        LoadGenerator load = generator(new LoadPlan(0, 1_000, 0), target);
        load.start();
        load.close();

        assertThat(load.interval().getTotalCount()).isZero();
        assertThat(target.reads).hasValue(0);
    }
}
