package dev.tarn.testing.fake;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.Clock;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard of one cache on the fake server: the log, and the values and leases of its keys. Guarded by the server's lock.
 *
 * <p>The rules are those of the remote tier's Javadoc: a value is readable if it is of this era, not below the floor
 * that a clear has raised and not older than the last invalidation of one of its tags; a lease is what a token holds until it
 * lapses, is used or is ended by a change of its key or by a clear. A tag ends no lease, for nobody knows what a load will bring, but a
 * result that carries it is refused.
 */
final class FakeShard {
    private static final long MICROS_PER_MILLI = 1_000L;
    private static final int UNSERVABLE = EnvelopeHeader.TOMBSTONE | EnvelopeHeader.QUARANTINE;

    private final int index;
    private final Clock clock;
    private final Random random;
    private final Consumer<Invalidation> announce;
    private final Map<ByteBuffer, Stored> values = new HashMap<>();
    private final Map<ByteBuffer, Lease> leases = new HashMap<>();
    private final Map<String, Long> tagStamps = new HashMap<>();
    private final List<Invalidation> log = new ArrayList<>();
    private final Set<Position> reasserted = new HashSet<>();
    private final List<byte[]> ended = new ArrayList<>();
    private long floor;
    private Position head;

    FakeShard(int index, Clock clock, Random random, Consumer<Invalidation> announce) {
        this.index = index;
        this.clock = clock;
        this.random = random;
        this.announce = announce;
        head = Position.unknown(index);
        beginAnew();
    }

    Position head() {
        return head;
    }

    /** Starts a new era: no value of the old one is readable, no lease of it holds. */
    void beginAnew() {
        Position before = head;
        long stamp = Math.max(before.stamp() + 1, clock.millis() * MICROS_PER_MILLI);
        head = new Position(index, random.nextInt(), stamp, random.nextInt());
        floor = stamp;
        log.clear();
        tagStamps.clear();
        leases.clear();
        log.add(new Invalidation(Operation.GENESIS, before, head, List.of()));
    }

    void forgetValues() {
        values.clear();
    }

    void trim(int keep) {
        log.subList(0, Math.max(0, log.size() - keep)).clear();
    }

    void lose(Position step) {
        log.removeIf(one -> one.current().equals(step));
    }

    void rewind(Applied step) {
        if (!head.equals(step.current())) {
            throw new IllegalArgumentException(step.current() + " is not the head, that is " + head);
        }
        lose(step.current());
        head = step.previous();
    }

    void plant(byte[] key, byte[] bytes) {
        values.put(ByteBuffer.wrap(key.clone()), new Stored(bytes.clone(), clock.nanos() + Long.MAX_VALUE / 2));
    }

    byte @Nullable [] stored(byte[] key) {
        Stored found = live(ByteBuffer.wrap(key));
        return found == null ? null : found.bytes().clone();
    }

    Applied append(Operation operation, List<byte[]> names) {
        Position before = head;
        long stamp = Math.max(before.stamp() + 1, clock.millis() * MICROS_PER_MILLI);
        head = new Position(index, before.era(), stamp, random.nextInt());
        Invalidation step = new Invalidation(
                operation, before, head, names.stream().map(byte[]::clone).toList());
        log.add(step);
        announce.accept(step);
        return new Applied(before, head);
    }

    Polled poll(Position last, int limit) {
        if (last.equals(head)) {
            return new Polled.Entries(List.of(), head);
        }
        for (int i = 0; i < log.size(); i++) {
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

    RemoteRead read(byte[] key) {
        byte[] found = readable(ByteBuffer.wrap(key));
        return new RemoteRead(found == null ? null : found.clone(), head);
    }

    Begun begin(byte[] key, LeaseToken token, Duration lease, boolean refresh) {
        ByteBuffer name = ByteBuffer.wrap(key.clone());
        byte[] found = servable(name);
        if (found != null && !refresh) {
            return new Begun.Hit(found.clone(), head);
        }
        if (found == null && isBarred(name)) {
            return new Begun.Barred(head);
        }
        byte[] stale = found == null ? null : found.clone();
        Lease held = heldLease(name);
        if (held == null) {
            held = new Lease(token, head, clock.nanos() + lease.toNanos(), false);
            leases.put(name, held);
        }
        if (held.token().equals(token)) {
            return new Begun.Leased(held.label(), stale);
        }
        leases.put(name, held.withWaiter());
        return new Begun.Held(Duration.ofNanos(held.endNanos() - clock.nanos()), stale);
    }

    boolean fill(Write value, LeaseToken token) {
        ByteBuffer name = ByteBuffer.wrap(value.key());
        Lease used = heldLease(name);
        if (used == null || !used.token().equals(token)) {
            return false;
        }
        boolean accepted = !isBarred(name)
                && !isNewerFormatThere(name, value)
                && !isVoided(value.envelope(), used.label().stamp());
        if (accepted) {
            store(value, used.label().stamp());
        }
        end(value.key(), used);
        return accepted;
    }

    boolean touch(byte[] key, Duration life) {
        ByteBuffer name = ByteBuffer.wrap(key.clone());
        Stored found = live(name);
        long end = clock.nanos() + life.toNanos();
        if (found == null
                || !EnvelopeHeader.isEnvelope(found.bytes())
                || isBarred(name)
                || found.endNanos() - end >= 0) {
            return false;
        }
        values.put(name, new Stored(found.bytes(), end));
        return true;
    }

    private void end(byte[] key, Lease lease) {
        leases.remove(ByteBuffer.wrap(key));
        if (lease.awaited()) {
            ended.add(key.clone());
        }
    }

    /** Tells those who wait which leases a request has ended, in one message. */
    void noteEnds() {
        if (!ended.isEmpty()) {
            announce.accept(new Invalidation(Operation.FILL_NOTE, head, head, ended));
            ended.clear();
        }
    }

    boolean extend(byte[] key, LeaseToken token, Duration lease) {
        ByteBuffer name = ByteBuffer.wrap(key.clone());
        Lease held = heldLease(name);
        if (held == null || !held.token().equals(token)) {
            return false;
        }
        leases.put(name, held.until(clock.nanos() + lease.toNanos()));
        return true;
    }

    void release(byte[] key, LeaseToken token) {
        Lease held = heldLease(ByteBuffer.wrap(key));
        if (held != null && held.token().equals(token)) {
            end(key, held);
        }
    }

    Applied put(List<Write> written) {
        Applied applied =
                append(Operation.INVALIDATE, written.stream().map(Write::key).toList());
        for (Write value : written) {
            ByteBuffer name = ByteBuffer.wrap(value.key());
            leases.remove(name);
            if (isNewerFormatThere(name, value)) {
                values.remove(name);
            } else {
                store(value, applied.current().stamp());
            }
        }
        return applied;
    }

    Conditional putIf(Write value, long expectedVersion) {
        return versionOf(value.key()) == expectedVersion
                ? new Conditional(true, put(List.of(value)))
                : new Conditional(false, new Applied(head, head));
    }

    Conditional removeIf(byte[] key, long expectedVersion) {
        return expectedVersion != RemoteTier.NO_VERSION && versionOf(key) == expectedVersion
                ? new Conditional(true, invalidate(List.of(key)))
                : new Conditional(false, new Applied(head, head));
    }

    Applied invalidate(List<byte[]> keys) {
        for (byte[] key : keys) {
            values.remove(ByteBuffer.wrap(key));
            leases.remove(ByteBuffer.wrap(key));
        }
        return append(Operation.INVALIDATE, keys);
    }

    Applied quarantine(List<byte[]> keys, Duration life) {
        Applied applied = append(Operation.QUARANTINE, keys);
        for (byte[] key : keys) {
            leases.remove(ByteBuffer.wrap(key));
            byte[] marker = new byte[EnvelopeHeader.LENGTH];
            marker[0] = EnvelopeHeader.MAGIC;
            marker[1] = EnvelopeHeader.FORMAT;
            marker[2] = EnvelopeHeader.QUARANTINE;
            EnvelopeHeader.stamp(marker, head.era(), applied.current().stamp());
            values.put(ByteBuffer.wrap(key.clone()), new Stored(marker, clock.nanos() + life.toNanos()));
        }
        return applied;
    }

    /** Repeats the steps that this history has lost, each at most once, and one for all that say the same; returns how many. */
    int reassert(List<Invalidation> steps) {
        int repeated = 0;
        Set<List<Object>> said = new HashSet<>();
        for (Invalidation step : steps) {
            if (step.current().era() == head.era()
                    && !holds(step.current())
                    && reasserted.add(step.current())
                    && said.add(what(step))) {
                repeat(step);
                repeated++;
            }
        }
        return repeated;
    }

    private static List<Object> what(Invalidation step) {
        List<Object> what = new ArrayList<>();
        what.add(step.operation() == Operation.QUARANTINE ? Operation.INVALIDATE : step.operation());
        step.names().forEach(name -> what.add(ByteBuffer.wrap(name)));
        return what;
    }

    private boolean holds(Position position) {
        return log.stream().anyMatch(step -> step.current().equals(position));
    }

    private void repeat(Invalidation step) {
        switch (step.operation()) {
            case CLEAR -> clear();
            case TAG -> invalidateTags(step.names());
            default -> invalidate(step.names());
        }
    }

    Applied invalidateTags(List<byte[]> names) {
        Applied applied = append(Operation.TAG, names);
        names.forEach(name -> tagStamps.put(
                new String(name, StandardCharsets.UTF_8), applied.current().stamp()));
        return applied;
    }

    Applied clear() {
        Applied applied = append(Operation.CLEAR, List.of());
        floor = applied.current().stamp();
        leases.clear();
        return applied;
    }

    private void store(Write value, long version) {
        byte[] bytes = value.envelope().clone();
        EnvelopeHeader.stamp(bytes, head.era(), version);
        values.put(
                ByteBuffer.wrap(value.key().clone()),
                new Stored(bytes, clock.nanos() + value.life().toNanos()));
    }

    private long versionOf(byte[] key) {
        byte[] found = servable(ByteBuffer.wrap(key));
        return found == null ? RemoteTier.NO_VERSION : EnvelopeHeader.version(found);
    }

    /** Returns the value unless it is void; bytes that are no envelope are for the reader to judge. */
    private byte @Nullable [] readable(ByteBuffer key) {
        Stored found = live(key);
        if (found == null) {
            return null;
        }
        byte[] bytes = found.bytes();
        if (!EnvelopeHeader.isEnvelope(bytes)) {
            return bytes;
        }
        long version = EnvelopeHeader.version(bytes);
        boolean isVoid = EnvelopeHeader.era(bytes) != head.era()
                || version < floor
                || (EnvelopeHeader.flags(bytes) & UNSERVABLE) != 0
                || isVoided(bytes, version);
        return isVoid ? null : bytes;
    }

    /** Returns the value unless it is void or no envelope; the next load overwrites what is none. */
    private byte @Nullable [] servable(ByteBuffer key) {
        byte[] found = readable(key);
        return found != null && EnvelopeHeader.isEnvelope(found) ? found : null;
    }

    private boolean isVoided(byte[] envelope, long version) {
        return EnvelopeTags.of(envelope).stream().anyMatch(tag -> tagStamps.getOrDefault(tag, 0L) > version);
    }

    /** Tells whether a marker is there; that of an earlier era bars as well, for the transaction goes on. */
    private boolean isBarred(ByteBuffer key) {
        Stored found = live(key);
        return found != null
                && EnvelopeHeader.isEnvelope(found.bytes())
                && (EnvelopeHeader.flags(found.bytes()) & UNSERVABLE) != 0;
    }

    private boolean isNewerFormatThere(ByteBuffer key, Write offered) {
        Stored found = live(key);
        return found != null
                && EnvelopeHeader.isEnvelope(found.bytes())
                && EnvelopeHeader.format(found.bytes()) > EnvelopeHeader.format(offered.envelope());
    }

    private @Nullable Stored live(ByteBuffer key) {
        Stored found = values.get(key);
        return found == null || found.endNanos() - clock.nanos() <= 0 ? null : found;
    }

    private @Nullable Lease heldLease(ByteBuffer key) {
        Lease held = leases.get(key);
        return held == null || held.endNanos() - clock.nanos() <= 0 ? null : held;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] bytes, long endNanos) {}

    private record Lease(LeaseToken token, Position label, long endNanos, boolean awaited) {
        Lease until(long nanos) {
            return new Lease(token, label, nanos, awaited);
        }

        Lease withWaiter() {
            return new Lease(token, label, endNanos, true);
        }
    }
}
