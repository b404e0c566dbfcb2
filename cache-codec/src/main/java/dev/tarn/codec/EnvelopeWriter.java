package dev.tarn.codec;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.Codec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes one envelope into an array of just its size. */
final class EnvelopeWriter {
    static final int ETAG = 1;
    static final int LAST_MODIFIED = 2;
    static final int FINGERPRINT_LENGTH = 4;
    static final int WRITTEN_AT_LENGTH = 6;
    static final int CHECKSUM_LENGTH = 4;
    static final int ERA_AND_VERSION_LENGTH = EnvelopeHeader.LENGTH - EnvelopeHeader.ERA_OFFSET;

    private static final byte[][] NO_TAGS = {};
    private static final int MOST_TAGS = 255;
    private static final int LONGEST_TAG = 65_535;

    private final byte[] key;
    private final Lives lives;
    private final Codec<?> values;
    private final byte[][] tags;
    private final byte @Nullable [] etag;
    private final @Nullable Long lastModified;

    EnvelopeWriter(byte[] key, Traits traits, Lives lives, Codec<?> values) {
        this.key = key;
        this.lives = lives;
        this.values = values;
        tags = traits.isTagged() ? encodeTags(traits) : NO_TAGS;
        etag = traits.etag() == null ? null : Wtf8.encode(traits.etag());
        lastModified = traits.lastModified();
    }

    private static byte[][] encodeTags(Traits traits) {
        if (traits.tags().size() > MOST_TAGS) {
            throw new CodecException(Reason.TOO_LARGE, traits.tags().size() + " tags, cap " + MOST_TAGS, null);
        }
        byte[][] tags = traits.tags().stream().sorted().map(Wtf8::encode).toArray(byte[][]::new);
        for (byte[] tag : tags) {
            if (tag.length > LONGEST_TAG) {
                throw new CodecException(Reason.TOO_LARGE, "tag of " + tag.length + " bytes, cap " + LONGEST_TAG, null);
            }
        }
        return tags;
    }

    byte[] write(Payload payload) {
        byte[] envelope = new byte[length(payload)];
        ByteBuffer target = ByteBuffer.wrap(envelope);
        target.put(EnvelopeHeader.MAGIC).put((byte) EnvelopeHeader.FORMAT);
        target.put((byte) flags(payload)).put((byte) values.id());
        target.position(EnvelopeHeader.LENGTH);
        writeTags(target);
        target.putInt(values.fingerprint());
        target.putShort((short) (lives.writtenAt() >> 32)).putInt((int) lives.writtenAt());
        Varint.write(target, lives.freshFor());
        Varint.write(target, lives.deadAfter());
        writeValidators(target);
        Varint.write(target, key.length);
        target.put(key);
        writePayload(target, payload);
        target.putInt(checksum(ByteBuffer.wrap(envelope)));
        return envelope;
    }

    /** Computes the checksum of an envelope that the buffer holds from its beginning to its limit. */
    static int checksum(ByteBuffer envelope) {
        CRC32C crc = new CRC32C();
        crc.update(envelope.duplicate().limit(EnvelopeHeader.ERA_OFFSET));
        crc.update(envelope.duplicate().position(EnvelopeHeader.LENGTH).limit(envelope.limit() - CHECKSUM_LENGTH));
        return (int) crc.getValue();
    }

    private int flags(Payload payload) {
        return (payload.absent() ? EnvelopeHeader.ABSENCE : 0)
                | (tags.length > 0 ? EnvelopeHeader.TAGS : 0)
                | (hasValidators() ? EnvelopeHeader.VALIDATORS : 0)
                | (payload.isCompressed() ? EnvelopeHeader.COMPRESSED : 0);
    }

    private boolean hasValidators() {
        return etag != null || lastModified != null;
    }

    private int length(Payload payload) {
        long length = EnvelopeHeader.LENGTH + FINGERPRINT_LENGTH + WRITTEN_AT_LENGTH + CHECKSUM_LENGTH;
        length += tags.length > 0 ? 1 : 0;
        for (byte[] tag : tags) {
            length += Short.BYTES + tag.length;
        }
        length += Varint.length(lives.freshFor()) + Varint.length(lives.deadAfter());
        if (hasValidators()) {
            length += 1 + (etag == null ? 0 : Varint.length(etag.length) + (long) etag.length);
            length += lastModified == null ? 0 : Long.BYTES;
        }
        length += Varint.length(key.length) + (long) key.length;
        length += payload.isCompressed() ? 1 + Varint.length(payload.rawLength()) : 0;
        return Math.toIntExact(length + payload.length());
    }

    private void writeTags(ByteBuffer target) {
        if (tags.length > 0) {
            target.put((byte) tags.length);
            for (byte[] tag : tags) {
                target.putShort((short) tag.length).put(tag);
            }
        }
    }

    private void writeValidators(ByteBuffer target) {
        if (!hasValidators()) {
            return;
        }
        target.put((byte) ((etag == null ? 0 : ETAG) | (lastModified == null ? 0 : LAST_MODIFIED)));
        if (etag != null) {
            Varint.write(target, etag.length);
            target.put(etag);
        }
        if (lastModified != null) {
            target.putLong(lastModified);
        }
    }

    private static void writePayload(ByteBuffer target, Payload payload) {
        if (payload.isCompressed()) {
            target.put((byte) payload.compression().id());
            Varint.write(target, payload.rawLength());
        }
        target.put(payload.bytes(), 0, payload.length());
    }
}
