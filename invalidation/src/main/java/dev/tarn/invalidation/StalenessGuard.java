package dev.tarn.invalidation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Says whether this node may serve what it holds of a shard: while it is less than the bound ago that it has <em>asked</em> the log for
 * what it had missed and then applied the answer.
 *
 * <p><b>The lease is the proof.</b> Let the bound be D. A read looks at the guard at an instant c. If the guard lets it pass, a poll was sent
 * at some instant v, later than c - D, and all that was in the log when the poll was carried out, which was not before v, has been applied.
 * So an invalidation that was acknowledged before v is applied, and one that is not applied is younger than D. Nothing is assumed of
 * messages: they may be lost, late, doubled or out of order, links may be half-open, the process may pause at any point. A pause makes c
 * late, and a late look finds the lease lapsed. An answer that comes late brings a lease that is already old, for it counts from v. Only
 * the clock of this process is used, shortened by the rate at which it may be wrong.
 *
 * <p><b>The instant of a look is before the entry is looked up</b>, and the proof must have held since then without a break: who took an entry out while the shard was in
 * doubt, and asks when a poll has removed it and brought a new proof, is told no. A hit, which would have to wait for the clock, takes {@link #doubtEnded} instead.
 *
 * <p>Without a bound every look passes. Thread-safe; a look is three volatile reads, for it is on the way of every hit.
 */
public final class StalenessGuard {
    /** How much of the bound is given away for a clock that runs too slowly: one part in this many. */
    private static final long DRIFT = 10_000;

    private static final long FOR_EVER = Long.MAX_VALUE / 2;

    private final long leaseNanos;
    /** Since when and until when each shard may be served without a break: two numbers for each. */
    private final AtomicLongArray valid;

    /** When it was last that a shard could be served again; not before any number in {@code valid} that says since when. */
    private final AtomicLong doubtEnded;

    private final AtomicLongArray provedAt;
    /** How long each shard was in doubt, up to the last proof. */
    private final AtomicLongArray doubted;

    private StalenessGuard(int shards, long leaseNanos, long validUntil, long now) {
        this.leaseNanos = leaseNanos;
        this.valid = new AtomicLongArray(2 * shards);
        for (int shard = 0; shard < shards; shard++) {
            valid.set(since(shard), now);
            valid.set(until(shard), validUntil);
        }
        this.doubtEnded = new AtomicLong(now);
        this.provedAt = filled(shards, now);
        this.doubted = new AtomicLongArray(shards);
    }

    private static int since(int shard) {
        return 2 * shard;
    }

    private static int until(int shard) {
        return 2 * shard + 1;
    }

    private static AtomicLongArray filled(int shards, long value) {
        AtomicLongArray array = new AtomicLongArray(shards);
        for (int shard = 0; shard < shards; shard++) {
            array.set(shard, value);
        }
        return array;
    }

    /**
     * Returns a guard that lets everything pass.
     *
     * @param shards the number of shards
     * @param now the present time in nanoseconds
     */
    public static StalenessGuard unbounded(int shards, long now) {
        return new StalenessGuard(shards, FOR_EVER, now + FOR_EVER, now);
    }

    /**
     * Returns a guard that lets nothing pass before the first proof.
     *
     * @param shards the number of shards
     * @param bound the longest time after which an acknowledged invalidation must be seen here
     * @param now the present time in nanoseconds
     */
    public static StalenessGuard of(int shards, Duration bound, long now) {
        long nanos = bound.toNanos();
        return new StalenessGuard(shards, nanos - nanos / DRIFT, now, now);
    }

    /** Tells whether there is a bound; if not, everything passes at any instant. */
    public boolean isBounded() {
        return leaseNanos != FOR_EVER;
    }

    /**
     * Tells whether entries of a shard that were looked up at an instant or later may be served.
     *
     * @param shard the shard
     * @param now the instant in nanoseconds, taken before the entry was looked up
     */
    public boolean isProven(int shard, long now) {
        return isProven(shard, now, now);
    }

    /**
     * Tells whether entries of a shard that were looked up at an instant or later may be served. The way of every hit.
     *
     * @param shard the shard
     * @param before an instant before the entry was looked up, which may be long ago: what {@link #doubtEnded} gave then
     * @param now the present time in nanoseconds
     */
    public boolean isProven(int shard, long before, long now) {
        return (now - valid.get(until(shard)) < 0 && before - valid.get(since(shard)) >= 0) || !isBounded();
    }

    /** Returns when it was last that a shard could be served again after it had been in doubt, in nanoseconds. */
    public long doubtEnded() {
        return doubtEnded.get();
    }

    /** Returns how long a proof lasts, in nanoseconds. */
    public long leaseNanos() {
        return leaseNanos;
    }

    /**
     * Takes note that the head which the log had at an instant, or later, has been applied.
     *
     * @param shard the shard
     * @param sentAt the instant: when the poll was sent, not when its answer came
     * @param now the present time in nanoseconds
     */
    void proved(int shard, long sentAt, long now) {
        long former = provedAt.get(shard);
        if (sentAt - former < 0) {
            return;
        }
        provedAt.set(shard, sentAt);
        if (isBounded()) {
            long lapse = now - valid.get(until(shard));
            if (lapse >= 0) {
                doubted.addAndGet(shard, lapse);
                valid.set(since(shard), now); // before the end: who sees that end sees this beginning
                doubtEnded.accumulateAndGet(now, (one, other) -> one - other > 0 ? one : other);
            }
            valid.set(until(shard), sentAt + leaseNanos);
        }
    }

    /** Returns when the poll was sent that gave the last proof of a shard; before the first, when the guard was made. */
    long provedAt(int shard) {
        return provedAt.get(shard);
    }

    /**
     * Returns how long nothing could be served for want of a proof, in nanoseconds, of the shard for which that was longest.
     *
     * @param now the present time in nanoseconds
     */
    public long doubtNanos(long now) {
        long longest = 0;
        for (int shard = 0; isBounded() && shard < doubted.length(); shard++) {
            longest = Math.max(longest, doubted.get(shard) + Math.max(0, now - valid.get(until(shard))));
        }
        return longest;
    }

    /**
     * Returns the age of the oldest proof, in nanoseconds: an invalidation that was acknowledged longer ago has been applied here.
     *
     * @param now the present time in nanoseconds
     */
    public long proofAgeNanos(long now) {
        long oldest = 0;
        for (int shard = 0; shard < provedAt.length(); shard++) {
            oldest = Math.max(oldest, now - provedAt.get(shard));
        }
        return oldest;
    }
}
