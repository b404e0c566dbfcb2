package dev.tarn.redis;

import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Position;
import java.nio.ByteBuffer;
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
 * </pre>
 *
 * All numbers are big endian.
 */
record Head(Position position, long floor, long tagMaximum) {
    static final int LENGTH = 34;

    private static final int MAGIC = 0xC7;
    private static final int FORMAT = 1;

    /** What is to be done with bytes found. */
    enum Verdict {
        SERVE,
        DROP,
        CHECK_TAGS
    }

    /** Reads a head, or returns null where the log has to be begun (or is of a later format) by way of a script. */
    static @Nullable Head of(int shard, byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < LENGTH || (bytes[0] & 0xFF) != MAGIC || bytes[1] != FORMAT) {
            return null;
        }
        ByteBuffer head = ByteBuffer.wrap(bytes);
        Position position = new Position(shard, head.getInt(14), head.getLong(2), head.getInt(10));
        return new Head(position, head.getLong(18), head.getLong(26));
    }

    /**
     * Reads a head that a script has answered.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Head from(int shard, Object answer) {
        Head head = answer instanceof byte[] bytes ? of(shard, bytes) : null;
        if (head == null) {
            throw new IllegalArgumentException("no head");
        }
        return head;
    }

    /** Judges bytes read in the same step. Foreign bytes are served: the codec knows best what they are not. */
    Verdict judge(byte[] found) {
        if (!EnvelopeHeader.isEnvelope(found)) {
            return Verdict.SERVE;
        }
        int flags = EnvelopeHeader.flags(found);
        long version = EnvelopeHeader.version(found);
        if (EnvelopeHeader.era(found) != position.era()
                || version < floor
                || (flags & (EnvelopeHeader.TOMBSTONE | EnvelopeHeader.QUARANTINE)) != 0) {
            return Verdict.DROP;
        }
        boolean doubtful = (flags & EnvelopeHeader.TAGS) != 0 && version < tagMaximum;
        return doubtful ? Verdict.CHECK_TAGS : Verdict.SERVE;
    }
}
