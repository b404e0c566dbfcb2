package dev.tarn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.codec.Shapes.Item;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final long MILLI = 1_000_000;
    private static final Now NOW = new Now(-5_000 * MILLI, 1_767_225_600_000L);
    private static final byte[] KEY = "k:1".getBytes(UTF_8);

    private final KryoCodecs codecs = new KryoCodecs();
    private final Codec<String> strings = codecs.values(String.class);
    private final EntryCodec<String> entries = codecs.entries(strings);

    @Test
    void entry_ofStringUntagged_hasTheDocumentedBytes() {
        byte[] envelope = entries.encode(KEY, entry("hello", 0, 1_000, 300_000, Traits.NONE), NOW);

        String fingerprint = HexFormat.of().toHexDigits(strings.fingerprint());
        assertThat(HexFormat.of().formatHex(envelope, 0, envelope.length - 4))
                .isEqualTo("c7010001" + "00000000" + "0000000000000000" + fingerprint + hexOfNow() + "e807" + "e0a712"
                        + "03" + "6b3a31" + "68656c6c6f");
    }

    private static String hexOfNow() {
        return HexFormat.of().toHexDigits(NOW.millis()).substring(4);
    }

    @Test
    void frame_ofUntaggedEntry_costs39BytesForThreeDays() {
        byte[] envelope = entries.encode(KEY, entry("hello", 0, 3_600_000, 3 * 86_400_000L, Traits.NONE), NOW);

        assertThat(envelope.length - KEY.length - 5).isEqualTo(39);
    }

    @Test
    void entry_withTagsAndValidators_comesBackWhole() {
        Traits traits = new Traits(Set.of("brand:7", "ü", ""), "\"v1\"", -5L);
        byte[] envelope = entries.encode(KEY, entry("x", 20, 100, 200, traits), NOW);
        EnvelopeHeader.stamp(envelope, 7, 99L);

        Entry<String> back = entries.decode(KEY, ByteBuffer.wrap(envelope), NOW);

        assertThat(back.value()).isEqualTo("x");
        assertThat(back.version()).isEqualTo(99);
        assertThat(back.traits()).isEqualTo(traits);
        assertThat(back.writtenAt()).isEqualTo(NOW.nanos() - 20 * MILLI);
        assertThat(back.freshUntil()).isEqualTo(back.writtenAt() + 100 * MILLI);
        assertThat(back.refreshAt()).isEqualTo(back.freshUntil());
        assertThat(back.deadAt()).isEqualTo(back.writtenAt() + 200 * MILLI);
    }

    @Test
    void validators_oneOfThem_comeBackAlone() {
        for (Traits traits : Set.of(
                new Traits(Set.of(), "e", null), new Traits(Set.of(), null, 1L), new Traits(Set.of("t"), "", null))) {
            assertThat(throughBytes(entry("x", 0, 1, 2, traits)).traits()).isEqualTo(traits);
        }
    }

    @Test
    void absence_hasNoPayload() {
        Entry<String> absence = entry(null, 0, 100, 200, new Traits(Set.of("t"), null, null));
        byte[] envelope = entries.encode(KEY, absence, NOW);

        assertThat(EnvelopeHeader.flags(envelope)).isEqualTo(EnvelopeHeader.ABSENCE | EnvelopeHeader.TAGS);
        assertThat(entries.decode(KEY, ByteBuffer.wrap(envelope), NOW).isAbsence())
                .isTrue();
    }

    @Test
    void envelope_offTheHeapOrInsideALargerArray_isRead() {
        byte[] envelope = entries.encode(KEY, entry("x", 0, 1, 2, Traits.NONE), NOW);
        ByteBuffer direct = ByteBuffer.allocateDirect(envelope.length + 2).position(1);
        direct.put(envelope).limit(direct.position()).position(1);
        byte[] larger = new byte[envelope.length + 9];
        System.arraycopy(envelope, 0, larger, 4, envelope.length);

        assertThat(entries.decode(KEY, direct, NOW).value()).isEqualTo("x");
        assertThat(entries.decode(KEY, ByteBuffer.wrap(larger, 4, envelope.length), NOW)
                        .value())
                .isEqualTo("x");
        assertThat(entries.decode(
                                KEY, ByteBuffer.wrap(larger, 4, envelope.length).asReadOnlyBuffer(), NOW)
                        .value())
                .isEqualTo("x");
    }

    @Test
    void life_onAClockThatIsBehind_beginsNow() {
        byte[] envelope = entries.encode(KEY, entry("x", 0, 100, 200, Traits.NONE), NOW);
        Now behind = new Now(77, NOW.millis() - 5_000);

        Entry<String> back = entries.decode(KEY, ByteBuffer.wrap(envelope), behind);

        assertThat(back.writtenAt()).isEqualTo(77);
        assertThat(back.deadAt()).isEqualTo(77 + 200 * MILLI);
    }

    @Test
    void life_ofTheLongestKindOrOnAnOldClock_doesNotOverflow() {
        long written = NOW.nanos() - Entry.MAX_LIFE_NANOS / 2;
        Entry<String> eternal = new Entry<>(
                "x", 0, written, written, written + Entry.MAX_LIFE_NANOS, written + Entry.MAX_LIFE_NANOS, Traits.NONE);
        byte[] envelope = entries.encode(KEY, eternal, NOW);

        assertThat(entries.decode(KEY, ByteBuffer.wrap(envelope), NOW).isFresh(NOW.nanos()))
                .isTrue();
        Now farAway = new Now(0, Long.MAX_VALUE / 2);
        assertThat(entries.decode(KEY, ByteBuffer.wrap(envelope), farAway).isDead(0))
                .isTrue();
        Now beforeTime = new Now(0, 3);
        byte[] negative = entries.encode(KEY, entry("x", 50, 100, 200, Traits.NONE), new Now(NOW.nanos(), 3));
        assertThat(entries.decode(KEY, ByteBuffer.wrap(negative), beforeTime).writtenAt())
                .isEqualTo(-50 * MILLI);
    }

    @Test
    void bytes_ofOthers_areForeign() {
        for (byte[] bytes :
                new byte[][] {{}, {1}, "hello world, hello world".getBytes(UTF_8), {(byte) 0xC7, 0, 0, 0}}) {
            assertReason(Reason.FOREIGN, bytes);
        }
    }

    @Test
    void envelope_ofANewerFormat_isNamedSo() {
        assertReason(Reason.NEWER_FORMAT, edited(1, 2));
        assertReason(Reason.NEWER_FORMAT, new byte[] {EnvelopeHeader.MAGIC, 9});
    }

    @Test
    void envelope_withUnknownValidatorsOrCompression_isNewer() {
        byte[] validators = entries.encode(KEY, entry("x", 0, 1, 2, new Traits(Set.of(), "e", null)), NOW);
        assertReason(Reason.NEWER_FORMAT, resealed(with(validators, 28, 4)));
        byte[] compressed = entries.encode(KEY, entry("x".repeat(5_000), 0, 1, 2, Traits.NONE), NOW);
        assertReason(Reason.NEWER_FORMAT, resealed(with(compressed, 32, 9)));
    }

    @Test
    void tombstoneAndQuarantine_areNoEntries() {
        assertReason(Reason.MALFORMED, edited(2, EnvelopeHeader.TOMBSTONE));
        assertReason(Reason.MALFORMED, edited(2, EnvelopeHeader.QUARANTINE));
        byte[] tombstone = new byte[EnvelopeHeader.LENGTH];
        tombstone[0] = EnvelopeHeader.MAGIC;
        tombstone[1] = 1;
        tombstone[2] = EnvelopeHeader.TOMBSTONE;
        assertReason(Reason.MALFORMED, tombstone);
    }

    @Test
    void flags_ofPutAndProvisional_arePassedOver() {
        byte[] envelope = edited(2, EnvelopeHeader.PUT | EnvelopeHeader.PROVISIONAL);

        assertThat(entries.decode(KEY, ByteBuffer.wrap(resealed(envelope)), NOW).value())
                .isEqualTo("hello");
    }

    @Test
    void envelope_changedAnywhere_isRefused() {
        byte[] envelope = edited(0, EnvelopeHeader.MAGIC & 0xFF);
        for (int i = 0; i < envelope.length; i++) {
            boolean free = i >= EnvelopeHeader.ERA_OFFSET && i < EnvelopeHeader.LENGTH;
            byte[] changed = with(envelope, i, envelope[i] ^ 0x10);
            if (free) {
                assertThat(entries.decode(KEY, ByteBuffer.wrap(changed), NOW).value())
                        .isEqualTo("hello");
            } else {
                assertThatThrownBy(() -> entries.decode(KEY, ByteBuffer.wrap(changed), NOW))
                        .isInstanceOf(CodecException.class);
            }
        }
        assertReason(Reason.CHECKSUM, with(envelope, envelope.length - 5, 'O'));
    }

    @Test
    void envelope_cutAnywhere_isRefused() {
        Traits traits = new Traits(Set.of("a", "b"), "e", 1L);
        byte[] envelope = entries.encode(KEY, entry("hello", 0, 1, 2, traits), NOW);
        for (int length = 0; length < envelope.length; length++) {
            byte[] cut = Arrays.copyOf(envelope, length);
            assertThatThrownBy(() -> entries.decode(KEY, ByteBuffer.wrap(cut), NOW))
                    .isInstanceOf(CodecException.class);
            if (length >= 35) {
                byte[] sealed = resealed(cut);
                assertThatThrownBy(() -> requireSame(entries.decode(KEY, ByteBuffer.wrap(sealed), NOW)))
                        .isInstanceOf(CodecException.class);
            }
        }
    }

    /** A cut inside the payload of a string gives a shorter string: only the checksum can tell, and it was made anew. */
    private static void requireSame(Entry<String> entry) {
        if ("hello".startsWith(String.valueOf(entry.value()))) {
            throw new CodecException(Reason.CHECKSUM, "shorter", null);
        }
    }

    @Test
    void envelope_ofAnotherKey_isNamedSo() {
        byte[] envelope = edited(0, EnvelopeHeader.MAGIC & 0xFF);
        for (String key : new String[] {"k:2", "k:", "k:12", ""}) {
            assertThatThrownBy(() -> entries.decode(key.getBytes(UTF_8), ByteBuffer.wrap(envelope), NOW))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OTHER_KEY));
        }
    }

    @Test
    void envelope_ofAnotherCodecOrType_isNamedSo() {
        byte[] envelope = edited(0, EnvelopeHeader.MAGIC & 0xFF);

        assertReason(Reason.OTHER_TYPE, codecs.entries(codecs.values(byte[].class)), envelope);
        byte[] item = codecs.entries(codecs.values(Item.class))
                .encode(KEY, new Entry<>(Samples.ITEM, 0, 0, 0, 0, 0, Traits.NONE), NOW);
        assertReason(Reason.OTHER_TYPE, codecs.entries(codecs.values(Shapes.Order.class)), item);
    }

    @Test
    void payload_aboveTheCap_isTooLargeInBothDirections() {
        EntryCodec<String> small =
                KryoCodecs.builder().maximumPayload(4).build().entries(strings);

        assertThatThrownBy(() -> small.encode(KEY, entry("hello", 0, 1, 2, Traits.NONE), NOW))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        assertReason(Reason.TOO_LARGE, small, edited(0, EnvelopeHeader.MAGIC & 0xFF));
    }

    @Test
    void tags_beyondWhatTheFormatHolds_areTooLarge() {
        Set<String> many = IntStream.range(0, 256).mapToObj(Integer::toString).collect(Collectors.toSet());
        for (Set<String> tags : Set.of(many, Set.of("x".repeat(65_536)))) {
            assertThatThrownBy(() -> entries.encode(KEY, entry("x", 0, 1, 2, new Traits(tags, null, null)), NOW))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        }
    }

    @Test
    void codec_ofSomeoneElse_mayFailAsItLikes() {
        EntryCodec<String> odd = codecs.entries(new Failing());
        byte[] envelope = odd.encode(KEY, entry("x", 0, 1, 2, Traits.NONE), NOW);

        assertReason(Reason.PAYLOAD, odd, envelope);
        assertThatThrownBy(() -> odd.encode(KEY, entry("bad", 0, 1, 2, Traits.NONE), NOW))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PAYLOAD));
    }

    private static final class Failing implements Codec<String> {
        @Override
        public int id() {
            return 200;
        }

        @Override
        public int fingerprint() {
            return 1;
        }

        @Override
        public byte[] encode(String object) {
            if (object.equals("bad")) {
                throw new IllegalStateException("no");
            }
            return object.getBytes(UTF_8);
        }

        @Override
        public String decode(ByteBuffer bytes) {
            throw new StackOverflowError("deep");
        }
    }

    private byte[] edited(int index, int value) {
        return with(entries.encode(KEY, entry("hello", 0, 100, 200, Traits.NONE), NOW), index, value);
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        byte[] copy = bytes.clone();
        copy[index] = (byte) value;
        return copy;
    }

    /** Gives changed bytes a checksum of their own. */
    static byte[] resealed(byte[] envelope) {
        byte[] copy = envelope.clone();
        ByteBuffer buffer = ByteBuffer.wrap(copy);
        buffer.putInt(copy.length - 4, EnvelopeWriter.checksum(buffer));
        return copy;
    }

    private Entry<String> throughBytes(Entry<String> entry) {
        return entries.decode(KEY, ByteBuffer.wrap(entries.encode(KEY, entry, NOW)), NOW);
    }

    private void assertReason(Reason reason, byte[] envelope) {
        assertReason(reason, entries, envelope);
    }

    private static void assertReason(Reason reason, EntryCodec<?> codec, byte[] envelope) {
        assertThatThrownBy(() -> codec.decode(KEY, ByteBuffer.wrap(envelope), NOW))
                .isInstanceOfSatisfying(
                        CodecException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static Entry<String> entry(String value, long ageMillis, long freshMillis, long deadMillis, Traits traits) {
        long writtenAt = NOW.nanos() - ageMillis * MILLI;
        long freshUntil = writtenAt + freshMillis * MILLI;
        return new Entry<>(value, 5, writtenAt, freshUntil, freshUntil, writtenAt + deadMillis * MILLI, traits);
    }
}
