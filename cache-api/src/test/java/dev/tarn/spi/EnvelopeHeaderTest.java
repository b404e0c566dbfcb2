package dev.tarn.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EnvelopeHeaderTest {
    @Test
    void stamp_onAnEnvelope_changesEraAndVersionOnly() {
        byte[] envelope = HexFormat.of().parseHex("c70148021111111122222222222222223344");

        EnvelopeHeader.stamp(envelope, 0x01020304, 0x1112131415161718L);

        assertThat(HexFormat.of().formatHex(envelope)).isEqualTo("c701480201020304" + "1112131415161718" + "3344");
        assertThat(EnvelopeHeader.era(envelope)).isEqualTo(0x01020304);
        assertThat(EnvelopeHeader.version(envelope)).isEqualTo(0x1112131415161718L);
        assertThat(EnvelopeHeader.format(envelope)).isEqualTo(1);
        assertThat(EnvelopeHeader.flags(envelope)).isEqualTo(EnvelopeHeader.TAGS | EnvelopeHeader.PUT);
    }

    @Test
    void envelope_isToldFromOtherBytes() {
        assertThat(EnvelopeHeader.isEnvelope(new byte[0])).isFalse();
        assertThat(EnvelopeHeader.isEnvelope(new byte[EnvelopeHeader.LENGTH])).isFalse();
        byte[] header = new byte[EnvelopeHeader.LENGTH];
        header[0] = EnvelopeHeader.MAGIC;
        assertThat(EnvelopeHeader.isEnvelope(header)).isTrue();
    }
}
