package dev.tarn.memcached;

import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Position;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the head of a shard's log, which says what of the shard's values may be served.
 *
 * <pre>
 * offset length
 *   0      1    magic 0xC7
 *   1      1    format, 1 here
 *   2      8    stamp of the last step
 *  10      4    nonce of the last step
 *  14      4    era
 *  18      8    floor: versions below it are void
 *  26      8    greatest stamp of a tag's invalidation: tagged values below it are looked at more closely
 *  34      1    n, up to 8
 *  35     12n   the positions before, the last one first: stamp 8, nonce 4
 * </pre>
 *
 * All numbers are big endian. The era is a random number: whoever finds no head begins a new one, and what was written under another era is
 * void. So a head that is lost, with the server or by eviction, voids the shard, and no clock has to be right for that.
 */
record Head(Position position, long floor, long tagMaximum, List<Position> former) {
    /** How many positions a head remembers, so that a node that is little behind reads their steps at once. */
    static final int REMEMBERED = 8;

    private static final int MAGIC = 0xC7;
    private static final int FORMAT = 1;
    private static final int FIXED = 35;
    private static final int PLACE = 12;

    /** What is to be done with a value found. */
    enum Verdict {
        SERVE,
        DROP,
        CHECK_TAGS
    }

    Head {
        former = List.copyOf(former);
    }

    /** Begins a log. */
    static Head genesis(Position position) {
        return new Head(position, position.stamp(), 0, List.of());
    }

    /** Reads a head; null if there is none that this release can read. */
    static @Nullable Head of(int shard, byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < FIXED || (bytes[0] & 0xFF) != MAGIC || bytes[1] != FORMAT) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int era = in.getInt(14);
        List<Position> former = new ArrayList<>(REMEMBERED);
        for (int at = FIXED; at + PLACE <= bytes.length; at += PLACE) {
            former.add(new Position(shard, era, in.getLong(at), in.getInt(at + 8)));
        }
        return new Head(new Position(shard, era, in.getLong(2), in.getInt(10)), in.getLong(18), in.getLong(26), former);
    }

    /** Tells whether bytes are a head of a later format, which must be left alone. */
    static boolean isNewer(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == MAGIC && bytes[1] > FORMAT;
    }

    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(FIXED + PLACE * former.size());
        out.put((byte) MAGIC).put((byte) FORMAT);
        out.putLong(position.stamp()).putInt(position.nonce()).putInt(position.era());
        out.putLong(floor).putLong(tagMaximum).put((byte) former.size());
        for (Position one : former) {
            out.putLong(one.stamp()).putInt(one.nonce());
        }
        return out.array();
    }

    /** Returns the head after one more step. */
    Head next(Position at, boolean clear, boolean tag) {
        List<Position> before = new ArrayList<>(REMEMBERED);
        before.add(position);
        before.addAll(former.subList(0, Math.min(former.size(), REMEMBERED - 1)));
        return new Head(at, clear ? at.stamp() : floor, tag ? at.stamp() : tagMaximum, before);
    }

    /** Tells whether a lease that was granted at a label still counts. */
    boolean covers(Position label) {
        return label.era() == position.era() && label.stamp() >= floor;
    }

    /** Returns the label of a lease as a position of this log; items do not repeat the number of the shard. */
    Position at(Position label) {
        return new Position(position.shard(), label.era(), label.stamp(), label.nonce());
    }

    /** Judges bytes of a value. Foreign bytes are served: the codec knows best what they are not. */
    Verdict judge(byte[] envelope) {
        if (!EnvelopeHeader.isEnvelope(envelope)) {
            return Verdict.SERVE;
        }
        int flags = EnvelopeHeader.flags(envelope);
        long version = EnvelopeHeader.version(envelope);
        if (EnvelopeHeader.era(envelope) != position.era()
                || version < floor
                || (flags & (EnvelopeHeader.TOMBSTONE | EnvelopeHeader.QUARANTINE)) != 0) {
            return Verdict.DROP;
        }
        boolean doubtful = (flags & EnvelopeHeader.TAGS) != 0 && version < tagMaximum;
        return doubtful ? Verdict.CHECK_TAGS : Verdict.SERVE;
    }
}
