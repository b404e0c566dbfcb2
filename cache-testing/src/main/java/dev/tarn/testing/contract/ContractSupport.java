package dev.tarn.testing.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What all contracts need: waiting for stages and states, capabilities, threads that start together, random names. */
public abstract class ContractSupport {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofMillis(5);
    private static final int TICKS = 2_000;

    ContractSupport() {}

    /** Returns what the implementation can; all, unless the test of the implementation says otherwise. */
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /**
     * Lets a little time pass for the implementation under test; waits for real unless a test overrides it to move its own clock.
     *
     * @param time how much
     */
    protected void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Skips the test, saying why, if the implementation lacks a capability. */
    final void needs(Capability capability) {
        assumeTrue(capabilities().contains(capability), () -> "lacks the capability " + capability);
    }

    /** Lets time pass until the condition holds; fails if it never does. */
    final void eventually(String description, BooleanSupplier condition) {
        for (int tick = 0; tick < TICKS; tick++) {
            if (condition.getAsBoolean()) {
                return;
            }
            pass(TICK);
        }
        throw new AssertionError("never came true: " + description);
    }

    /** Waits for a stage and returns its result; throws what it failed with. */
    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError("failed with something unexpected", e);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs actions on threads of their own, which all start at once, and returns the results in the order of the actions. */
    static <T> List<T> together(List<Callable<T>> actions) {
        ExecutorService threads = Executors.newFixedThreadPool(actions.size());
        CountDownLatch ready = new CountDownLatch(actions.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> action : actions) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return action.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            return results;
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("an action failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns a name that nobody else uses. */
    static String randomName() {
        return UUID.randomUUID().toString();
    }
}
