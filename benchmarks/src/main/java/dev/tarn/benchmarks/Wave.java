package dev.tarn.benchmarks;

import dev.tarn.spi.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Keeps threads ready that all make one call at the same moment. */
final class Wave implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;
    private final Clock clock = Clock.system();

    Wave(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(threads);
    }

    /** A wave that waits for its start. */
    final class Ready {
        private final CountDownLatch go = new CountDownLatch(1);
        private final List<Future<Long>> calls = new ArrayList<>();
        private long released;

        private Ready(Runnable call) throws InterruptedException {
            CountDownLatch ready = new CountDownLatch(threads);
            for (int i = 0; i < threads; i++) {
                calls.add(pool.submit(() -> {
                    ready.countDown();
                    go.await();
                    call.run();
                    return clock.nanos();
                }));
            }
            ready.await();
        }

        void start() {
            released = clock.nanos();
            go.countDown();
        }

        /**
         * Waits for all calls.
         *
         * @return how long after the start the last one was answered, in nanoseconds
         * @throws ExecutionException if a call failed
         */
        long latest() throws InterruptedException, ExecutionException {
            long latest = 0;
            for (Future<Long> call : calls) {
                latest = Math.max(latest, call.get() - released);
            }
            return latest;
        }
    }

    /** Brings all threads to the start. */
    Ready prepare(Runnable call) throws InterruptedException {
        return new Ready(call);
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
