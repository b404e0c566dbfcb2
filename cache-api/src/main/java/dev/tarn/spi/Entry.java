package dev.tarn.spi;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a tier knows about a key: a value or the fact that the source has none, and how long that may be believed. Immutable, but for the
 * mark that {@link #noteHit} leaves.
 *
 * <p>Times are {@link Clock#nanos()} of this process; they must be compared by subtraction.
 *
 * @param <V> the type of the value
 */
public final class Entry<V> extends HitFields<V> {
    /** The longest life an entry may have, in nanoseconds (about 146 years): longer ones are cut to it, so that sums cannot overflow. */
    public static final long MAX_LIFE_NANOS = Long.MAX_VALUE / 2;

    /** The greatest number of a shard. */
    public static final int MAX_SHARD = Short.MAX_VALUE;

    private final long writtenAt;
    private final long freshUntil;
    private final long deadAt;
    private final Traits traits;

    /**
     * Creates an entry of shard 0.
     *
     * @param value the value, or null if the source has none
     * @param version the position of the log that the value is known to reflect (its label); orders the writes of a key
     * @param writtenAt when the load or write began
     * @param refreshAt from when on a read starts a refresh in the background; not after {@code freshUntil}
     * @param freshUntil until when it is fresh
     * @param deadAt from when on it is never served; not before {@code freshUntil}
     * @param traits its tags and validators
     */
    public Entry(
            @Nullable V value,
            long version,
            long writtenAt,
            long refreshAt,
            long freshUntil,
            long deadAt,
            Traits traits) {
        this(value, 0, version, writtenAt, refreshAt, freshUntil, deadAt, traits);
    }

    /**
     * Creates an entry.
     *
     * @param value the value, or null if the source has none
     * @param shard the shard of the log that the version belongs to, from 0 to {@value #MAX_SHARD}
     * @param version the position of the log that the value is known to reflect (its label); orders the writes of a key
     * @param writtenAt when the load or write began
     * @param refreshAt from when on a read starts a refresh in the background; not after {@code freshUntil}
     * @param freshUntil until when it is fresh
     * @param deadAt from when on it is never served; not before {@code freshUntil}
     * @param traits its tags and validators
     * @throws IllegalArgumentException if the shard is out of range
     */
    public Entry(
            @Nullable V value,
            int shard,
            long version,
            long writtenAt,
            long refreshAt,
            long freshUntil,
            long deadAt,
            Traits traits) {
        super(value, checkedShard(shard), version, refreshAt);
        this.writtenAt = writtenAt;
        this.freshUntil = freshUntil;
        this.deadAt = deadAt;
        this.traits = requireNonNull(traits, "traits");
    }

    /**
     * Decodes a value and returns its entry. The same as to decode first and create the entry then, but the entry is allocated before the value. That matters where the value is a copy of bytes:
     * HotSpot ends such a copy by a masked write, up to 63 bytes longer than the copy, and on some processors a read of what is allocated behind it waits until that write, and all before
     * it, have reached the cache ({@code docs/design/0020-off-heap-store.md}).
     *
     * @param codec turns the bytes into the value
     * @param bytes what it decodes
     * @throws dev.tarn.CodecException if the codec cannot
     */
    public static <V> Entry<V> decoded(
            Codec<V> codec,
            ByteBuffer bytes,
            int shard,
            long version,
            long writtenAt,
            long refreshAt,
            long freshUntil,
            long deadAt,
            Traits traits) {
        Entry<V> entry = new Entry<>(null, shard, version, writtenAt, refreshAt, freshUntil, deadAt, traits);
        entry.value = codec.decode(bytes);
        VarHandle.releaseFence(); // seen with the entry, however that is handed on, as what its constructor has written
        return entry;
    }

    private static short checkedShard(int shard) {
        if (shard < 0 || shard > MAX_SHARD) {
            throw new IllegalArgumentException("shard is " + shard + ", it must be from 0 to " + MAX_SHARD);
        }
        return (short) shard;
    }

    /** Returns the value, or null if this entry is an absence. */
    public @Nullable V value() {
        return value;
    }

    /** Tells whether the source has no value for the key. */
    public boolean isAbsence() {
        return value == null;
    }

    /** Returns the version: the stamp of the log position that the value is known to reflect. */
    public long version() {
        return version;
    }

    /** Returns when the load or write began. */
    public long writtenAt() {
        return writtenAt;
    }

    /** Returns from when on a read starts a refresh; the first moment at which a read has to look closer. */
    public long refreshAt() {
        return refreshAt;
    }

    /** Returns until when the entry is fresh. */
    public long freshUntil() {
        return freshUntil;
    }

    /** Returns from when on the entry is never served. */
    public long deadAt() {
        return deadAt;
    }

    /** Returns the tags and validators; {@link Traits#NONE} if there are none. */
    public Traits traits() {
        return traits;
    }

    /**
     * Tells whether the entry is fresh.
     *
     * @param nanos the present {@link Clock#nanos()}
     */
    public boolean isFresh(long nanos) {
        return nanos - freshUntil < 0;
    }

    /**
     * Tells whether the entry may not be served any more.
     *
     * @param nanos the present {@link Clock#nanos()}
     */
    public boolean isDead(long nanos) {
        return nanos - deadAt >= 0;
    }

    /** Returns the shard of the log that the version belongs to; versions of different shards cannot be compared. */
    public int shard() {
        return shard;
    }

    /**
     * Notes a hit, for the one store that holds this very object: a store's policy may need to hear of no more than one hit in a while. Never blocks.
     *
     * @param tick the store's time, in units of its own; an entry that was never hit stands at 0
     * @return whether the last hit that was noted is of another tick; under races of several threads possibly for more than one of them
     */
    public boolean noteHit(short tick) {
        if (hitTick == tick) {
            return false;
        }
        hitTick = tick;
        return true;
    }

    /**
     * Returns the same entry under another version.
     *
     * @param newShard the shard of the log that issued the version
     * @param newVersion the new version
     * @throws IllegalArgumentException if the shard is out of range
     */
    public Entry<V> labelled(int newShard, long newVersion) {
        return new Entry<>(value, newShard, newVersion, writtenAt, refreshAt, freshUntil, deadAt, traits);
    }

    /**
     * Returns the same entry with another value.
     *
     * @param newValue the value, or null if the source has none
     */
    public Entry<V> holding(@Nullable V newValue) {
        return new Entry<>(newValue, shard, version, writtenAt, refreshAt, freshUntil, deadAt, traits);
    }

    /**
     * Returns the same entry with another moment from when on a read starts a refresh.
     *
     * @param newRefreshAt not after {@link #freshUntil()}
     */
    public Entry<V> refreshingAt(long newRefreshAt) {
        return newRefreshAt == refreshAt
                ? this
                : new Entry<>(value, shard, version, writtenAt, newRefreshAt, freshUntil, deadAt, traits);
    }

    @Override
    public String toString() {
        return "Entry[" + (isAbsence() ? "absent" : "value") + ", version=" + version + ", " + traits + "]";
    }
}
