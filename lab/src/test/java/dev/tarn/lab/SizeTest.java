package dev.tarn.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTest {
    private static final Trace TRACE = Traces.sized(new int[] {100, 300}, 0, 1, 0);

    @ParameterizedTest
    @CsvSource({
        "1000, 1000, false, '1,000'",
        "64MiB, 67108864, true, 64.0 MiB",
        "2KB, 2048, true, 2.00 KiB",
        "1.5GB, 1610612736, true, 1.50 GiB",
        "700b, 700, true, 700 B"
    })
    void parse_ofEveryUnit_givesTheBound(String text, long amount, boolean bytes, String shown) {
        Bound bound = Size.parse(text).of(TRACE, false);

        assertThat(bound).isEqualTo(new Bound(amount, bytes)).hasToString(shown);
    }

    @Test
    void parse_ofAPercentage_isOneOfWhatTheWholeTraceHas() {
        Trace sample = new Trace("made", TRACE.keys(), TRACE.sizes(), true, null, 0.1);

        assertThat(Size.parse("50%").of(TRACE, false)).isEqualTo(new Bound(1, false));
        assertThat(Size.parse("50%").of(TRACE, true)).isEqualTo(new Bound(200, true));
        assertThat(Size.parse("50%").of(sample, true)).isEqualTo(new Bound(2_000, true));
        assertThat(new Bound(2_000, true).in(sample)).isEqualTo(200);
    }

    @Test
    void parse_ofSomethingElse_saysWhatASizeIs() {
        assertThatThrownBy(() -> Size.parse("much"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64MiB");
    }
}
