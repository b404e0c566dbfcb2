package dev.tarn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static final Map<String, String> DEFAULTS = Map.of("threads", "32,1", "rounds", "7");

    @Test
    void option_givenOrNot_hasItsValueOrTheDefault() {
        Arguments arguments = Arguments.parse(new String[] {"--rounds", "2"}, DEFAULTS);

        assertThat(arguments.number("rounds")).isEqualTo(2);
        assertThat(arguments.numbers("threads")).containsExactly(32, 1);
    }

    @Test
    void option_thatDoesNotExist_isRefusedByName() {
        assertThatThrownBy(() -> Arguments.parse(new String[] {"--round", "2"}, DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--round");
    }

    @Test
    void option_withoutValue_isRefused() {
        assertThatThrownBy(() -> Arguments.parse(new String[] {"--rounds"}, DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no value");
    }
}
