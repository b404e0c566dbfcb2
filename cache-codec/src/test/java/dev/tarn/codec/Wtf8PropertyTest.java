package dev.tarn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.CodecException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;

class Wtf8PropertyTest {
    @Property
    void text_ofAnyChars_comesBackEqual(@ForAll String text) {
        byte[] bytes = Wtf8.encode(text);

        assertThat(bytes).hasSize((int) Wtf8.length(text));
        assertThat(Wtf8.decode(bytes, 0, bytes.length)).isEqualTo(text);
    }

    @Property
    void text_ofSurrogatesInAnyOrder_comesBackEqual(
            @ForAll @Size(max = 6) @CharRange(from = '\uD7FE', to = '\uE001') char[] chars) {
        String text = new String(chars);
        byte[] bytes = Wtf8.encode(text);

        assertThat(Wtf8.decode(bytes, 0, bytes.length)).isEqualTo(text);
    }

    @Property
    void bytes_thatAreDecoded_areTheTextsOwn(@ForAll byte[] bytes) {
        try {
            assertThat(Wtf8.encode(Wtf8.decode(bytes, 0, bytes.length))).isEqualTo(bytes);
        } catch (CodecException e) {
            assertThat(new String(bytes, UTF_8)).contains("\uFFFD");
        }
    }
}
