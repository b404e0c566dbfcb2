package dev.tarn.invalidation;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Keeps the log of one shard in memory: what a store with a log of its own does, for the bus within one process, for tests and for
 * simulation.
 *
 * <p>A stamp is the time in microseconds or one more than the stamp before, whichever is higher, so stamps grow although clocks jump.
 * Every step has a random nonce beside it, so two histories that part never show the same head. The log begins with a step of its own
 * ({@link Operation#GENESIS}) under a random era. Steps above the capacity are trimmed, the oldest first; the head always stays.
 *
 * <p>Not thread-safe: who shares it brings the lock, under which pushes can then be put in the order of the log.
 */
public final class InvalidationLog {
    private final Clock clock;
    private final IntSupplier random;
    private final int capacity;
    /** The steps by their stamps. */
    private final TreeMap<Long, Invalidation> steps = new TreeMap<>();

    private Position head;

    /**
     * Begins a log.
     *
     * @param shard the number of the shard, from 0
     * @param capacity the most steps kept, at least one
     * @param clock gives the time for the stamps
     * @param random gives any number whatever for era and nonces
     * @throws IllegalArgumentException if the shard or the capacity is out of range
     */
    public InvalidationLog(int shard, int capacity, Clock clock, IntSupplier random) {
        if (shard < 0) {
            throw new IllegalArgumentException("shard is " + shard + ", it must be 0 or more");
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("log capacity is " + capacity + ", it must be 1 or more");
        }
        this.clock = clock;
        this.random = random;
        this.capacity = capacity;
        this.head = Position.unknown(shard);
        begin();
    }

    /** Begins the log anew, as after a loss of everything: no position of before is known any more. */
    public Invalidation begin() {
        int shard = head.shard();
        long stamp = nextStamp();
        steps.clear();
        Position genesis = new Position(shard, random.getAsInt(), stamp, random.getAsInt());
        return record(new Invalidation(Operation.GENESIS, Position.unknown(shard), genesis, List.of()));
    }

    /**
     * Records a step.
     *
     * @param operation what happened
     * @param names the encoded keys or the tags; kept as they are
     * @return the step
     */
    public Invalidation append(Operation operation, List<byte[]> names) {
        Position next = new Position(head.shard(), head.era(), nextStamp(), random.getAsInt());
        return record(new Invalidation(operation, head, next, names));
    }

    private long nextStamp() {
        return Math.max(head.stamp() + 1, TimeUnit.MILLISECONDS.toMicros(clock.millis()));
    }

    private Invalidation record(Invalidation step) {
        head = step.current();
        steps.put(head.stamp(), step);
        if (steps.size() > capacity) {
            steps.pollFirstEntry();
        }
        return step;
    }

    /**
     * Returns a log that has not got the last steps of this one, as a replica that is promoted before they have reached it.
     *
     * @param lost how many steps it has not got; fewer than there are
     * @throws IllegalArgumentException if no step would be left
     */
    public InvalidationLog without(int lost) {
        if (lost < 0 || lost >= steps.size()) {
            throw new IllegalArgumentException("lost is " + lost + ", it must be from 0 to " + (steps.size() - 1));
        }
        InvalidationLog replica = new InvalidationLog(head.shard(), capacity, clock, random);
        replica.steps.clear();
        steps.values().stream().limit(steps.size() - (long) lost).forEach(replica::record);
        return replica;
    }

    /** Returns the position of the last step. */
    public Position head() {
        return head;
    }

    /**
     * Answers what happened after a position. The position itself must still be in the log: that one test for equality finds a trimmed
     * log, a lost one and one with another history alike.
     *
     * @param last the position, or an unknown one
     * @param limit the most steps to return, at least one
     * @return the steps after it, or a reset if it is not in the log
     * @throws IllegalArgumentException if the limit is below one
     */
    public Polled poll(Position last, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", it must be 1 or more");
        }
        Invalidation there = steps.get(last.stamp());
        if (there == null || !there.current().equals(last)) {
            boolean forked = last.era() == head.era() && steps.firstKey() < last.stamp();
            return new Polled.Reset(head, forked);
        }
        List<Invalidation> after = new ArrayList<>();
        for (Invalidation step : steps.tailMap(last.stamp(), false).values()) {
            if (after.size() == limit) {
                break;
            }
            after.add(step);
        }
        return new Polled.Entries(after, head);
    }
}
