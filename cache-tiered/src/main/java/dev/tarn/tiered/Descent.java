package dev.tarn.tiered;

import dev.tarn.CacheLoader;
import dev.tarn.spi.Begun;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries flights down from the local tiers to the remote one and on to the source, and their answers up again.
 *
 * <p>One way for one key and for many: each tier is asked once for all that is still missing. Every step runs on the driver: the thread
 * that waits, for blocking calls, or the executor; never on an I/O thread. A failing remote tier only means that the next step is the
 * source. What a descent cannot answer it fails, so that each of its flights ends.
 */
final class Descent<K, V> {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Core<K, V> core;
    private final Source<K, V> source;
    private final Executor driver;
    private final LeaseToken token;
    private final long startedAt;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /**
     * Creates a descent.
     *
     * @param driver runs the steps
     */
    Descent(Core<K, V> core, CacheLoader<K, V> loader, Executor driver) {
        this.core = core;
        this.driver = driver;
        this.token = core.tokens().next();
        this.source = new Source<>(core, loader, token);
        this.startedAt = core.clock().nanos();
    }

    /** Starts the flights of keys that no local tier holds. */
    void read(List<Flight<K, V>> flights) {
        List<Flight<K, V>> viaRemote = depart(flights);
        if (!viaRemote.isEmpty()) {
            guarded(viaRemote, () -> readRemote(viaRemote));
        }
    }

    /** Starts the flights of keys that are to be loaded although tiers hold them. */
    void refresh(List<Flight<K, V>> flights) {
        List<Flight<K, V>> viaRemote = depart(flights);
        if (!viaRemote.isEmpty()) {
            guarded(viaRemote, () -> begin(viaRemote, true));
        }
    }

    /** Labels flights, sends those that must not use the remote tier to the source, and returns the others. */
    private List<Flight<K, V>> depart(List<Flight<K, V>> flights) {
        List<Flight<K, V>> direct = new ArrayList<>();
        List<Flight<K, V>> viaRemote = new ArrayList<>(flights.size());
        for (Flight<K, V> flight : flights) {
            (core.remote() == null || core.pending().concerns(flight.key()) ? direct : viaRemote).add(flight);
        }
        if (!direct.isEmpty()) {
            onDriver(direct, () -> source.load(direct, Source.Storing.LOCALLY));
        }
        return viaRemote;
    }

    private void readRemote(List<Flight<K, V>> flights) {
        RemoteAccess<V> remote = remote();
        CompletionStage<List<RemoteRead>> answers = flights.size() == 1
                ? remote.read(flights.get(0).keyBytes).thenApply(List::of)
                : remote.readAll(keysOf(flights));
        then(flights, answers, reads -> afterRead(flights, reads));
    }

    private void afterRead(List<Flight<K, V>> flights, List<RemoteRead> reads) {
        List<Flight<K, V>> missing = new ArrayList<>();
        List<Flight<K, V>> outlived = new ArrayList<>();
        for (int i = 0; i < flights.size(); i++) {
            RemoteRead read = reads.get(i);
            Flight<K, V> flight = flights.get(i);
            if (!arrive(flight, read.envelope(), read.head())) {
                (read.envelope() == null ? missing : outlived).add(flight);
            }
        }
        if (!missing.isEmpty()) {
            guarded(missing, () -> begin(missing, false));
        }
        if (!outlived.isEmpty()) {
            guarded(outlived, () -> begin(outlived, true));
        }
    }

    /** Ends a flight with what the remote tier holds, if that may be served; returns whether it did. */
    private boolean arrive(Flight<K, V> flight, byte @Nullable [] envelope, Position head) {
        RemoteAccess<V> remote = remote();
        Entry<V> entry = remote.decode(flight.keyBytes, envelope);
        long now = core.clock().nanos();
        if (entry == null || entry.isDead(now) || (entry.isAbsence() && !entry.isFresh(now))) {
            remote.counts().misses.increment();
            return false;
        }
        label(flight, head);
        if (!entry.isFresh(now) && flight.stale == null) {
            flight.stale = entry;
        }
        remote.counts().hit(entry, now);
        Entry<V> labelled = core.lifetimes().refreshable(entry.labelled(flight.shard, flight.label()));
        source.publish(flight, labelled);
        source.end(flight, labelled);
        return true;
    }

    /** A head of the log that governs the local tiers is the better label; else the label from the departure stands. */
    private void label(Flight<K, V> flight, Position head) {
        if (core.log().issued(head) && head.stamp() > flight.label()) {
            flight.label(head.stamp());
        }
    }

    private void begin(List<Flight<K, V>> flights, boolean refresh) {
        CompletionStage<List<Begun>> answers =
                remote().begin(keysOf(flights), token, core.settings().lease(), refresh);
        then(flights, answers, begun -> afterBegin(flights, begun, refresh));
    }

    private void afterBegin(List<Flight<K, V>> flights, List<Begun> begun, boolean refresh) {
        List<Flight<K, V>> leased = new ArrayList<>();
        List<Flight<K, V>> barred = new ArrayList<>();
        List<Flight<K, V>> held = new ArrayList<>();
        List<Flight<K, V>> outlived = new ArrayList<>();
        for (int i = 0; i < flights.size(); i++) {
            Flight<K, V> flight = flights.get(i);
            Begun answer = begun.get(i);
            if (answer instanceof Begun.Hit hit) {
                if (!arrive(flight, hit.envelope(), hit.head())) {
                    outlived.add(flight);
                }
            } else if (answer instanceof Begun.Leased lease) {
                label(flight, lease.label());
                keepStale(flight, lease.stale());
                leased.add(flight);
            } else if (answer instanceof Begun.Held other) {
                keepStale(flight, other.stale());
                held.add(flight);
            } else {
                barred.add(flight);
            }
        }
        loadEach(leased, Source.Storing.EVERYWHERE);
        loadEach(barred, Source.Storing.NOWHERE);
        if (!outlived.isEmpty()) {
            guarded(outlived, () -> begin(outlived, true));
        }
        awaitOthers(held, refresh);
    }

    private void loadEach(List<Flight<K, V>> flights, Source.Storing storing) {
        if (!flights.isEmpty()) {
            guarded(flights, () -> source.load(flights, storing));
        }
    }

    private void keepStale(Flight<K, V> flight, byte @Nullable [] stale) {
        if (flight.stale == null && stale != null) {
            flight.stale = remote().decode(flight.keyBytes, stale);
        }
    }

    /**
     * Another process loads these keys. A stale value will do meanwhile, and a refresh is in good hands; else asks again a little later,
     * until that lease must have ended, and then loads without storing remotely.
     */
    private void awaitOthers(List<Flight<K, V>> held, boolean refresh) {
        List<Flight<K, V>> waiting = new ArrayList<>();
        for (Flight<K, V> flight : held) {
            if (!source.endStale(flight)) {
                waiting.add(flight);
            }
        }
        if (waiting.isEmpty()) {
            return;
        }
        if (refresh
                || core.clock().nanos() - startedAt > core.settings().lease().toNanos()) {
            loadEach(waiting, Source.Storing.LOCALLY);
            return;
        }
        long jittered = (long) (pauseNanos * (0.75 + ThreadLocalRandom.current().nextDouble(0.5)));
        pauseNanos = Math.min(pauseNanos * 3 / 2, LONGEST_PAUSE_NANOS);
        guarded(
                waiting,
                () -> core.scheduler().schedule(() -> onDriver(waiting, () -> begin(waiting, false)), jittered));
    }

    private void onDriver(List<Flight<K, V>> flights, Runnable step) {
        guarded(flights, () -> driver.execute(() -> guarded(flights, step)));
    }

    /** Goes on with the answers on the driver; without answers the source is next. */
    private <A> void then(List<Flight<K, V>> flights, CompletionStage<List<A>> answers, Consumer<List<A>> next) {
        answers.whenCompleteAsync(
                        (answer, failure) -> guarded(flights, () -> {
                            if (failure == null) {
                                next.accept(answer);
                            } else {
                                remote().counts().misses.add(flights.size());
                                source.load(flights, Source.Storing.LOCALLY);
                            }
                        }),
                        driver)
                .whenComplete((answer, failure) -> {
                    if (failure != null && Waiting.cause(failure) instanceof RejectedExecutionException refused) {
                        flights.forEach(flight -> source.fail(flight, refused));
                    }
                });
    }

    /** Runs a step; a failure of the step itself ends the flights that it would have carried on. */
    private void guarded(List<Flight<K, V>> flights, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            flights.forEach(flight -> source.fail(flight, e));
        }
    }

    private List<byte[]> keysOf(List<Flight<K, V>> flights) {
        return flights.stream().map(flight -> flight.keyBytes).toList();
    }

    private RemoteAccess<V> remote() {
        RemoteAccess<V> remote = core.remote();
        if (remote == null) {
            throw new IllegalStateException("no remote tier");
        }
        return remote;
    }
}
