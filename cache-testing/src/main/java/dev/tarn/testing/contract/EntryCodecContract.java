package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.CodecProvider;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every envelope does: hold an entry, carry its life times over, and tell when it is not what was asked for. */
public abstract class EntryCodecContract extends ContractSupport {
    private static final byte[] KEY = "key-1".getBytes(StandardCharsets.UTF_8);
    private static final long SECOND = 1_000_000_000L;
    private static final Now NOW = new Now(Long.MAX_VALUE - 5 * SECOND, 1_700_000_000_000L);
    private static final int FUZZ_ROUNDS = 2_000;

    /** For subclasses. */
    protected EntryCodecContract() {}

    /** Returns a provider as another process would have it: made anew, nothing shared with those returned before. */
    protected abstract CodecProvider provider();

    @Test
    void encode_entry_comesBackWithAllItHolds() {
        Traits traits = new Traits(Set.of("red", "röd"), "etag-ä", 1_699_999_999_123L);
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), traits), NOW);
        Entry<Sample> read = samples().decode(KEY, ByteBuffer.wrap(envelope), NOW);
        assertThat(read.value()).isEqualTo(Sample.of(1));
        assertThat(read.traits()).isEqualTo(traits);
        assertThat(read.version()).isZero();
        assertThat(read.refreshAt()).isEqualTo(read.freshUntil());
    }

    @Test
    void encode_absence_comesBackAsOne() {
        byte[] envelope = samples().encode(KEY, entry(null, Traits.NONE), NOW);
        assertThat(EnvelopeHeader.flags(envelope) & EnvelopeHeader.ABSENCE).isNotZero();
        Entry<Sample> read = samples().decode(KEY, ByteBuffer.wrap(envelope), NOW);
        assertThat(read.isAbsence()).isTrue();
        assertThat(read.traits()).isEqualTo(Traits.NONE);
    }

    @Test
    void encode_header_isThatOfTheFormat() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), new Traits(Set.of("tag"), null, null)), NOW);
        assertThat(EnvelopeHeader.isEnvelope(envelope)).isTrue();
        assertThat(EnvelopeHeader.format(envelope)).isEqualTo(EnvelopeHeader.FORMAT);
        assertThat(EnvelopeHeader.era(envelope)).isZero();
        assertThat(EnvelopeHeader.version(envelope)).isZero();
        assertThat(EnvelopeHeader.flags(envelope) & EnvelopeHeader.TAGS).isNotZero();
        assertThat(Arrays.copyOfRange(envelope, 16, 22)).containsExactly(1, 0, 3, 't', 'a', 'g');
    }

    @Test
    void stamp_ofTheStore_isReadAsVersionAndBreaksNoChecksum() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), Traits.NONE), NOW);
        EnvelopeHeader.stamp(envelope, 0xCAFE, 1L << 52);
        Entry<Sample> read = samples().decode(KEY, ByteBuffer.wrap(envelope), NOW);
        assertThat(read.version()).isEqualTo(1L << 52);
        assertThat(read.value()).isEqualTo(Sample.of(1));
    }

    @Test
    void decode_lifeTimes_areCountedFromTheWriteOnAnyNode() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), Traits.NONE), NOW);
        Now elsewhere = new Now(77 * SECOND, NOW.millis() + 3_000);
        Entry<Sample> read = samples().decode(KEY, ByteBuffer.wrap(envelope), elsewhere);
        assertThat(read.writtenAt() - elsewhere.nanos()).isEqualTo(-4 * SECOND);
        assertThat(read.freshUntil() - elsewhere.nanos()).isEqualTo(6 * SECOND);
        assertThat(read.deadAt() - elsewhere.nanos()).isEqualTo(56 * SECOND);
    }

    @Test
    void decode_writtenInTheFuture_countsAsNow() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), Traits.NONE), NOW);
        Now behind = new Now(500 * SECOND, NOW.millis() - Duration.ofHours(1).toMillis());
        Entry<Sample> read = samples().decode(KEY, ByteBuffer.wrap(envelope), behind);
        assertThat(read.freshUntil() - behind.nanos()).isEqualTo(10 * SECOND);
        assertThat(read.deadAt() - behind.nanos()).isEqualTo(60 * SECOND);
    }

    @Test
    void decode_hopFromTierToTier_neverLengthensALife() {
        Entry<Sample> entry = entry(Sample.of(1), Traits.NONE);
        Now later = NOW;
        for (int hop = 1; hop <= 10; hop++) {
            byte[] envelope = samples().encode(KEY, entry, later);
            later = new Now(later.nanos() + SECOND / 3, later.millis() + 333);
            entry = samples().decode(KEY, ByteBuffer.wrap(envelope), later);
        }
        long fresh = NOW.nanos() + 9 * SECOND;
        assertThat(entry.freshUntil() - fresh).isBetween(-20_000_000L, 20_000_000L);
    }

    @Test
    void decode_longestLife_doesNotOverflow() {
        long now = NOW.nanos();
        Entry<Sample> eternal = new Entry<>(
                Sample.of(1),
                0,
                now,
                now + Entry.MAX_LIFE_NANOS,
                now + Entry.MAX_LIFE_NANOS,
                now + Entry.MAX_LIFE_NANOS,
                Traits.NONE);
        byte[] envelope = samples().encode(KEY, eternal, NOW);
        Entry<Sample> read = samples().decode(KEY, ByteBuffer.wrap(envelope), NOW);
        assertThat(read.isFresh(now)).isTrue();
        assertThat(read.isDead(now + Duration.ofDays(365).toNanos())).isFalse();
    }

    @Test
    void decode_otherKey_isToldFromThisOne() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), Traits.NONE), NOW);
        expectFailure("key-2".getBytes(StandardCharsets.UTF_8), envelope, Reason.OTHER_KEY);
    }

    @Test
    void decode_foreignBytes_isForeign() {
        expectFailure(KEY, new byte[0], Reason.FOREIGN);
        expectFailure(KEY, "plain text of another program".getBytes(StandardCharsets.UTF_8), Reason.FOREIGN);
        expectFailure(KEY, new byte[100], Reason.FOREIGN);
    }

    @Test
    void decode_newerFormat_isToldApart() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), Traits.NONE), NOW);
        envelope[1] = EnvelopeHeader.FORMAT + 1;
        expectFailure(KEY, envelope, Reason.NEWER_FORMAT);
    }

    @Test
    void decode_otherType_isToldApart() {
        CodecProvider provider = provider();
        EntryCodec<Sample.Part> parts = provider.entries(provider.values(Sample.Part.class));
        long now = NOW.nanos();
        Entry<Sample.Part> part =
                new Entry<>(new Sample.Part("bolt", 1), 0, now, now + SECOND, now + SECOND, now + SECOND, Traits.NONE);
        expectFailure(KEY, parts.encode(KEY, part, NOW), Reason.OTHER_TYPE);
    }

    @Test
    void decode_truncated_throwsItsOwnFailure() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), new Traits(Set.of("tag"), "etag", 5L)), NOW);
        for (int length = 0; length < envelope.length; length++) {
            byte[] cut = Arrays.copyOf(envelope, length);
            assertThatThrownBy(() -> samples().decode(KEY, ByteBuffer.wrap(cut), NOW))
                    .as("length " + length)
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void decode_anyBitFlipped_throwsItsOwnFailure() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(1), new Traits(Set.of("tag"), "etag", 5L)), NOW);
        EntryCodec<Sample> codec = samples();
        for (int bit = 0; bit < envelope.length * 8; bit++) {
            int at = bit / 8;
            if (at < EnvelopeHeader.ERA_OFFSET || at >= EnvelopeHeader.LENGTH) {
                byte[] flipped = envelope.clone();
                flipped[at] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> codec.decode(KEY, ByteBuffer.wrap(flipped), NOW))
                        .as("bit " + bit)
                        .isInstanceOf(CodecException.class);
            }
        }
    }

    @Test
    void decode_anyBytes_throwsItsOwnFailure() {
        EntryCodec<Sample> codec = samples();
        byte[] good = codec.encode(KEY, entry(Sample.of(1), Traits.NONE), NOW);
        Random random = new Random(12);
        for (int round = 0; round < FUZZ_ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            System.arraycopy(good, 0, bytes, 0, Math.min(random.nextInt(60), bytes.length));
            assertThatThrownBy(() -> codec.decode(KEY, ByteBuffer.wrap(bytes), NOW))
                    .as("round " + round)
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void decode_directBufferWithSurroundings_readsFromPositionToLimit() {
        byte[] envelope = samples().encode(KEY, entry(Sample.of(4), new Traits(Set.of("t"), null, null)), NOW);
        ByteBuffer around = ByteBuffer.allocateDirect(envelope.length + 30);
        around.position(13);
        around.put(envelope);
        around.flip().position(13);
        assertThat(samples().decode(KEY, around, NOW).value()).isEqualTo(Sample.of(4));
    }

    private EntryCodec<Sample> samples() {
        CodecProvider provider = provider();
        return provider.entries(provider.values(Sample.class));
    }

    /** Written a second before {@link #NOW}, fresh for ten seconds from the write on and dead after sixty. */
    private static Entry<Sample> entry(@Nullable Sample value, Traits traits) {
        long written = NOW.nanos() - SECOND;
        long fresh = written + 10 * SECOND;
        return new Entry<>(value, 0, written, fresh, fresh, written + 60 * SECOND, traits);
    }

    private void expectFailure(byte[] key, byte[] envelope, Reason reason) {
        assertThatThrownBy(() -> samples().decode(key, ByteBuffer.wrap(envelope), NOW))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
