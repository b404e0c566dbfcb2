package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Frames entries for tiers that hold bytes. Thread-safe; never blocks.
 *
 * <pre>
 * length  content
 *   16    header, see {@link EnvelopeHeader}: magic 0xC7, format 1, flags, codec id, era, version
 *   ...   flag 8, tags: one byte n from 1 to 255, then n x (two bytes length, UTF-8), in the order of their chars
 *    4    fingerprint of the values' codec
 *    6    written at: when the load or write began, milliseconds since 1970, signed
 *  1-7    fresh for: varint, milliseconds from written at
 *  1-7    dead after: varint, milliseconds from written at; not below fresh for
 *   ...   flag 16, validators: one byte, 1 ETag, 2 last-modified; ETag: varint length, UTF-8; last-modified: 8 bytes
 *  1-5    length of the key, varint
 *   ...   the key
 *   ...   flag 128, compressed: one byte algorithm (1 LZ4 block, 2 Zstandard frame), varint length of the payload when expanded
 *   ...   payload: up to the checksum; empty with flag 2, absence
 *    4    CRC-32C of bytes 0 to 3 and of 16 up to here: of all but era and version, which the store writes
 * </pre>
 *
 * <p>Numbers are big endian. Varints hold seven bits a byte, low bits first, the high bit set on all but the last byte, and are not
 * negative. Lives are relative, so that nodes need no common wall clock to agree how long one is, only how old the entry is. There is no
 * mark for an unlimited life.
 *
 * <p>Without tags, validators and compression, with a key of up to 127 bytes, the frame costs 37 bytes beside key and payload where the lives
 * are up to half an hour, and 39 where they are up to three days.
 *
 * <p>The flags tombstone and quarantine mark what a store keeps in the place of an entry; such bytes are not decoded here. The flags
 * provisional and put are passed over.
 *
 * @param <V> the type of the values
 */
final class Envelope<V> implements EntryCodec<V> {
    private final Codec<V> values;
    private final Limits limits;
    private final Workspaces workspaces;

    Envelope(Codec<V> values, Limits limits, Workspaces workspaces) {
        this.values = requireNonNull(values, "values");
        this.limits = limits;
        this.workspaces = workspaces;
    }

    @Override
    public byte[] encode(byte[] key, Entry<V> entry, Now now) {
        if (key.length > limits.maximumKey()) {
            throw new CodecException(
                    Reason.TOO_LARGE, "key of " + key.length + " bytes, cap " + limits.maximumKey(), null);
        }
        PayloadOutput output = workspaces.take();
        try {
            return new EnvelopeWriter(key, entry.traits(), Lives.of(entry, now), values).write(payload(entry, output));
        } finally {
            workspaces.give(output);
        }
    }

    private Payload payload(Entry<V> entry, PayloadOutput output) {
        V value = entry.value();
        if (value == null) {
            return Payload.ABSENT;
        }
        Payload raw = encode(value, output);
        if (raw.length() > limits.maximumPayload()) {
            throw new CodecException(
                    Reason.TOO_LARGE, "payload of " + raw.length() + " bytes, cap " + limits.maximumPayload(), null);
        }
        boolean worthTrying = limits.compression() != Compression.NONE && raw.length() >= limits.compressFrom();
        return worthTrying ? raw.compressed(limits.compression(), output) : raw;
    }

    private Payload encode(V value, PayloadOutput output) {
        try {
            if (values instanceof PayloadCodec<V> direct) {
                direct.write(value, output);
                return Payload.raw(output.getBuffer(), output.position());
            }
            byte[] bytes = values.encode(value);
            return Payload.raw(bytes, bytes.length);
        } catch (Throwable e) {
            throw Failures.encoding(e, "a value", limits.maximumPayload());
        }
    }

    @Override
    public Entry<V> decode(byte[] key, ByteBuffer envelope, Now now) {
        EnvelopeReader reader = EnvelopeReader.open(envelope);
        reader.requireType(values);
        Traits head = reader.readTags();
        reader.requireFingerprint(values);
        Lives lives = reader.readLives();
        Traits traits = reader.readValidators(head);
        reader.requireKey(key);
        V value = value(reader);
        long writtenAt = lives.writtenAtNanos(now);
        long freshUntil = writtenAt + lives.freshNanos();
        return new Entry<>(
                value, reader.version(), writtenAt, freshUntil, freshUntil, writtenAt + lives.deadNanos(), traits);
    }

    private @Nullable V value(EnvelopeReader reader) {
        if (reader.isAbsence()) {
            reader.requireNothing();
            return null;
        }
        return decode(reader);
    }

    private V decode(EnvelopeReader reader) {
        if (!reader.isCompressed()) {
            return decode(reader.readPayload(limits.maximumPayload()));
        }
        Compression algorithm = reader.readAlgorithm();
        int rawLength = reader.readRawLength(limits.maximumPayload());
        ByteBuffer packed = reader.readPayload(limits.maximumPayload());
        PayloadOutput workspace = workspaces.take();
        try {
            byte[] raw = workspace.scratch(rawLength);
            algorithm.expandExactly(
                    packed.array(), packed.arrayOffset() + packed.position(), packed.remaining(), raw, rawLength);
            return decode(ByteBuffer.wrap(raw, 0, rawLength));
        } finally {
            workspaces.give(workspace);
        }
    }

    private V decode(ByteBuffer payload) {
        try {
            return requireNonNull(values.decode(payload), "the codec gave null");
        } catch (Throwable e) {
            throw Failures.decoding(e, "a value");
        }
    }
}
