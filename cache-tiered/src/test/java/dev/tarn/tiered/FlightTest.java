package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Entry;
import dev.tarn.spi.Traits;
import org.junit.jupiter.api.Test;

/** A flight that stands by while its key is changed. */
class FlightTest {
    private final Flight<String, String> flight = new Flight<>("k", new byte[0], 0, 1, 1, 0, 0, null);

    FlightTest() {
        flight.stale = new Entry<>("old", 1, 0, 1, 1, 2, Traits.NONE);
        flight.standBy();
    }

    @Test
    void depart_nothingChanged_keepsWhatIsStale() {
        flight.depart();

        assertThat(flight.stale).isNotNull();
    }

    @Test
    void depart_keyChangedMeanwhile_isNotDetachedAndForgetsWhatIsStale() {
        assertThat(flight.detachIfDeparted()).isFalse();
        flight.depart();

        assertThat(flight.isDetached()).isFalse();
        assertThat(flight.stale).isNull();
    }

    @Test
    void detachIfDeparted_afterItsDeparture_detaches() {
        flight.depart();

        assertThat(flight.detachIfDeparted()).isTrue();
        assertThat(flight.isDetached()).isTrue();
    }
}
