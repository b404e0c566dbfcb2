package dev.tarn.tiered;

import dev.tarn.CacheLoader;
import dev.tarn.CodecException;
import dev.tarn.spi.Begun;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Now;
import dev.tarn.spi.RemoteRead;
import dev.tarn.tiered.LoadOrder.Storing;
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
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LEASE_MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LEASES_WAITED = 2;

    private final Core<K, V> core;
    private final CacheLoader<K, V> loader;
    private final Landing<K, V> landing;
    private final Refreshes<K, V> refreshes;
    private final Executor driver;
    private final LeaseToken token;
    private final long startedAt;
    private final boolean nested;
    private boolean reading;
    private long aheadNanos;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /**
     * Creates a descent.
     *
     * @param driver runs the steps
     */
    Descent(Core<K, V> core, CacheLoader<K, V> loader, Executor driver) {
        this.core = core;
        this.loader = loader;
        this.driver = driver;
        this.token = core.tokens().next();
        this.landing = new Landing<>(core);
        this.refreshes = new Refreshes<>(core);
        this.startedAt = core.clock().nanos();
        this.nested = Loading.isUnderWay();
    }

    /** Starts the flights of keys that no local tier holds. */
    void read(List<Flight<K, V>> flights) {
        reading = true;
        depart(flights, this::readRemote);
    }

    /**
     * Starts the flights of keys that are to be loaded unless another process has done it.
     *
     * @param nanos how long what another has loaded must be good for
     */
    void refreshIfDue(List<Flight<K, V>> flights, long nanos) {
        aheadNanos = nanos;
        depart(flights, this::readRemote);
    }

    /** Starts the flights of keys that are to be loaded although tiers hold them. */
    void refresh(List<Flight<K, V>> flights) {
        depart(flights, viaRemote -> begin(viaRemote, true));
    }

    /** Starts the flights of keys that are to come from the source, whatever tiers hold. */
    void past(List<Flight<K, V>> flights) {
        onDriver(flights, () -> load(flights, Storing.LOCALLY));
    }

    /**
     * Sends flights on their way: to the remote tier where it may be asked, else to the source. Where this node cannot prove that it hears
     * of changes, that is tried first: perhaps what it holds will do. Where it has just begun to hear of them, the first answer of the log
     * is waited for: it would detach the flights.
     */
    private void depart(List<Flight<K, V>> flights, Consumer<List<Flight<K, V>>> remoteWay) {
        List<Flight<K, V>> doubtful = new ArrayList<>(0);
        List<Flight<K, V>> direct = new ArrayList<>(0);
        List<Flight<K, V>> viaRemote = new ArrayList<>(flights.size());
        for (Flight<K, V> flight : flights) {
            if (core.log().isStarting(flight.shard) || !core.coherence().isProven(flight.shard, startedAt)) {
                doubtful.add(flight);
            } else {
                (mustGoPast(flight) ? direct : viaRemote).add(flight);
            }
        }
        if (!doubtful.isEmpty()) {
            doubtful.forEach(Flight::standBy);
            core.validated(doubtful)
                    .whenComplete((tried, never) -> onDriver(doubtful, () -> afterValidation(doubtful, remoteWay)));
        }
        if (!direct.isEmpty()) {
            loadDirect(direct);
        }
        if (!viaRemote.isEmpty()) {
            guarded(viaRemote, () -> remoteWay.accept(viaRemote));
        }
    }

    private boolean mustGoPast(Flight<K, V> flight) {
        return core.remote() == null || core.pending().concerns(flight.key());
    }

    private void afterValidation(List<Flight<K, V>> flights, Consumer<List<Flight<K, V>>> remoteWay) {
        flights.forEach(core::depart);
        List<Flight<K, V>> direct = new ArrayList<>();
        List<Flight<K, V>> viaRemote = new ArrayList<>(flights.size());
        for (Flight<K, V> flight : flights) {
            if (!reading || !landHere(flight)) {
                (isInDoubt(flight) || mustGoPast(flight) ? direct : viaRemote).add(flight);
            }
        }
        if (!viaRemote.isEmpty()) {
            guarded(viaRemote, () -> remoteWay.accept(viaRemote));
        }
        loadEach(direct, Storing.LOCALLY);
    }

    /** Ends a flight with what the local tiers hold, if that can be served; returns whether it did. */
    private boolean landHere(Flight<K, V> flight) {
        long now = core.clock().nanos();
        Entry<V> held = core.locals().peek(flight.key());
        if (held == null
                || !core.coherence().isCoherent(held, now)
                || !held.isFresh(now)
                || core.lifetimes().isDead(held, now)) {
            return false;
        }
        landing.end(flight, held);
        return true;
    }

    /** Tells whether what the remote tier says of a flight's key may be older than the bound. */
    private boolean isInDoubt(Flight<K, V> flight) {
        return isInDoubt(flight, core.clock().nanos());
    }

    private boolean isInDoubt(Flight<K, V> flight, long now) {
        return !core.coherence().isProven(flight.shard, now);
    }

    /**
     * Reads from the remote tier. A read that fails where all went well before is no outage yet: it may have been a stall of this process, and
     * another one may be loading. So the lease is asked for all the same, and only if that fails as well, or if the tier was known to be
     * away, the source is next.
     */
    private void readRemote(List<Flight<K, V>> flights) {
        RemoteAccess<V> remote = remote();
        boolean wasAway = remote.isAway();
        CompletionStage<List<RemoteRead>> answers = flights.size() == 1
                ? remote.read(flights.get(0).keyBytes).thenApply(List::of)
                : remote.readAll(keysOf(flights));
        then(flights, answers, reads -> afterRead(flights, reads), () -> {
            if (wasAway) {
                loadEach(flights, Storing.LOCALLY);
            } else {
                begin(flights, false);
            }
        });
    }

    private void afterRead(List<Flight<K, V>> flights, List<RemoteRead> reads) {
        List<Flight<K, V>> missing = new ArrayList<>(0);
        List<Flight<K, V>> outlived = new ArrayList<>(0);
        List<Flight<K, V>> doubtful = new ArrayList<>(0);
        Arrivals<K, V> arrivals = new Arrivals<>(remote().now());
        taking(flights.size(), arrivals, () -> {
            for (int i = 0; i < flights.size(); i++) {
                byte[] envelope = reads.get(i).envelope();
                Flight<K, V> flight = flights.get(i);
                if (envelope != null && isInDoubt(flight, arrivals.now.nanos())) {
                    doubtful.add(flight);
                } else if (!arrive(flight, envelope, arrivals)) {
                    (envelope == null ? missing : outlived).add(flight);
                }
            }
        });
        loadEach(doubtful, Storing.LOCALLY);
        goOn(arrivals);
        if (!missing.isEmpty()) {
            guarded(missing, () -> begin(missing, false));
        }
        if (!outlived.isEmpty()) {
            guarded(outlived, () -> begin(outlived, true));
        }
    }

    /** Takes what the remote tier gave for some flights, whose local tiers keep within their bounds afterwards, and ends those for which it does. */
    private void taking(int flights, Arrivals<K, V> arrivals, Runnable arriving) {
        try {
            if (flights == 1) {
                arriving.run();
            } else {
                core.locals().together(arriving);
            }
        } finally {
            end(arrivals);
        }
    }

    private void end(Arrivals<K, V> arrivals) {
        arrivals.landed.forEach(landed -> landing.end(landed.flight, landed.entry));
        arrivals.landed.clear();
    }

    /**
     * Stores what the remote tier holds of the key of a flight, if that will do; returns whether it does.
     *
     * @param arrivals collects what does
     */
    private boolean arrive(Flight<K, V> flight, byte @Nullable [] envelope, Arrivals<K, V> arrivals) {
        RemoteAccess<V> remote = remote();
        Entry<V> entry = remote.decode(flight.keyBytes, envelope, arrivals.now);
        long now = arrivals.now.nanos();
        if (entry == null || entry.isDead(now)) {
            return false;
        }
        Entry<V> labelled = core.lifetimes().refreshable(entry.labelled(flight.shard, flight.label()));
        boolean isDue = refreshes.isDue(labelled, now + aheadNanos);
        boolean forbidden = !labelled.isFresh(now) && core.failures().forbidsStale(flight.key());
        if (isDue && (!reading || forbidden)) {
            if (flight.stale == null) {
                flight.stale = labelled; // else what is held goes on being served: either may be the older one
            }
            return false;
        }
        landing.publish(flight, labelled);
        arrivals.landed.add(new Landed<>(flight, labelled));
        if (reading) {
            remote.counts().hit(entry, now);
            arrivals.read.add(flight.keyBytes);
        }
        if (isDue) {
            arrivals.due.add(flight.key());
        }
        return true;
    }

    /** Does what is to be done after flights have ended with what the remote tier holds. */
    private void goOn(Arrivals<K, V> arrivals) {
        refreshes.start(arrivals.due, loader);
        remote().touched(arrivals.read);
    }

    /** A flight and its answer, which is stored but not told yet. */
    private record Landed<K, V>(Flight<K, V> flight, Entry<V> entry) {}

    /** What the remote tier held, and when that came: keys that are to be refreshed, and those that somebody has read. */
    private static final class Arrivals<K, V> {
        final Now now;
        final List<Landed<K, V>> landed = new ArrayList<>();
        final List<K> due = new ArrayList<>();
        final List<byte[]> read = new ArrayList<>();

        Arrivals(Now now) {
            this.now = now;
        }
    }

    private void begin(List<Flight<K, V>> flights, boolean refresh) {
        flights.forEach(Flight::askForLease);
        CompletionStage<List<Begun>> answers =
                remote().begin(keysOf(flights), token, core.settings().lease(), refresh);
        then(flights, answers, begun -> afterBegin(flights, begun, refresh), () -> loadEach(flights, Storing.LOCALLY));
    }

    private void afterBegin(List<Flight<K, V>> flights, List<Begun> begun, boolean refresh) {
        List<Flight<K, V>> leased = new ArrayList<>();
        List<Flight<K, V>> barred = new ArrayList<>();
        List<Flight<K, V>> held = new ArrayList<>();
        List<Flight<K, V>> outlived = new ArrayList<>();
        List<Flight<K, V>> doubtful = new ArrayList<>(0);
        Arrivals<K, V> arrivals = new Arrivals<>(remote().now());
        long leaseEnd = Long.MAX_VALUE;
        for (int i = 0; i < flights.size(); i++) {
            Flight<K, V> flight = flights.get(i);
            Begun answer = begun.get(i);
            if (answer instanceof Begun.Hit hit) {
                if (isInDoubt(flight, arrivals.now.nanos())) {
                    doubtful.add(flight);
                } else if (arrive(flight, hit.envelope(), arrivals)) {
                    end(arrivals);
                } else {
                    outlived.add(flight);
                }
            } else if (answer instanceof Begun.Leased lease) {
                keepStale(flight, lease.stale());
                leased.add(flight);
            } else if (answer instanceof Begun.Held other) {
                keepStale(flight, other.stale());
                held.add(flight);
                leaseEnd = Math.min(leaseEnd, other.remaining().toNanos());
            } else {
                barred.add(flight);
            }
        }
        goOn(arrivals);
        if (!outlived.isEmpty()) {
            guarded(outlived, () -> begin(outlived, true));
        }
        awaitOthers(held, leaseEnd, refresh);
        loadEach(barred, Storing.NOWHERE);
        loadEach(doubtful, Storing.LOCALLY);
        loadEach(leased, Storing.EVERYWHERE);
    }

    private void keepStale(Flight<K, V> flight, byte @Nullable [] stale) {
        if (flight.stale == null && stale != null && !isInDoubt(flight)) {
            try {
                flight.stale = remote().decodeQuietly(flight.keyBytes, stale, remote().now());
            } catch (CodecException e) {
                flight.stale = null; // it was counted when it was read
            }
        }
    }

    /**
     * Another process loads these keys. A stale value will do meanwhile, and a refresh is in good hands; else asks again when the lease
     * is heard to have ended or, since that message can be lost, after a pause of about a third of the time waited so far, and in any
     * case when the lease ends by itself: then one of those who wait takes over from a dead holder. A holder that lives and is not done
     * after twice the time of a lease is not waited for any longer.
     *
     * @param leaseEnd how long the first of the leases lasts, in nanoseconds
     */
    private void awaitOthers(List<Flight<K, V>> held, long leaseEnd, boolean refresh) {
        List<Flight<K, V>> waiting = new ArrayList<>();
        for (Flight<K, V> flight : held) {
            if (landing.endStale(flight, null)) {
                missed(1);
            } else {
                waiting.add(flight);
            }
        }
        if (waiting.isEmpty()) {
            return;
        }
        long longest = LEASES_WAITED * core.settings().lease().toNanos();
        if (refresh || core.clock().nanos() - startedAt > longest) {
            onDriver(waiting, () -> loadEach(waiting, Storing.LOCALLY));
            return;
        }
        long jittered = (long) (pauseNanos * (0.75 + ThreadLocalRandom.current().nextDouble(0.5)));
        pauseNanos = Math.min(pauseNanos * 3 / 2, LONGEST_PAUSE_NANOS);
        long waitingSince = core.clock().nanos();
        LeaseWait<K, V> wait = new LeaseWait<>(waiting, some -> {
            core.meters().leaseWait(core.clock().nanos() - waitingSince, some.size());
            onDriver(some, () -> begin(some, false));
        });
        long pause = Math.min(jittered, leaseEnd + LEASE_MARGIN_NANOS);
        guarded(waiting, () -> core.scheduler().schedule(wait::timeIsUp, pause));
    }

    /** Loads keys that the remote tier was asked for in vain. */
    private void loadEach(List<Flight<K, V>> flights, Storing storing) {
        if (!flights.isEmpty()) {
            missed(flights.size());
            guarded(flights, () -> load(flights, storing));
        }
    }

    /** Loads keys for which no remote tier is asked; nobody's thread is needed to have them wait. */
    private void loadDirect(List<Flight<K, V>> flights) {
        if (nested || core.desk().isOpen() || driver instanceof CallerDriver) {
            onDriver(flights, () -> load(flights, Storing.LOCALLY));
        } else {
            guarded(flights, () -> core.desk().submitAway(order(flights, Storing.LOCALLY, driver)));
        }
    }

    /** Loads when it is these flights' turn: on this thread, or on another one where the caller may not wait for long. */
    private void load(List<Flight<K, V>> flights, Storing storing) {
        boolean away =
                driver instanceof CallerDriver && !nested && core.settings().hardNanos() > 0;
        LoadOrder<K, V> order = order(flights, storing, away ? core.executor() : driver);
        if (nested) {
            core.desk().carryOut(order);
        } else if (away) {
            core.desk().submitAway(order);
        } else {
            core.desk().submit(order);
        }
    }

    private LoadOrder<K, V> order(List<Flight<K, V>> flights, Storing storing, Executor lane) {
        return new LoadOrder<>(core, loader, flights, storing, token, lane);
    }

    /** Counts a read that the remote tier did not answer: once, however often it was asked. */
    private void missed(int keys) {
        RemoteAccess<V> remote = core.remote();
        if (reading && remote != null) {
            remote.counts().misses.add(keys);
        }
    }

    private void onDriver(List<Flight<K, V>> flights, Runnable work) {
        guarded(flights, () -> driver.execute(new Step(flights, work)));
    }

    /** Goes on with the answers on the driver, or without. */
    private <A> void then(
            List<Flight<K, V>> flights, CompletionStage<List<A>> answers, Consumer<List<A>> next, Runnable unanswered) {
        answers.whenComplete((answer, failure) -> onDriver(flights, () -> {
            if (failure == null) {
                next.accept(answer);
            } else {
                unanswered.run();
            }
        }));
    }

    /** Runs a step; a failure of the step itself ends the flights that it would have carried on. */
    private void guarded(List<Flight<K, V>> flights, Runnable step) {
        try {
            step.run();
        } catch (RejectedExecutionException e) {
            flights.forEach(flight -> landing.shed(flight, String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            flights.forEach(flight -> landing.fail(flight, e));
        }
    }

    private List<byte[]> keysOf(List<Flight<K, V>> flights) {
        List<byte[]> keys = new ArrayList<>(flights.size());
        flights.forEach(flight -> keys.add(flight.keyBytes));
        return keys;
    }

    private RemoteAccess<V> remote() {
        RemoteAccess<V> remote = core.remote();
        if (remote == null) {
            throw new IllegalStateException("no remote tier");
        }
        return remote;
    }

    /** One step of some flights, which fail if it cannot be run. */
    private final class Step implements CallerDriver.Step {
        private final List<Flight<K, V>> flights;
        private final Runnable work;

        Step(List<Flight<K, V>> flights, Runnable work) {
            this.flights = flights;
            this.work = work;
        }

        @Override
        public void run() {
            guarded(flights, work);
        }

        @Override
        public void refused(RejectedExecutionException refusal) {
            flights.forEach(flight -> landing.shed(flight, String.valueOf(refusal.getMessage())));
        }
    }
}
