package dev.tarn.tiered;

import dev.tarn.spi.Entry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The one way down of one key in this process: whoever else wants the key joins it.
 *
 * <p>An invalidation of the key <em>detaches</em> the flight: those who wait for it still get its answer (they asked before), nobody
 * joins any more, and the answer is not stored in this process. A flight that still stands by has asked nobody, so it need not be detached:
 * what it will bring is newer than the change. Fields that are not volatile belong to the thread that drives the flight.
 */
final class Flight<K, V> {
    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<Flight, Runnable> LEASE_WAIT =
            AtomicReferenceFieldUpdater.newUpdater(Flight.class, Runnable.class, "leaseWait");

    private final K key;
    private final @Nullable CallerDriver driver;
    private final CompletableFuture<Entry<V>> result = new CompletableFuture<>();
    private final AtomicReference<@Nullable Runnable> offered = new AtomicReference<>();

    @SuppressWarnings("UnusedVariable") // read through LEASE_WAIT
    private volatile Runnable leaseWait = LeaseNews.NONE;

    private volatile boolean detached;
    private volatile boolean standsBy;
    private volatile boolean changedMeanwhile;
    private volatile boolean needed;
    private volatile @Nullable Loading loading;

    /** The encoded key; empty where nothing leaves the process. */
    final byte[] keyBytes;

    /** The shard of the log that the label belongs to. */
    final int shard;

    private volatile long label;
    private volatile long ticket;

    /** When the flight was opened, in nanoseconds. */
    final long openedAt;

    /** What {@link Coherence#answers} said when the flight was made. */
    final int answersBefore;

    /** What a tier still holds that is no longer fresh, for the loader and for the case that it fails. */
    volatile @Nullable Entry<V> stale;

    private long loadTicket;

    /**
     * Creates a flight, before anything is read.
     *
     * @param label the position of the log that this node has applied now
     */
    Flight(
            K key,
            byte[] keyBytes,
            int shard,
            long label,
            long ticket,
            int answersBefore,
            long openedAt,
            @Nullable CallerDriver driver) {
        this.key = key;
        this.keyBytes = keyBytes;
        this.shard = shard;
        this.label = label;
        this.ticket = ticket;
        this.answersBefore = answersBefore;
        this.openedAt = openedAt;
        this.driver = driver;
    }

    K key() {
        return key;
    }

    CompletableFuture<Entry<V>> result() {
        return result;
    }

    boolean isDetached() {
        return detached;
    }

    /** Detaches the flight for whatever reason. */
    void detach() {
        detached = true;
    }

    /** Returns the stale value if it may still be served, or null. */
    @Nullable
    Entry<V> servableStale(long now) {
        Entry<V> held = stale;
        return held == null || held.isAbsence() || held.isDead(now) ? null : held;
    }

    /**
     * Detaches the flight because of a change, which has been noted elsewhere already, unless it stands by.
     *
     * @return whether it was detached
     */
    boolean detachIfDeparted() {
        changedMeanwhile = true;
        if (standsBy) {
            return false;
        }
        detached = true;
        return true;
    }

    /** Tells whether the flight has asked nobody yet. */
    boolean isStandingBy() {
        return standsBy;
    }

    /** Has the flight wait before it asks anybody. */
    void standBy() {
        standsBy = true;
    }

    /** Lets the flight go, after which it is to be {@linkplain #label(long, long) labelled} anew; what is stale since a change is void. */
    void depart() {
        standsBy = false;
        if (changedMeanwhile) {
            stale = null;
        }
    }

    /** Labels the flight with what this node knows now, before anybody is asked. */
    void label(long newTicket, long newLabel) {
        ticket = newTicket;
        label = newLabel;
    }

    /** Returns the position of the log that the answer will reflect at least: what this node had applied when the flight departed. */
    long label() {
        return label;
    }

    /** Returns what {@link Coherence#ticket} said when the flight departed. */
    long ticket() {
        return ticket;
    }

    /** Forgets what was heard of leases so far; called before the lease is asked for. */
    void askForLease() {
        leaseWait = LeaseNews.NONE;
    }

    /** Runs something once when another process's lease of the key ends; at once, if one has ended since it was asked for. */
    void onLeaseEnd(Runnable action) {
        if (!LEASE_WAIT.compareAndSet(this, LeaseNews.NONE, action)) {
            action.run();
        }
    }

    /** Hears that a lease of the key has ended. */
    void leaseEnded() {
        LEASE_WAIT.getAndSet(this, LeaseNews.ENDED).run();
    }

    /** Notes what {@link Coherence#ticket} says now that the load is about to begin. */
    void loadBegins(long now) {
        loadTicket = now;
    }

    /** Returns what {@link Coherence#ticket} said when the load began. */
    long loadTicket() {
        return loadTicket;
    }

    @Nullable
    Loading loading() {
        return loading;
    }

    void loading(Loading now) {
        loading = now;
    }

    /** Offers the load, which has to wait for its turn on the thread that opened the flight, to whoever is in more of a hurry. */
    void offer(Runnable load) {
        offered.set(load);
    }

    /** Notes that a loader waits for this flight, so that its load must not wait for a turn; runs it on this thread if it is on offer. */
    void need() {
        needed = true;
        runOffered();
    }

    /** Tells whether a loader waits for this flight. */
    boolean isNeeded() {
        return needed;
    }

    /** Runs the load on this thread if it is on offer. */
    void runOffered() {
        Runnable load = offered.getAndSet(null);
        if (load != null) {
            load.run();
        }
    }

    void complete(Entry<V> entry) {
        result.complete(entry);
        wakeDriver();
    }

    void fail(Throwable failure) {
        result.completeExceptionally(failure);
        wakeDriver();
    }

    private void wakeDriver() {
        if (driver != null) {
            driver.wake();
        }
    }

    /** What was heard of the lease of a flight that does not wait for it; nothing to do. */
    private enum LeaseNews implements Runnable {
        NONE,
        ENDED;

        @Override
        public void run() {}
    }
}
