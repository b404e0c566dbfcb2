package dev.tarn.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private final RoundTrip roundTrip = new RoundTrip();

    @Test
    void few_nothingIsKnown_isAsForADistantServer() {
        assertThat(roundTrip.few()).isEqualTo(RoundTrip.FEW_FAR);
    }

    @Test
    void few_answersComeSoon_isLess() {
        took(20, Duration.ofNanos(40_000));

        assertThat(roundTrip.few()).isEqualTo(RoundTrip.FEW_NEAR);
    }

    @Test
    void few_answersTakeLongAgain_isMore() {
        took(20, Duration.ofNanos(40_000));
        took(20, Duration.ofNanos(300_000));

        assertThat(roundTrip.few()).isEqualTo(RoundTrip.FEW_FAR);
    }

    @Test
    void few_afterOneAnswerThatTookSeconds_isSoonAsBefore() {
        took(20, Duration.ofNanos(40_000));
        took(1, Duration.ofSeconds(10));
        took(20, Duration.ofNanos(40_000));

        assertThat(roundTrip.few()).isEqualTo(RoundTrip.FEW_NEAR);
    }

    private void took(int answers, Duration each) {
        for (int i = 0; i < answers; i++) {
            roundTrip.took(each.toNanos());
        }
    }
}
