package dev.tarn.codec;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.Codec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads one envelope from front to end. Whatever the bytes are, it throws nothing but {@link CodecException}, and allocates nothing for a
 * length before it has seen that so many bytes are there.
 */
final class EnvelopeReader {
    private static final int LEAST_LENGTH = EnvelopeHeader.LENGTH
            + EnvelopeWriter.FINGERPRINT_LENGTH
            + EnvelopeWriter.WRITTEN_AT_LENGTH
            + 3
            + EnvelopeWriter.CHECKSUM_LENGTH;

    private final ByteBuffer source;
    private final int flags;

    private EnvelopeReader(ByteBuffer source) {
        this.source = source;
        flags = source.get(2) & 0xFF;
    }

    /** Starts to read, after a look at magic, format, flags, size and checksum. */
    static EnvelopeReader open(ByteBuffer envelope) {
        ByteBuffer source = onHeap(envelope);
        requireEnvelope(source);
        EnvelopeReader reader = new EnvelopeReader(source);
        if (reader.has(EnvelopeHeader.TOMBSTONE) || reader.has(EnvelopeHeader.QUARANTINE)) {
            throw malformed("a tombstone or quarantine, not an entry");
        }
        if (source.limit() < LEAST_LENGTH) {
            throw malformed("ends after " + source.limit() + " bytes");
        }
        int end = source.limit() - EnvelopeWriter.CHECKSUM_LENGTH;
        if (source.getInt(end) != EnvelopeWriter.checksum(source)) {
            throw new CodecException(
                    Reason.CHECKSUM, "the checksum of " + source.limit() + " bytes does not match", null);
        }
        source.position(EnvelopeHeader.LENGTH).limit(end);
        return reader;
    }

    private static ByteBuffer onHeap(ByteBuffer envelope) {
        if (envelope.hasArray()) {
            return envelope.slice();
        }
        byte[] copy = new byte[envelope.remaining()];
        envelope.duplicate().get(copy);
        return ByteBuffer.wrap(copy);
    }

    private static void requireEnvelope(ByteBuffer source) {
        if (source.limit() < 2 || source.get(0) != EnvelopeHeader.MAGIC || source.get(1) == 0) {
            throw new CodecException(Reason.FOREIGN, source.limit() + " bytes that are no envelope", null);
        }
        int format = source.get(1) & 0xFF;
        if (format > EnvelopeHeader.FORMAT) {
            throw new CodecException(
                    Reason.NEWER_FORMAT,
                    "format " + format + ", this release reads up to " + EnvelopeHeader.FORMAT,
                    null);
        }
        if (source.limit() < EnvelopeHeader.LENGTH) {
            throw malformed("ends after " + source.limit() + " bytes");
        }
    }

    private static CodecException malformed(String what) {
        return new CodecException(Reason.MALFORMED, what, null);
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean isAbsence() {
        return has(EnvelopeHeader.ABSENCE);
    }

    boolean isCompressed() {
        return has(EnvelopeHeader.COMPRESSED);
    }

    long version() {
        return source.getLong(EnvelopeHeader.VERSION_OFFSET);
    }

    void requireType(Codec<?> values) {
        int id = source.get(3) & 0xFF;
        if (id != values.id()) {
            throw new CodecException(Reason.OTHER_TYPE, "codec " + id + ", expected " + values.id(), null);
        }
    }

    void requireFingerprint(Codec<?> values) {
        requireBytes(EnvelopeWriter.FINGERPRINT_LENGTH);
        int fingerprint = source.getInt();
        if (fingerprint != values.fingerprint()) {
            throw new CodecException(
                    Reason.OTHER_TYPE,
                    "fingerprint " + Integer.toHexString(fingerprint) + ", expected "
                            + Integer.toHexString(values.fingerprint()),
                    null);
        }
    }

    /** Reads the tags, as traits without validators. */
    Traits readTags() {
        if (!has(EnvelopeHeader.TAGS)) {
            return Traits.NONE;
        }
        requireBytes(1);
        int count = source.get() & 0xFF;
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < count; i++) {
            requireBytes(Short.BYTES);
            tags.add(readText(source.getShort() & 0xFFFF));
        }
        if (count == 0 || tags.size() != count) {
            throw malformed("flag of tags with " + count + " tags, " + tags.size() + " different");
        }
        return new Traits(tags, null, null);
    }

    Lives readLives() {
        requireBytes(EnvelopeWriter.WRITTEN_AT_LENGTH);
        long writtenAt = ((long) source.getShort() << 32) | (source.getInt() & 0xFFFF_FFFFL);
        long freshFor = readNumber();
        long deadAfter = readNumber();
        if (freshFor > deadAfter) {
            throw malformed("fresh for " + freshFor + " ms but dead after " + deadAfter);
        }
        return new Lives(writtenAt, freshFor, deadAfter);
    }

    /** Reads the validators and adds them to the tags. */
    Traits readValidators(Traits tags) {
        if (!has(EnvelopeHeader.VALIDATORS)) {
            return tags;
        }
        requireBytes(1);
        int which = source.get() & 0xFF;
        int known = EnvelopeWriter.ETAG | EnvelopeWriter.LAST_MODIFIED;
        if (which == 0 || (which & ~known) != 0) {
            throw new CodecException(
                    Reason.NEWER_FORMAT, "validators " + which + " that this release does not know", null);
        }
        String etag = (which & EnvelopeWriter.ETAG) == 0 ? null : readText(readLength());
        return new Traits(tags.tags(), etag, (which & EnvelopeWriter.LAST_MODIFIED) == 0 ? null : readLong());
    }

    private long readLong() {
        requireBytes(Long.BYTES);
        return source.getLong();
    }

    void requireKey(byte[] key) {
        int length = readLength();
        ByteBuffer held = source.slice(source.position(), length);
        if (!held.equals(ByteBuffer.wrap(key))) {
            throw new CodecException(
                    Reason.OTHER_KEY, "holds a key of " + length + " bytes, asked for one of " + key.length, null);
        }
        source.position(source.position() + length);
    }

    /** Makes sure that an absence carries nothing. */
    void requireNothing() {
        if (source.hasRemaining() || isCompressed()) {
            throw malformed("an absence with a payload");
        }
    }

    Compression readAlgorithm() {
        requireBytes(1);
        return Compression.of(source.get() & 0xFF);
    }

    int readRawLength(int cap) {
        long length = readNumber();
        if (length > cap) {
            throw new CodecException(
                    Reason.TOO_LARGE, "payload of " + length + " bytes when expanded, cap " + cap, null);
        }
        return (int) length;
    }

    /** Returns what is left: the payload. */
    ByteBuffer readPayload(int cap) {
        if (source.remaining() > cap) {
            throw new CodecException(Reason.TOO_LARGE, "payload of " + source.remaining() + " bytes, cap " + cap, null);
        }
        return source.slice();
    }

    private String readText(int length) {
        requireBytes(length);
        String text;
        try {
            text = Wtf8.decode(source.array(), source.arrayOffset() + source.position(), length);
        } catch (CodecException e) {
            throw new CodecException(Reason.MALFORMED, "a tag or ETag is not well-formed UTF-8", e);
        }
        source.position(source.position() + length);
        return text;
    }

    private int readLength() {
        long length = readNumber();
        if (length > source.remaining()) {
            throw malformed("claims " + length + " bytes with " + source.remaining() + " left");
        }
        return (int) length;
    }

    private long readNumber() {
        int most = Math.min(source.remaining(), 9);
        for (int i = 0; i < most; i++) {
            if (source.get(source.position() + i) >= 0) {
                return Varint.read(source);
            }
        }
        throw malformed("ends within a number");
    }

    private void requireBytes(int count) {
        if (source.remaining() < count) {
            throw malformed("ends " + (count - source.remaining()) + " bytes early");
        }
    }
}
