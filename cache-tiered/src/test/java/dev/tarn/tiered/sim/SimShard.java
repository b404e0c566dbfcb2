package dev.tarn.tiered.sim;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Conditional;
import dev.tarn.spi.RemoteTier.Write;
import dev.tarn.tiered.sim.ShardState.Lease;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the scripts of one log shard. Every method is one atomic step, as a script is.
 *
 * <p>The rules are those of the remote tier's Javadoc, as in the test kit's fake server, against which {@code SimShardTest} holds it, as that is held
 * against a real one; besides, it keeps its states of a moment ago, so that a
 * replica that lags can be promoted.
 */
final class SimShard {
    private static final int UNSERVABLE = EnvelopeHeader.TOMBSTONE | EnvelopeHeader.QUARANTINE;

    private final int index;
    private final Agenda agenda;
    private final Dice dice;
    private final int capacity;
    private final LongSupplier micros;
    private final Consumer<Invalidation> announce;
    /** States of the last moments, each with the time at which it was left. Kept only where a failover may come. */
    private final Deque<Past> past = new ArrayDeque<>();

    private final long memoryNanos;
    private ShardState state;

    private record Past(long until, ShardState state) {}

    /**
     * Creates a shard with a new log.
     *
     * @param capacity the most steps of the log
     * @param memoryNanos how far back {@link #backTo} can go
     * @param micros the clock of the host
     */
    SimShard(
            int index,
            Agenda agenda,
            Dice dice,
            int capacity,
            long memoryNanos,
            LongSupplier micros,
            Consumer<Invalidation> announce) {
        this.index = index;
        this.agenda = agenda;
        this.dice = dice;
        this.capacity = capacity;
        this.memoryNanos = memoryNanos;
        this.micros = micros;
        this.announce = announce;
        this.state = new ShardState(index);
        begin();
    }

    private SimShard(SimShard other, LongSupplier micros, Consumer<Invalidation> announce) {
        this.index = other.index;
        this.agenda = other.agenda;
        this.dice = other.dice;
        this.capacity = other.capacity;
        this.memoryNanos = other.memoryNanos;
        this.micros = micros;
        this.announce = announce;
        this.state = other.state;
    }

    /** Returns the shard as a replica has it that has heard of everything until then. */
    SimShard backTo(long nanos, LongSupplier hostMicros, Consumer<Invalidation> push) {
        SimShard replica = new SimShard(this, hostMicros, push);
        replica.state = state.copy();
        for (Past earlier : past) {
            if (earlier.until() > nanos) {
                replica.state = earlier.state().copy();
                break;
            }
        }
        return replica;
    }

    private void changing() {
        if (memoryNanos > 0) {
            long now = agenda.now();
            past.addLast(new Past(now, state.copy()));
            while (past.getFirst().until() < now - memoryNanos) {
                past.removeFirst();
            }
        }
    }

    private void begin() {
        Position before = state.head;
        Position genesis = new Position(index, dice.nextInt(), micros.getAsLong(), dice.nextInt());
        state.head = genesis;
        state.floor = genesis.stamp();
        state.log.add(new Invalidation(Operation.GENESIS, before, genesis, List.of()));
    }

    void loseMetadata() {
        changing();
        state.forgetMetadata();
        begin();
    }

    void loseEverything() {
        changing();
        state = new ShardState(index);
        begin();
    }

    void trim(int keep) {
        changing();
        List<Invalidation> log = state.log;
        log.subList(0, Math.max(0, log.size() - keep)).clear();
    }

    Position head() {
        return state.head;
    }

    /** Returns what a reader would find. */
    byte @Nullable [] value(int key) {
        return readable(key);
    }

    Applied append(Operation operation, List<byte[]> names) {
        Position before = state.head;
        long stamp = Math.max(before.stamp() + 1, micros.getAsLong());
        state.head = new Position(index, before.era(), stamp, dice.nextInt());
        Invalidation step = new Invalidation(operation, before, state.head, names);
        state.log.add(step);
        if (state.log.size() > capacity) {
            state.log.remove(0);
        }
        announce.accept(step);
        return new Applied(before, state.head);
    }

    /** Records a change for which there is nothing to do here. */
    Applied record(Operation operation, List<byte[]> names) {
        changing();
        return append(operation, names);
    }

    Polled poll(Position last, int limit) {
        Position head = state.head;
        if (last.equals(head)) {
            return new Polled.Entries(List.of(), head);
        }
        List<Invalidation> log = state.log;
        for (int i = log.size() - 1; i >= 0; i--) {
            if (log.get(i).current().equals(last)) {
                List<Invalidation> after = log.subList(i + 1, log.size());
                return new Polled.Entries(after.subList(0, Math.min(limit, after.size())), head);
            }
        }
        boolean forked = last.era() == head.era()
                && !log.isEmpty()
                && log.get(0).current().stamp() < last.stamp();
        return new Polled.Reset(head, forked);
    }

    RemoteRead read(byte[] name) {
        return new RemoteRead(readable(Rows.key(name)), state.head);
    }

    Begun begin(byte[] name, LeaseToken token, Duration lease, boolean refresh) {
        int key = Rows.key(name);
        byte[] found = readable(key);
        if (found != null && !refresh) {
            return new Begun.Hit(found, state.head);
        }
        if (found == null && isBarred(key)) {
            return new Begun.Barred(state.head);
        }
        changing();
        Lease held = held(key);
        if (held == null) {
            held = new Lease(token, state.head, agenda.now() + lease.toNanos(), false);
            state.leases[key] = held;
        }
        if (held.token().equals(token)) {
            return new Begun.Leased(held.label(), found);
        }
        state.leases[key] = held.withWaiter();
        return new Begun.Held(Duration.ofNanos(held.end() - agenda.now()), found);
    }

    boolean fill(Write value, LeaseToken token) {
        int key = Rows.key(value.key());
        Lease used = held(key);
        if (!isFenced(used, token)) {
            return false;
        }
        changing();
        long version = used == null ? state.head.stamp() : used.label().stamp();
        boolean accepted = !isTaggedAway(value.envelope(), version);
        if (accepted) {
            store(key, value, version);
        }
        end(value.key(), used);
        return accepted;
    }

    /** Tells whether a fill comes from who holds the lease. */
    private static boolean isFenced(@Nullable Lease held, LeaseToken token) {
        return isThere(held) && isOf(held, token);
    }

    private static boolean isThere(@Nullable Lease held) {
        return held != null;
    }

    private static boolean isOf(@Nullable Lease held, LeaseToken token) {
        return held == null || held.token().equals(token);
    }

    private void end(byte[] name, @Nullable Lease lease) {
        state.leases[Rows.key(name)] = null;
        if (lease != null && lease.awaited()) {
            announce.accept(new Invalidation(Operation.FILL_NOTE, state.head, state.head, List.of(name)));
        }
    }

    boolean extend(byte[] name, LeaseToken token, Duration lease) {
        int key = Rows.key(name);
        Lease held = held(key);
        if (held == null || !held.token().equals(token)) {
            return false;
        }
        changing();
        state.leases[key] = held.until(agenda.now() + lease.toNanos());
        return true;
    }

    boolean release(byte[] name, LeaseToken token) {
        Lease held = held(Rows.key(name));
        if (held == null || !held.token().equals(token)) {
            return false;
        }
        changing();
        end(name, held);
        return true;
    }

    Applied put(List<Write> written) {
        changing();
        Applied applied =
                append(Operation.INVALIDATE, written.stream().map(Write::key).toList());
        for (Write value : written) {
            int key = Rows.key(value.key());
            state.leases[key] = null;
            store(key, value, applied.current().stamp());
        }
        return applied;
    }

    Conditional putIf(Write value, long expectedVersion) {
        return versionOf(value.key()) == expectedVersion
                ? new Conditional(true, put(List.of(value)))
                : new Conditional(false, new Applied(state.head, state.head));
    }

    Conditional removeIf(byte[] name, long expectedVersion) {
        return expectedVersion != RemoteTier.NO_VERSION && versionOf(name) == expectedVersion
                ? new Conditional(true, invalidate(List.of(name)))
                : new Conditional(false, new Applied(state.head, state.head));
    }

    Applied invalidate(List<byte[]> names) {
        changing();
        return invalidated(names);
    }

    private Applied invalidated(List<byte[]> names) {
        for (byte[] name : names) {
            state.values[Rows.key(name)] = null;
            endLease(Rows.key(name));
        }
        return append(Operation.INVALIDATE, names);
    }

    private void endLease(int key) {
        state.leases[key] = null;
    }

    Applied quarantine(List<byte[]> names, Duration life) {
        changing();
        Applied applied = append(Operation.QUARANTINE, names);
        for (byte[] name : names) {
            byte[] marker = new byte[EnvelopeHeader.LENGTH];
            marker[0] = EnvelopeHeader.MAGIC;
            marker[1] = EnvelopeHeader.FORMAT;
            marker[2] = EnvelopeHeader.QUARANTINE;
            EnvelopeHeader.stamp(marker, state.head.era(), applied.current().stamp());
            int key = Rows.key(name);
            state.leases[key] = null;
            state.values[key] = marker;
            state.valueEnds[key] = agenda.now() + life.toNanos();
        }
        return applied;
    }

    Applied tag(byte[] name) {
        changing();
        return tagged(name);
    }

    private Applied tagged(byte[] name) {
        Applied applied = append(Operation.TAG, List.of(name));
        state.tagStamps[Rows.groupOfTag(name)] = applied.current().stamp();
        return applied;
    }

    Applied clear() {
        changing();
        return cleared();
    }

    private Applied cleared() {
        Applied applied = append(Operation.CLEAR, List.of());
        state.floor = applied.current().stamp();
        for (int key = 0; key < Rows.MOST_KEYS; key++) {
            endLease(key);
        }
        return applied;
    }

    /** Repeats the steps that this history has lost, each at most once, and one for all that say the same; returns how many. */
    int reassert(List<Invalidation> steps) {
        int repeated = 0;
        Set<String> said = new HashSet<>();
        for (Invalidation step : steps) {
            Position at = step.current();
            if (at.era() == state.head.era() && !holds(at) && !state.reasserted.contains(at)) {
                changing();
                state.reasserted.add(at);
                if (said.add(what(step))) {
                    repeat(step);
                    repeated++;
                }
            }
        }
        return repeated;
    }

    private static String what(Invalidation step) {
        StringBuilder what =
                new StringBuilder().append(isOfKeys(step.operation()) ? Operation.INVALIDATE : step.operation());
        step.names().forEach(name -> what.append(' ').append(Rows.key(name)));
        return what.toString();
    }

    private static boolean isOfKeys(Operation operation) {
        return operation == Operation.INVALIDATE || operation == Operation.QUARANTINE;
    }

    private boolean holds(Position position) {
        for (Invalidation step : state.log) {
            if (step.current().equals(position)) {
                return true;
            }
        }
        return false;
    }

    private void repeat(Invalidation step) {
        switch (step.operation()) {
            case INVALIDATE, QUARANTINE -> invalidated(step.names());
            case CLEAR -> cleared();
            case TAG -> step.names().forEach(this::tagged);
            case FILL_NOTE, GENESIS -> throw new IllegalArgumentException("cannot repeat " + step.operation());
        }
    }

    private void store(int key, Write value, long version) {
        byte[] bytes = value.envelope().clone();
        EnvelopeHeader.stamp(bytes, state.head.era(), version);
        state.values[key] = bytes;
        state.valueEnds[key] = agenda.now() + value.life().toNanos();
    }

    private long versionOf(byte[] name) {
        byte[] found = readable(Rows.key(name));
        return found == null ? RemoteTier.NO_VERSION : EnvelopeHeader.version(found);
    }

    private byte @Nullable [] readable(int key) {
        if (key == Rows.PROBED) {
            return null;
        }
        byte[] bytes = live(key);
        if (bytes == null || (bytes[2] & UNSERVABLE) != 0) {
            return null;
        }
        long version = EnvelopeHeader.version(bytes);
        return isOfThisEra(bytes) && isAboveFloor(version) && !isTaggedAway(bytes, version) ? bytes : null;
    }

    private boolean isOfThisEra(byte[] envelope) {
        return EnvelopeHeader.era(envelope) == state.head.era();
    }

    private boolean isAboveFloor(long version) {
        return version >= state.floor;
    }

    private boolean isTaggedAway(byte[] envelope, long version) {
        int group = Rows.groupOf(envelope);
        return group >= 0 && state.tagStamps[group] > version;
    }

    /** Tells whether a marker is there; that of an earlier era bars as well, for the transaction goes on. */
    private boolean isBarred(int key) {
        byte[] bytes = live(key);
        return bytes != null && (bytes[2] & UNSERVABLE) != 0;
    }

    private byte @Nullable [] live(int key) {
        return state.valueEnds[key] - agenda.now() > 0 ? state.values[key] : null;
    }

    private @Nullable Lease held(int key) {
        Lease held = state.leases[key];
        return held == null || held.end() - agenda.now() <= 0 ? null : held;
    }
}
