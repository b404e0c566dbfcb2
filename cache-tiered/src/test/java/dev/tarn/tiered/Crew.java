package dev.tarn.tiered;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads of a test, and waits that end with a failure instead of never. */
final class Crew {
    private static final int PATIENCE_SECONDS = 20;

    private Crew() {}

    /** A thread and what comes of its work. */
    record Member<T>(Thread thread, CompletableFuture<T> result) {
        /** Returns the result, waiting for it. */
        T get() throws Exception {
            try {
                return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception failure ? failure : e;
            }
        }

        /** Returns what the work threw, waiting for it. */
        Throwable failure() throws InterruptedException, TimeoutException {
            try {
                T unexpected = result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                throw new AssertionError("no failure but " + unexpected);
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }

        /** Returns when the thread waits for something. */
        void untilWaiting() {
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                if (!thread.isAlive()) {
                    throw new AssertionError("the thread ended without waiting");
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Starts work on a thread of its own. */
    static <T> Member<T> start(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "crew");
        thread.setDaemon(true);
        thread.start();
        return new Member<>(thread, result);
    }

    /** Waits for a latch. */
    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("waited in vain");
        }
    }
}
