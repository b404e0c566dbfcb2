package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Codec;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class KeyCodecsPropertyTest {
    private final KryoCodecs codecs = new KryoCodecs();

    @Property
    void key_ofAnyTwoStrings_sharesBytesOnlyIfEqual(@ForAll String one, @ForAll String two) {
        Codec<String> codec = codecs.keys(String.class);

        assertThat(Arrays.equals(codec.encode(one), codec.encode(two))).isEqualTo(one.equals(two));
    }

    @Property
    void key_ofAnyNumber_comesBackEqual(
            @ForAll long number, @ForAll double fraction, @ForAll char letter, @ForAll BigDecimal big) {
        for (Object key : new Object[] {number, fraction, letter, big}) {
            assertThat(codec(key).decode(ByteBuffer.wrap(codec(key).encode(key))))
                    .isEqualTo(key);
        }
    }

    @SuppressWarnings("unchecked")
    private Codec<Object> codec(Object key) {
        return (Codec<Object>) codecs.keys(key.getClass());
    }
}
