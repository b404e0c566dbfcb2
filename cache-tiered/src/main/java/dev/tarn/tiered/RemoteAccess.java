package dev.tarn.tiered;

import dev.tarn.BreakerStats;
import dev.tarn.CodecException;
import dev.tarn.StoreException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Meters.Span;
import dev.tarn.spi.Now;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the remote tier in entries: encodes, decodes, counts and measures. Bytes that cannot be read are a counted miss; a failure is
 * a failed stage, never a thrown exception.
 */
final class RemoteAccess<V> {
    /** The name of the tier. */
    static final String TIER = "remote";

    private final RemoteTier tier;
    private final EntryCodec<V> codec;
    private final Clock clock;
    private final Counters.Tier counts;
    private final CacheMeters meters;
    private final OutageLog outages;
    private final BooleanSupplier open;
    private final RemoteBreaker breaker;
    private final boolean holdsLog;
    private final long keptNanos;
    private final LongAdder refused = new LongAdder();
    private volatile boolean used = true;

    /**
     * Creates access to a tier.
     *
     * @param holdsLog whether the store holds the log as well
     * @param keptNanos how long the tier keeps a value that nobody asks for
     */
    RemoteAccess(
            RemoteTier tier,
            EntryCodec<V> codec,
            Clock clock,
            Counters.Tier counts,
            CacheMeters meters,
            OutageLog outages,
            BooleanSupplier open,
            RemoteBreaker breaker,
            boolean holdsLog,
            long keptNanos) {
        this.tier = tier;
        this.codec = codec;
        this.clock = clock;
        this.counts = counts;
        this.meters = meters;
        this.outages = outages;
        this.open = open;
        this.breaker = breaker;
        this.holdsLog = holdsLog;
        this.keptNanos = keptNanos;
    }

    Counters.Tier counts() {
        return counts;
    }

    boolean isUsed() {
        return used;
    }

    /** Has this cache read and fill the tier, or not; changes go to it in any case. */
    void use(boolean on) {
        used = on;
    }

    /** Returns what there is to tell of the breaker. */
    BreakerStats breaker() {
        return new BreakerStats(breaker.state(), breaker.opened(), breaker.probed(), refused.sum());
    }

    /** Tells whether it is of no use to ask the log: the breaker is open, and the store holds the log as well. */
    boolean isLogBroken() {
        return holdsLog && !breaker.isClosed();
    }

    /** Hears that the store may be back. */
    void mayBeBack() {
        breaker.mayBeBack();
    }

    /** Tells whether the tier failed when it was asked last, for whatever. */
    boolean isAway() {
        return outages.isAway();
    }

    CompletionStage<RemoteRead> read(byte[] key) {
        return reading("read", 1, () -> tier.read(key), breaker::ended);
    }

    CompletionStage<List<RemoteRead>> readAll(List<byte[]> keys) {
        return reading("readAll", keys.size(), () -> tier.readAll(keys), breaker::ended);
    }

    CompletionStage<List<Begun>> begin(List<byte[]> keys, LeaseToken token, Duration lease, boolean refresh) {
        return reading("begin", keys.size(), () -> tier.begin(keys, token, lease, refresh), breaker::endedOther);
    }

    CompletionStage<List<Boolean>> fill(List<RemoteTier.Write> values, LeaseToken token) {
        if (!used) {
            release(values.stream().map(RemoteTier.Write::key).toList(), token); // others need not wait for its end
            return switchedOff();
        }
        return breaker.isClosed() ? measured("fill", values.size(), () -> tier.fill(values, token)) : broken();
    }

    CompletionStage<List<Boolean>> extend(List<byte[]> keys, LeaseToken token, Duration lease) {
        return measured("extend", keys.size(), () -> tier.extend(keys, token, lease));
    }

    /** Has the tier keep values that were asked for, if it gives up what nobody asks for. Nobody waits for that. */
    void touched(List<byte[]> keys) {
        if (!keys.isEmpty() && keptNanos < Entry.MAX_LIFE_NANOS && used && breaker.isClosed()) {
            Duration kept = Duration.ofNanos(keptNanos);
            measured("touch", keys.size(), () -> tier.touch(keys, kept));
        }
    }

    CompletionStage<Void> release(List<byte[]> keys, LeaseToken token) {
        return measured("release", keys.size(), () -> tier.release(keys, token));
    }

    CompletionStage<List<Applied>> put(List<RemoteTier.Write> values) {
        return measured("put", values.size(), () -> tier.put(values));
    }

    CompletionStage<RemoteTier.Conditional> putIf(RemoteTier.Write value, long expectedVersion) {
        return measured("putIf", 1, () -> tier.putIf(value, expectedVersion));
    }

    CompletionStage<RemoteTier.Conditional> removeIf(byte[] key, long expectedVersion) {
        return measured("removeIf", 1, () -> tier.removeIf(key, expectedVersion));
    }

    CompletionStage<List<Applied>> invalidate(List<byte[]> keys) {
        return measured("invalidate", keys.size(), () -> tier.invalidate(keys));
    }

    CompletionStage<List<Applied>> quarantine(List<byte[]> keys, Duration life) {
        return measured("quarantine", keys.size(), () -> tier.quarantine(keys, life));
    }

    CompletionStage<List<Applied>> invalidateTag(String tag) {
        return measured("invalidateTag", 1, () -> tier.invalidateTag(tag));
    }

    CompletionStage<List<Applied>> clear() {
        return measured("clear", 1, tier::clear);
    }

    /**
     * Turns an entry into what the remote tier stores.
     *
     * @throws CodecException if the value cannot be encoded
     */
    RemoteTier.Write write(byte[] key, Entry<V> entry) {
        Now now = now();
        long left = entry.deadAt() - now.nanos();
        long lifeMillis = Math.max(1, (entry.isAbsence() ? left : Math.min(left, keptNanos)) / 1_000_000);
        try {
            byte[] envelope = codec.encode(key, entry, now);
            meters.encoded(key, envelope.length);
            return new RemoteTier.Write(key, envelope, Duration.ofMillis(lifeMillis));
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException e) {
            throw broken(e);
        }
    }

    /**
     * Turns bytes into an entry, or into null with a count if they cannot be read.
     *
     * @param now an instant since the bytes were asked for, by {@link #now}
     */
    @Nullable
    Entry<V> decode(byte[] key, byte @Nullable [] envelope, Now now) {
        if (envelope == null) {
            return null;
        }
        try {
            return decodeQuietly(key, envelope, now);
        } catch (CodecException e) {
            counts.unreadable.increment();
            meters.unreadable(e.reason());
            outages.unreadable(e);
            return null;
        }
    }

    /** Counts a value that cannot be stored remotely. */
    void refused(CodecException failure) {
        counts.failures.increment();
        meters.unreadable(failure.reason());
        outages.refused(failure);
    }

    /**
     * Turns bytes into an entry, without a count.
     *
     * @throws CodecException if they cannot be read
     */
    Entry<V> decodeQuietly(byte[] key, byte[] envelope, Now now) {
        try {
            return codec.decode(key, ByteBuffer.wrap(envelope), now);
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException e) {
            throw broken(e);
        }
    }

    /** Returns how long ago a step was recorded, in nanoseconds, or a negative number if its position does not tell. */
    long lagNanos(Position position) {
        long recordedAt = tier.recordedAtMillis(position);
        return recordedAt < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(Math.max(0, tier.millis() - recordedAt));
    }

    /** Reads without a count and a measurement. */
    CompletionStage<RemoteRead> readQuietly(byte[] key) {
        return tier.read(key);
    }

    /** Tells whether reads may ask the tier now. */
    boolean isReadable() {
        return used && breaker.isClosed() && open.getAsBoolean();
    }

    /** Tells whether the versions of what the tier holds are places of the log that this cache follows. */
    boolean holdsLog() {
        return holdsLog;
    }

    /**
     * Compares bytes of the tier with a value, without a count.
     *
     * @param value the value, or null for an absence
     * @throws CodecException if the bytes cannot be read
     */
    Likeness<V> compare(byte[] key, byte[] envelope, @Nullable V value) {
        return Likeness.of(codec, key, envelope, value, now());
    }

    /** Returns what a codec that breaks its contract should have thrown. */
    private static CodecException broken(RuntimeException failure) {
        return new CodecException(CodecException.Reason.PAYLOAD, "the codec failed: " + failure, failure);
    }

    /** Returns this instant on the clock of this node and on that of the tier. */
    Now now() {
        return new Now(clock.nanos(), tier.millis());
    }

    /** Reads, if the tier is used, the gate open and the breaker closed: here and nowhere else, so that no way of a retry leads past them. */
    private <T> CompletionStage<T> reading(
            String operation, int keys, Supplier<CompletionStage<T>> call, Outcome outcome) {
        if (!used) {
            return switchedOff();
        }
        if (!breaker.isClosed()) {
            refused.increment();
            return broken();
        }
        return open.getAsBoolean()
                ? measured(operation, keys, call, outcome)
                : CompletableFuture.failedStage(
                        new StoreException("the remote tier may have lost changes and is not read yet", null, false));
    }

    private static <T> CompletionStage<T> switchedOff() {
        return CompletableFuture.failedStage(new StoreException("the remote tier is switched off", null, false));
    }

    private static <T> CompletionStage<T> broken() {
        return CompletableFuture.failedStage(
                new StoreException("the breaker before the remote tier is open", null, false));
    }

    private <T> CompletionStage<T> measured(String operation, int keys, Supplier<CompletionStage<T>> call) {
        return measured(operation, keys, call, breaker::endedOther);
    }

    private <T> CompletionStage<T> measured(
            String operation, int keys, Supplier<CompletionStage<T>> call, Outcome outcome) {
        long sent = clock.nanos();
        Span span = meters.startRemoteCall(operation, keys);
        CompletionStage<T> stage;
        try {
            stage = call.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedStage(e);
        }
        stage.whenComplete((answer, failure) -> {
            Throwable cause = failure == null ? null : Waiting.cause(failure);
            long nanos = clock.nanos() - sent;
            outcome.take(nanos, cause);
            completed(operation, keys, span, nanos, cause);
        });
        return stage;
    }

    private void completed(String operation, int keys, Span span, long nanos, @Nullable Throwable failure) {
        span.end(failure);
        meters.remoteCall(operation, nanos, failure == null);
        if (failure == null) {
            outages.answered();
        } else {
            counts.failures.add(keys);
            outages.failed(operation, failure);
        }
    }

    /** Takes how a call ended. */
    @FunctionalInterface
    private interface Outcome {
        void take(long nanos, @Nullable Throwable failure);
    }
}
