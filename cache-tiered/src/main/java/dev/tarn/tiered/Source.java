package dev.tarn.tiered;

import dev.tarn.CacheLoader;
import dev.tarn.RecursiveLoadException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Meters.Span;
import dev.tarn.spi.RemoteTier;
import dev.tarn.tiered.LoadOrder.Storing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a descent: calls the loader, stores what it gives under lease and guard, and ends flights.
 *
 * <p>The order on the way up: local tiers (under the guard), remote tier (under the lease, not waited for), then whoever waits. Remote and
 * local storing are independent: each decides by itself whether an invalidation has come in between. Who waits comes last although that makes
 * it wait for the fill to be sent, some microseconds after a load: other nodes wait for the fill, or for the end of the lease, and what is done with an
 * answer on this thread, waking hundreds of others or continuations of the application, may take its time.
 */
final class Source<K, V> {
    private final Core<K, V> core;
    private final CacheLoader<K, V> loader;
    private final Landing<K, V> landing;

    /** What a call of the loader has brought: values for the remote tier, and the ends of flights, which come after them. */
    private static final class Brought {
        final List<RemoteTier.Write> fills = new ArrayList<>(1);
        final List<Runnable> ends = new ArrayList<>(1);
    }

    Source(Core<K, V> core, CacheLoader<K, V> loader) {
        this.core = core;
        this.loader = loader;
        this.landing = new Landing<>(core);
    }

    /**
     * Carries out orders that want the same loader, with one call of it where it can do that.
     *
     * @param orders one, or several for a bulk loader
     * @return the orders that are still to be carried out, each by itself, because that could not be done together
     */
    List<LoadOrder<K, V>> load(List<LoadOrder<K, V>> orders) {
        LoadOrder<K, V> first = orders.get(0);
        orders.forEach(LoadOrder::keepLeases);
        List<LoadOrder<K, V>> apart = List.of();
        try {
            if (orders.size() == 1 && first.size() == 1) {
                loadAlone(first, first.flights().get(0));
            } else if (loader.isBulk()) {
                apart = loadTogether(orders);
            } else {
                loadInTurn(first);
            }
        } finally {
            for (LoadOrder<K, V> order : orders) {
                if (!apart.contains(order)) {
                    order.stopKeeping();
                }
            }
        }
        return apart;
    }

    /** Loads one key after the other. Who needs a key whose turn has not come, a loader of this very batch perhaps, loads it itself. */
    private void loadInTurn(LoadOrder<K, V> order) {
        order.flights().forEach(flight -> flight.offer(() -> loadAlone(order, flight)));
        order.flights().forEach(Flight::runOffered);
    }

    private void loadAlone(LoadOrder<K, V> order, Flight<K, V> flight) {
        Brought brought = new Brought();
        Loading loading = Loading.begin();
        try {
            flight.loading(loading);
            loadOne(order, flight, brought);
        } finally {
            loading.end();
            settle(order, flight, brought);
        }
    }

    private void settle(LoadOrder<K, V> order, Flight<K, V> flight, Brought brought) {
        try {
            order.settle(List.of(flight), brought.fills);
        } finally {
            brought.ends.forEach(Runnable::run);
        }
    }

    private void loadOne(LoadOrder<K, V> order, Flight<K, V> flight, Brought brought) {
        flight.loadBegins(core.coherence().ticket(flight.key()));
        long started = core.clock().nanos();
        LoadCall<V> call = new LoadCall<>(flight.stale, started);
        V value;
        Span span = core.meters().startLoad(1);
        try {
            value = loader.load(flight.key(), call);
        } catch (Throwable e) {
            measured(span, started, 1, 1, e);
            brought.ends.add(() -> landing.loadFailed(flight, e));
            return;
        }
        measured(span, started, 1, call.failure() == null ? 0 : 1, null);
        land(order, flight, call, value, brought);
    }

    /**
     * Begins a load that no thread waits for. The leases are kept until its answer is there.
     *
     * @param over runs then
     */
    void begin(LoadOrder<K, V> order, LaterLoader<K, V> later, Runnable over) {
        order.keepLeases();
        CompletableFuture<?>[] landed = order.flights().stream()
                .map(flight -> begin(order, flight, later))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(landed).whenComplete((all, never) -> {
            order.stopKeeping();
            over.run();
        });
    }

    private CompletableFuture<?> begin(LoadOrder<K, V> order, Flight<K, V> flight, LaterLoader<K, V> later) {
        flight.loadBegins(core.coherence().ticket(flight.key()));
        long started = core.clock().nanos();
        LoadCall<V> call = new LoadCall<>(flight.stale, started);
        Span span = core.meters().startLoad(1);
        CompletableFuture<? extends @Nullable V> answer = begun(flight, later, call);
        Executor landed = answer.isDone() ? Runnable::run : this::runElsewhere;
        return answer.handleAsync(
                (value, failure) -> {
                    boolean failed = failure != null || call.failure() != null;
                    measured(span, started, 1, failed ? 1 : 0, failure);
                    landLater(order, flight, call, value, failure);
                    return flight;
                },
                landed);
    }

    /** Calls a loader whose answer comes later; whatever it throws is in the future. */
    private CompletableFuture<? extends @Nullable V> begun(
            Flight<K, V> flight, LaterLoader<K, V> later, LoadCall<V> call) {
        Loading loading = Loading.begin();
        try {
            flight.loading(loading);
            return later.begin(flight.key(), call);
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        } finally {
            loading.end();
        }
    }

    private void landLater(
            LoadOrder<K, V> order,
            Flight<K, V> flight,
            LoadCall<V> call,
            @Nullable V value,
            @Nullable Throwable failure) {
        Brought brought = new Brought();
        try {
            if (failure == null) {
                land(order, flight, call, value, brought);
            } else {
                brought.ends.add(() -> landing.loadFailed(flight, Waiting.cause(failure)));
            }
        } catch (RuntimeException | Error e) {
            brought.ends.add(() -> landing.fail(flight, e));
        } finally {
            settle(order, flight, brought);
        }
    }

    /** Leaves the thread of whoever has completed a future, which may be one for I/O, unless there is no room elsewhere. */
    private void runElsewhere(Runnable work) {
        try {
            core.executor().execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }

    private List<LoadOrder<K, V>> loadTogether(List<LoadOrder<K, V>> orders) {
        Map<LoadOrder<K, V>, Brought> brought = new LinkedHashMap<>();
        orders.forEach(order -> brought.put(order, new Brought()));
        List<LoadOrder<K, V>> apart = List.of();
        Loading loading = Loading.begin();
        try {
            orders.forEach(order -> order.flights().forEach(flight -> flight.loading(loading)));
            apart = loadAll(brought);
        } finally {
            loading.end();
            apart.forEach(brought::remove);
            settle(brought);
        }
        return apart;
    }

    private void settle(Map<LoadOrder<K, V>, Brought> brought) {
        try {
            brought.forEach((order, its) -> order.settle(order.flights(), its.fills));
        } finally {
            brought.values().forEach(its -> its.ends.forEach(Runnable::run));
        }
    }

    private List<LoadOrder<K, V>> loadAll(Map<LoadOrder<K, V>, Brought> orders) {
        long started = core.clock().nanos();
        Map<K, LoadCall<V>> calls = new LinkedHashMap<>();
        orders.keySet()
                .forEach(order -> order.flights().forEach(flight -> {
                    flight.loadBegins(core.coherence().ticket(flight.key()));
                    calls.put(flight.key(), new LoadCall<>(flight.stale, started));
                }));
        Map<K, @Nullable V> values;
        Span span = core.meters().startLoad(calls.size());
        try {
            values = Objects.requireNonNull(
                    loader.loadAll(Collections.unmodifiableSet(calls.keySet()), key -> context(calls, key)),
                    "a loader returned no map");
        } catch (Throwable e) {
            measured(span, started, calls.size(), calls.size(), e);
            return failed(orders, e);
        }
        long failures =
                calls.values().stream().filter(call -> call.failure() != null).count();
        measured(span, started, calls.size(), (int) failures, null);
        core.locals()
                .together(() ->
                        orders.forEach((order, brought) -> order.flights().forEach(flight -> {
                            K key = flight.key();
                            land(order, flight, context(calls, key), values.get(key), brought);
                        })));
        return List.of();
    }

    /**
     * Ends orders whose load threw. What an interrupt of this thread, whose own order is the first, and a loader that needs another key of the
     * batch are to the others, is their being together: they are to be tried apart.
     */
    private List<LoadOrder<K, V>> failed(Map<LoadOrder<K, V>, Brought> brought, Throwable failure) {
        List<LoadOrder<K, V>> orders = List.copyOf(brought.keySet());
        boolean together = orders.size() > 1;
        if (together && failure instanceof RecursiveLoadException) {
            return orders;
        }
        boolean interrupted = together && failure instanceof InterruptedException;
        List<LoadOrder<K, V>> over = interrupted ? orders.subList(0, 1) : orders;
        over.forEach(order -> {
            Brought its = Objects.requireNonNull(brought.get(order));
            order.flights().forEach(flight -> its.ends.add(() -> landing.loadFailed(flight, failure)));
        });
        return interrupted ? orders.subList(1, orders.size()) : List.of();
    }

    private static <K, V> LoadCall<V> context(Map<K, LoadCall<V>> calls, K key) {
        LoadCall<V> call = calls.get(key);
        if (call == null) {
            throw new IllegalArgumentException("context of a key that was not asked for");
        }
        return call;
    }

    private void measured(Span span, long started, int keys, int failed, @Nullable Throwable failure) {
        span.end(failure);
        long nanos = core.clock().nanos() - started;
        Counters counters = core.counters();
        counters.loadNanos.add(nanos);
        if (failure == null) {
            core.lifetimes().took(nanos);
        }
        counters.loadCalls.increment();
        long hard = core.settings().hardNanos();
        if (hard > 0 && nanos > hard) {
            counters.lateLoads.add(keys);
        }
        counters.loadSuccesses.add(keys - failed);
        counters.loadFailures.add(failed);
        core.meters().load(nanos, keys, failure == null);
    }

    private void land(
            LoadOrder<K, V> order, Flight<K, V> flight, LoadCall<V> call, @Nullable V value, Brought brought) {
        Exception failure = call.failure();
        if (failure != null) {
            brought.ends.add(() -> landing.loadFailed(flight, failure));
            return;
        }
        Entry<V> entry;
        try {
            entry = call.entry(flight.key(), value, core.lifetimes()).labelled(flight.shard, flight.label());
        } catch (RuntimeException e) { // of the function that says how long it lives
            brought.ends.add(() -> landing.loadFailed(flight, e));
            return;
        }
        if (entry.isAbsence()) {
            core.counters().loadAbsences.increment();
        }
        core.failures().forget(flight.key());
        if (order.storing() == Storing.NOWHERE || entry.isDead(core.clock().nanos())) {
            landing.passOn(flight);
        } else {
            order.encode(flight, entry, brought.fills);
            landing.publish(flight, entry);
        }
        core.listeners().loaded(flight.key(), entry.value());
        brought.ends.add(() -> landing.end(flight, entry));
    }
}
