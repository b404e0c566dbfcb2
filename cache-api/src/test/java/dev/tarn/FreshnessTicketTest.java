package dev.tarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.FreshnessTicket.Mark;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshnessTicketTest {
    @Test
    void parse_readsWhatToStringHasWritten() {
        FreshnessTicket ticket = new FreshnessTicket(
                List.of(new Mark(0, -7, 1_700_000_000_000_000L), new Mark(63, Integer.MAX_VALUE, 1)), false);

        assertThat(FreshnessTicket.parse(ticket.toString())).isEqualTo(ticket).hasSameHashCodeAs(ticket);
        assertThat(ticket.toString()).matches("[0-9a-z.-]+").hasSizeLessThan(60);
    }

    @Test
    void parse_queuedOrEmpty_readsWhatToStringHasWritten() {
        FreshnessTicket queued = new FreshnessTicket(List.of(new Mark(1, 2, 3)), true);

        assertThat(FreshnessTicket.parse(queued.toString())).isEqualTo(queued).isNotEqualTo(FreshnessTicket.NONE);
        assertThat(FreshnessTicket.parse(FreshnessTicket.NONE.toString())).isEqualTo(FreshnessTicket.NONE);
        assertThat(FreshnessTicket.parse(new FreshnessTicket(List.of(), true).toString())
                        .isQueued())
                .isTrue();
    }

    @Test
    void parse_anythingElse_isRefusedWithItsBeginning() {
        for (String text : List.of("", "2", "1.", "1.x", "1.1-2", "1.1-2-3-4", "1.1-2-!", "1..q", "x".repeat(10_000))) {
            assertThatThrownBy(() -> FreshnessTicket.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(text.substring(0, Math.min(40, text.length())))
                    .message()
                    .hasSizeLessThan(100);
        }
        assertThatThrownBy(() -> FreshnessTicket.parse("1" + ".1-1-1".repeat(1_025)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FreshnessTicket(Collections.nCopies(1_025, new Mark(0, 0, 1)), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1025");
    }
}
