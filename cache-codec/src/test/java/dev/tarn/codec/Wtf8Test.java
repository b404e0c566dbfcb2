package dev.tarn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Wtf8Test {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Grüße", "日本語", "\uD83D\uDE00", "\uFFFD", "\0"})
    void text_thatIsWellFormed_isItsUtf8(String text) {
        assertThat(Wtf8.encode(text)).isEqualTo(text.getBytes(UTF_8));
    }

    /** Of the characters of Latin-1, one and all at each place: none may pass for ASCII. */
    @Test
    void encode_oneCharacterOfLatin1AmongAscii_isUtf8() {
        for (char c = 0x80; c <= 0xFF; c++) {
            for (int place = 0; place < 33; place++) {
                String text = "x".repeat(place) + c + "x".repeat(32 - place);
                assertThat(Wtf8.encode(text)).isEqualTo(text.getBytes(UTF_8));
            }
        }
    }

    @Test
    void surrogate_alone_sharesItsBytesWithNothing() {
        byte[] high = Wtf8.encode("\uD800");
        byte[] other = Wtf8.encode("\uD801");

        assertThat(high)
                .isEqualTo(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})
                .isNotEqualTo(other);
        assertThat(high).isNotEqualTo(Wtf8.encode("?"));
    }

    /** Where the JDK's encoder puts a question mark, which is looked for eight bytes at a time. */
    @Test
    void surrogate_aloneAnywhereInATextOfAnyLength_isNotAQuestionMark() {
        for (int length = 1; length <= 60; length++) {
            for (int at = 0; at < length; at++) {
                String before = "a".repeat(at);
                String after = "b".repeat(length - at - 1);
                byte[] encoded = Wtf8.encode(before + "\uD800" + after);
                assertThat(encoded).as("at %d of %d", at, length).hasSize(length + 2);
                assertThat(Wtf8.decode(encoded, 0, encoded.length)).isEqualTo(before + "\uD800" + after);
                String asked = before + "?" + after;
                assertThat(Wtf8.encode(asked)).isEqualTo(asked.getBytes(UTF_8));
            }
        }
    }

    /** Of Latin-1, which is looked at for what is not ASCII eight bytes at a time. */
    @Test
    void umlaut_anywhereInATextOfAnyLength_isItsUtf8() {
        for (int length = 1; length <= 60; length++) {
            for (int at = 0; at < length; at++) {
                String text = "a".repeat(at) + "ü" + "b".repeat(length - at - 1);
                assertThat(Wtf8.encode(text)).as("at %d of %d", at, length).isEqualTo(text.getBytes(UTF_8));
            }
        }
    }

    @Test
    void bytes_ofNoText_areRefused() {
        assertRefused(0x80);
        assertRefused(0xC0, 0x80);
        assertRefused(0xE2, 0x82);
        assertRefused(0xF8, 0x88, 0x80, 0x80, 0x80);
        assertRefused(0xF4, 0x90, 0x80, 0x80);
        assertRefused(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80); // a pair as two halves
    }

    private static void assertRefused(int... values) {
        byte[] bytes = new byte[values.length];
        Arrays.setAll(values, i -> bytes[i] = (byte) values[i]);
        assertThatThrownBy(() -> Wtf8.decode(bytes, 0, bytes.length)).isInstanceOf(CodecException.class);
    }
}
