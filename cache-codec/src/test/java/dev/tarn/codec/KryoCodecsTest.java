package dev.tarn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.CodecProvider;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KryoCodecsTest {
    private static final Now NOW = new Now(0, 0);
    private static final byte[] KEY = "k".getBytes(UTF_8);

    @Test
    void provider_isFoundByItself() {
        assertThat(ServiceLoader.load(CodecProvider.class))
                .hasOnlyElementsOfType(KryoCodecs.class)
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void text_thatRepeatsItself_isReadByEveryProviderAndSmallerIfCompressed(Compression compression) {
        String text = "tarn ".repeat(1_000);
        byte[] envelope = write(KryoCodecs.builder().compression(compression).build(), text);

        EntryCodec<String> reader = strings(new KryoCodecs());
        assertThat(reader.decode(KEY, ByteBuffer.wrap(envelope), NOW).value()).isEqualTo(text);
        assertThat(EnvelopeHeader.flags(envelope) & EnvelopeHeader.COMPRESSED)
                .isEqualTo(compression == Compression.NONE ? 0 : EnvelopeHeader.COMPRESSED);
        assertThat(envelope.length < 200).isEqualTo(compression != Compression.NONE);
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void payload_thatDoesNotShrink_staysAsItIs(Compression compression) {
        KryoCodecs codecs = KryoCodecs.builder().compression(compression).build();
        byte[] noise = new byte[5_000];
        new Random(3).nextBytes(noise);

        byte[] envelope = codecs.entries(codecs.values(byte[].class))
                .encode(KEY, new Entry<>(noise, 0, 0, 1, 1, 1, Traits.NONE), NOW);

        assertThat(EnvelopeHeader.flags(envelope) & EnvelopeHeader.COMPRESSED).isZero();
    }

    @Test
    void payload_belowTheThreshold_staysAsItIs() {
        KryoCodecs codecs = KryoCodecs.builder().compressFrom(100).build();

        assertThat(EnvelopeHeader.flags(write(codecs, "a".repeat(99))) & EnvelopeHeader.COMPRESSED)
                .isZero();
        assertThat(EnvelopeHeader.flags(write(codecs, "a".repeat(100))) & EnvelopeHeader.COMPRESSED)
                .isNotZero();
    }

    @Test
    void option_outOfItsRange_isRefusedWithNameValueAndLimit() {
        assertThatThrownBy(() -> KryoCodecs.builder().maximumPayload(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maximumPayload is 0, must be 1 to 1073741824");
        assertThatThrownBy(() -> KryoCodecs.builder().maximumKey(2 << 20).build())
                .hasMessageContaining("maximumKey");
        assertThatThrownBy(() -> KryoCodecs.builder().compressFrom(-1).build()).hasMessageContaining("compressFrom");
    }

    @Test
    void encode_ofAnEntry_allocatesLittleMoreThanTheEnvelope() {
        EntryCodec<String> entries =
                strings(KryoCodecs.builder().compression(Compression.NONE).build());
        Entry<String> entry = new Entry<>("x".repeat(50_000), 0, 0, 1, 1, 1, Traits.NONE);
        for (int i = 0; i < 100; i++) {
            entries.encode(KEY, entry, NOW); // buffers grow, classes load
        }

        long allocated = Allocation.of(() -> {
            for (int i = 0; i < 100; i++) {
                entries.encode(KEY, entry, NOW);
            }
        });

        assertThat(allocated / 100).isBetween(50_000L, 52_000L);
    }

    private static byte[] write(KryoCodecs codecs, String value) {
        return strings(codecs).encode(KEY, new Entry<>(value, 0, 0, 1, 1, 1, Traits.NONE), NOW);
    }

    private static EntryCodec<String> strings(KryoCodecs codecs) {
        return codecs.entries(codecs.values(String.class));
    }
}
