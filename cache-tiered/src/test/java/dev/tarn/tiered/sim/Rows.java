package dev.tarn.tiered.sim;

import dev.tarn.CodecException;
import dev.tarn.spi.Codec;
import dev.tarn.spi.CodecProvider;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Knows how rows of the simulated database look as bytes: keys are small numbers, a value is the number of the row's version. As few bytes
 * and objects as the SPI permits, since every schedule encodes and decodes hundreds.
 */
final class Rows implements CodecProvider {
    static final Rows INSTANCE = new Rows();

    /** The most keys of a schedule. */
    static final int MOST_KEYS = 8;
    /** What the breaker probes: no row of the source, and never stored. */
    static final int PROBED = MOST_KEYS;

    private static final int GROUPS = 2;
    private static final String[] TAGS = {"g0", "g1"};
    private static final Traits[] TRAITS = {
        new Traits(Set.of(TAGS[0]), null, null), new Traits(Set.of(TAGS[1]), null, null)
    };
    private static final byte[][] NAMES = new byte[MOST_KEYS][];
    private static final byte[][] TAG_NAMES = new byte[GROUPS][];

    static {
        for (int key = 0; key < MOST_KEYS; key++) {
            NAMES[key] = new byte[] {'k', (byte) ('0' + key)};
        }
        for (int group = 0; group < GROUPS; group++) {
            TAG_NAMES[group] = TAGS[group].getBytes(StandardCharsets.UTF_8);
        }
    }

    private Rows() {}

    /** Returns the number of a key from its bytes. */
    static int key(byte[] name) {
        return name.length == 1 ? PROBED : name[1] - '0';
    }

    static byte[] name(int key) {
        return NAMES[key];
    }

    /** Returns the group of rows to which a key belongs, for tags. */
    static int group(int key) {
        return (key >> 1) & 1;
    }

    static int groups() {
        return GROUPS;
    }

    static String tag(int group) {
        return TAGS[group];
    }

    static byte[] tagName(int group) {
        return TAG_NAMES[group];
    }

    static int groupOfTag(byte[] name) {
        return name[1] - '0';
    }

    /** Returns the group whose tag an envelope carries, or -1. */
    static int groupOf(byte[] envelope) {
        return (envelope[2] & EnvelopeHeader.TAGS) == 0 ? -1 : envelope[EnvelopeHeader.LENGTH + 4] - '0';
    }

    /** Returns the version of the row in an envelope. */
    static long row(byte[] envelope) {
        return ByteBuffer.wrap(envelope).getLong(envelope.length - Long.BYTES);
    }

    @Override
    @SuppressWarnings("unchecked") // the simulation has keys of this type only
    public <K> Codec<K> keys(Class<K> type) {
        return (Codec<K>) Keys.INSTANCE;
    }

    @Override
    @SuppressWarnings("unchecked") // the simulation has values of this type only
    public <V> Codec<V> values(Class<V> type) {
        return (Codec<V>) Values.INSTANCE;
    }

    @Override
    @SuppressWarnings("unchecked") // the simulation has values of this type only
    public <V> EntryCodec<V> entries(Codec<V> values) {
        return (EntryCodec<V>) Envelopes.INSTANCE;
    }

    private enum Keys implements Codec<Integer> {
        INSTANCE;

        @Override
        public int id() {
            return 64;
        }

        @Override
        public int fingerprint() {
            return 1;
        }

        @Override
        public byte[] encode(Integer key) {
            return NAMES[key];
        }

        @Override
        public Integer decode(ByteBuffer bytes) {
            return bytes.get(bytes.position() + 1) - '0';
        }
    }

    private enum Values implements Codec<Long> {
        INSTANCE;

        @Override
        public int id() {
            return 64;
        }

        @Override
        public int fingerprint() {
            return 2;
        }

        @Override
        public byte[] encode(Long value) {
            return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        }

        @Override
        public Long decode(ByteBuffer bytes) {
            return bytes.getLong();
        }
    }

    /** Header, the tag if there is one, when it was written, how long it is fresh, how long it lives, the value. */
    private enum Envelopes implements EntryCodec<Long> {
        INSTANCE;

        private static final long MILLI = 1_000_000;

        @Override
        public byte[] encode(byte[] key, Entry<Long> entry, Now now) {
            Set<String> tags = entry.traits().tags();
            int length = EnvelopeHeader.LENGTH + (tags.isEmpty() ? 0 : 5) + 4 * Long.BYTES;
            ByteBuffer out = ByteBuffer.allocate(length)
                    .put(EnvelopeHeader.MAGIC)
                    .put((byte) EnvelopeHeader.FORMAT)
                    .put((byte) (tags.isEmpty() ? 0 : EnvelopeHeader.TAGS))
                    .put((byte) 64)
                    .position(EnvelopeHeader.LENGTH);
            if (!tags.isEmpty()) {
                out.put((byte) 1).putShort((short) 2).put(TAG_NAMES[tags.contains(TAGS[0]) ? 0 : 1]);
            }
            Long value = entry.value();
            return out.putLong(now.millis() - (now.nanos() - entry.writtenAt()) / MILLI)
                    .putLong(entry.freshUntil() - entry.writtenAt())
                    .putLong(entry.deadAt() - entry.writtenAt())
                    .putLong(value == null ? -1 : value)
                    .array();
        }

        @Override
        public Entry<Long> decode(byte[] key, ByteBuffer in, Now now) {
            byte[] bytes = in.array();
            if (in.arrayOffset() != 0 || bytes.length < EnvelopeHeader.LENGTH + 4 * Long.BYTES) {
                throw new CodecException(CodecException.Reason.PAYLOAD, "too short", null);
            }
            int group = groupOf(bytes);
            in.position(EnvelopeHeader.LENGTH + (group < 0 ? 0 : 5));
            long age = Math.max(0, now.millis() - in.getLong()) * MILLI;
            long from = now.nanos() - age;
            long fresh = from + in.getLong();
            long dead = from + in.getLong();
            long row = in.getLong();
            return new Entry<>(
                    row,
                    EnvelopeHeader.version(bytes),
                    from,
                    fresh,
                    fresh,
                    dead,
                    group < 0 ? Traits.NONE : TRAITS[group]);
        }
    }
}
