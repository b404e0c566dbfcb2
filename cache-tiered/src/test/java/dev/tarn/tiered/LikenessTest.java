package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.CodecProvider;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LikenessTest {
    private static final byte[] KEY = {1};
    private static final Now WRITTEN = new Now(0, 1_767_225_600_000L);
    private static final Now LATER = new Now(TimeUnit.SECONDS.toNanos(3) + 7, 1_767_225_603_001L);

    private final CodecProvider codecs =
            ServiceLoader.load(CodecProvider.class).findFirst().orElseThrow();
    private final EntryCodec<Plain> plain = codecs.entries(codecs.values(Plain.class));

    /** Equal to itself alone. */
    static final class Plain {
        final String text;

        Plain(String text) {
            this.text = text;
        }
    }

    private static <V> byte[] stored(EntryCodec<V> codec, @Nullable V value) {
        Entry<V> entry = new Entry<>(
                value,
                0,
                0,
                TimeUnit.MINUTES.toNanos(1),
                TimeUnit.MINUTES.toNanos(1),
                TimeUnit.MINUTES.toNanos(2),
                Traits.NONE);
        byte[] envelope = codec.encode(KEY, entry, WRITTEN);
        EnvelopeHeader.stamp(envelope, 77, 1_234);
        return envelope;
    }

    private boolean isAlike(@Nullable Plain here, @Nullable Plain there) {
        return Likeness.of(plain, KEY, stored(plain, there), here, LATER).alike();
    }

    @Test
    void values_withoutAnEquality_areAlikeIfTheirBytesAre() {
        assertThat(isAlike(new Plain("a"), new Plain("a"))).isTrue();
        assertThat(isAlike(new Plain("a"), new Plain("b"))).isFalse();
    }

    @Test
    void absences_areAlike_andLikeNothingElse() {
        assertThat(isAlike(null, null)).isTrue();
        assertThat(isAlike(null, new Plain("a"))).isFalse();
        assertThat(isAlike(new Plain("a"), null)).isFalse();
    }

    @Test
    void arrays_areComparedByWhatTheyHold() {
        EntryCodec<byte[]> bytes = codecs.entries(codecs.values(byte[].class));
        byte[] envelope = stored(bytes, new byte[] {1, 2});

        assertThat(Likeness.of(bytes, KEY, envelope, new byte[] {1, 2}, LATER).alike())
                .isTrue();
        assertThat(Likeness.of(bytes, KEY, envelope, new byte[] {1, 3}, LATER).alike())
                .isFalse();
        assertThat(Likeness.of(bytes, KEY, envelope, new byte[] {1, 2}, LATER)
                        .there()
                        .version())
                .isEqualTo(1_234);
    }
}
