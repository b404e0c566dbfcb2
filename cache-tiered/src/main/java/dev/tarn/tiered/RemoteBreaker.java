package dev.tarn.tiered;

import dev.tarn.Breaker;
import dev.tarn.Breaker.State;
import dev.tarn.CacheTimeoutException;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Scheduler;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps reads away from a remote store that fails or is slow, and finds out when it is back: Resilience4j counts and decides, and its trials are
 * calls of a probe instead of calls of readers, so that none of them pays for an answer that does not come.
 *
 * <p>There is one of them for each Tarn, since its caches share the store. What was asked before the breaker opened and ends later counts for
 * nothing: only probes do while it is not closed.
 */
final class RemoteBreaker {
    private static final System.Logger LOG = System.getLogger("dev.tarn");

    private final Breaker settings;
    private final Clock clock;
    private final Scheduler scheduler;
    private final String store;
    private final @Nullable CircuitBreaker breaker;
    private final CopyOnWriteArrayList<Supplier<CompletionStage<?>>> probes = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean probing = new AtomicBoolean();
    private final AtomicLong turns = new AtomicLong();
    private final LongAdder opened = new LongAdder();
    private final LongAdder probed = new LongAdder();
    private volatile boolean off;
    private volatile boolean closed = true;
    /** Whether a bad read came since good ones were last looked at; spares them a look. */
    private volatile boolean anyBad;

    RemoteBreaker(String store, Breaker settings, Clock clock, Scheduler scheduler) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.scheduler = scheduler;
        this.breaker = settings.enabled() ? made() : null;
    }

    private CircuitBreaker made() {
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.window())
                .minimumNumberOfCalls(settings.minimumCalls())
                .failureRateThreshold((float) (settings.failureRate() * 100))
                .slowCallDurationThreshold(settings.slowCall())
                .slowCallRateThreshold((float) (settings.slowRate() * 100))
                .permittedNumberOfCallsInHalfOpenState(settings.trials())
                .waitDurationInOpenState(Duration.ofDays(1)) // the probe decides when
                .currentTimestampFunction(ignored -> clock.nanos(), TimeUnit.NANOSECONDS)
                .writableStackTraceEnabled(false)
                .build();
        CircuitBreaker made = CircuitBreaker.of(store, config);
        made.getEventPublisher()
                .onStateTransition(event -> changed(
                        state(event.getStateTransition().getFromState()),
                        state(event.getStateTransition().getToState())));
        return made;
    }

    /** Tells whether reads may ask the store. */
    boolean isClosed() {
        return closed;
    }

    /** Returns what it lets through. */
    State state() {
        return breaker == null || off ? State.OFF : state(breaker.getState());
    }

    long opened() {
        return opened.sum();
    }

    long probed() {
        return probed.sum();
    }

    private static State state(CircuitBreaker.State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            case CLOSED, METRICS_ONLY -> State.CLOSED;
            case DISABLED -> State.OFF;
        };
    }

    /** Takes the outcome of a read that was let through. */
    void ended(long nanos, @Nullable Throwable failure) {
        CircuitBreaker current = breaker;
        if (current == null || !closed) {
            return;
        }
        if (failure != null || nanos >= settings.slowCall().toNanos()) {
            anyBad = true;
        } else if (anyBad && wouldOpen(current)) {
            reset(current);
        }
        record(current, nanos, failure);
    }

    /**
     * Tells whether one more good read would open it: the first one that is judged, after bad ones that may have been long ago. Such failures are
     * over.
     */
    private boolean wouldOpen(CircuitBreaker current) {
        CircuitBreaker.Metrics metrics = current.getMetrics();
        int calls = metrics.getNumberOfBufferedCalls() + 1;
        if (calls > settings.minimumCalls()) {
            anyBad = false; // from here on a good read only lowers the rates
        }
        return calls == settings.minimumCalls()
                && (metrics.getNumberOfFailedCalls() >= settings.failureRate() * calls
                        || metrics.getNumberOfSlowCalls() >= settings.slowRate() * calls);
    }

    /** Takes the outcome of another call: only that the store did not answer in time tells anything about reads. */
    void endedOther(long nanos, @Nullable Throwable failure) {
        if (failure instanceof CacheTimeoutException) {
            ended(nanos, failure);
        }
    }

    private static void record(CircuitBreaker breaker, long nanos, @Nullable Throwable failure) {
        if (failure == null) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
        }
    }

    /** Adds something that asks the store a question of no consequence. */
    void probeWith(Supplier<CompletionStage<?>> probe) {
        probes.add(probe);
    }

    void probeNoMoreWith(Supplier<CompletionStage<?>> probe) {
        probes.remove(probe);
    }

    /** Has somebody hear of each change of the state; must be quick. */
    void tell(Consumer<State> listener) {
        listeners.add(listener);
    }

    void tellNoMore(Consumer<State> listener) {
        listeners.remove(listener);
    }

    /** Keeps reads away whatever the store does, or lets them ask it again. */
    void use(boolean on) {
        off = !on;
        look();
    }

    private void look() {
        closed = !off && (breaker == null || breaker.getState() == CircuitBreaker.State.CLOSED);
    }

    private void changed(State former, State state) {
        look();
        if (former == State.CLOSED && state == State.OPEN) {
            opened.increment();
            LOG.log(
                    Level.WARNING,
                    "the breaker before the remote store {0} opens: reads go on without it; it is probed every {1}",
                    store,
                    settings.probeEvery());
        }
        if (state == State.OPEN) {
            probeIn(settings.probeEvery().toNanos());
        } else if (state == State.CLOSED) {
            LOG.log(Level.INFO, "the breaker before the remote store {0} closes", store);
        }
        listeners.forEach(listener -> listener.accept(state));
    }

    /** Hears that the store may be back: probes at once, or forgets what failed before. */
    void mayBeBack() {
        if (!closed) {
            probeIn(0);
        } else if (breaker != null) {
            reset(breaker);
        }
    }

    private void reset(CircuitBreaker current) {
        anyBad = false;
        current.reset();
    }

    /** Probes later; a probe that was to come before and has not begun does not come any more. */
    private void probeIn(long nanos) {
        long turn = turns.incrementAndGet();
        try {
            scheduler.schedule(() -> probe(turn), nanos);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the Tarn is being closed, its remote store is not probed any more");
        }
    }

    private void probe(long turn) {
        CircuitBreaker current = breaker;
        if (current == null || closed || turns.get() != turn) {
            return;
        }
        if (!probing.compareAndSet(false, true)) {
            probeIn(settings.probeEvery().toNanos()); // the one before is just ending
            return;
        }
        if (current.getState() == CircuitBreaker.State.OPEN) {
            current.transitionToHalfOpenState();
        }
        tryOnce(current);
    }

    /** Asks the store; goes on until Resilience4j has decided. */
    private void tryOnce(CircuitBreaker current) {
        if (current.getState() != CircuitBreaker.State.HALF_OPEN || !current.tryAcquirePermission()) {
            probing.set(false);
            return;
        }
        probed.increment();
        long asked = clock.nanos();
        asked().whenComplete((answer, failure) -> {
            record(current, clock.nanos() - asked, failure == null ? null : Waiting.cause(failure));
            tryOnce(current);
        });
    }

    private CompletionStage<?> asked() {
        try {
            return probes.isEmpty()
                    ? CompletableFuture.completedStage(null)
                    : probes.get(0).get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
