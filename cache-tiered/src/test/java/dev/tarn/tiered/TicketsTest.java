package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.FreshnessTicket;
import dev.tarn.LoadingCache;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads with another node's ticket see what that node has changed. */
class TicketsTest {
    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Origin origin = Origin.of("k", "old");
    private final LoadingCache<String, String> writer = a.cache(origin);
    private final LoadingCache<String, String> reader = b.cache(origin);

    TicketsTest() {
        lab.settle();
        read(FreshnessTicket.NONE);
        lab.server.mute();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private String read(FreshnessTicket ticket) {
        var answer = reader.async().get("k", ticket);
        lab.settle();
        return answer.join();
    }

    private FreshnessTicket change() {
        origin.values.put("k", "new");
        writer.invalidate("k");
        return FreshnessTicket.parse(writer.freshnessTicket().toString());
    }

    @Test
    void get_withTheTicketOfAChangeNotHeardOf_asksTheLog() {
        FreshnessTicket ticket = change();
        assertThat(read(FreshnessTicket.NONE)).isEqualTo("old");

        assertThat(read(ticket)).isEqualTo("new");

        assertThat(reader.get("k")).as("what was missed is applied").isEqualTo("new");
    }

    @Test
    void get_withTheTicketOfAChangeThatWasHeardOf_isAnOrdinaryRead() {
        FreshnessTicket ticket = change();
        lab.pass(Duration.ofSeconds(1));
        read(FreshnessTicket.NONE);
        origin.loads.clear();

        assertThat(reader.get("k", ticket)).isEqualTo("new");
        assertThat(reader.get("k", key -> "from a function", ticket)).isEqualTo("new");

        assertThat(origin.loads).isEmpty();
    }

    @Test
    void get_logDoesNotAnswer_goesToTheLoader() {
        FreshnessTicket ticket = change();
        lab.server.down();
        lab.settle();

        assertThat(reader.get("k")).isEqualTo("old");
        assertThat(reader.get("k", ticket)).isEqualTo("new");
    }

    @Test
    void freshnessTicket_changeIsQueued_sendsReadersToTheLoader() {
        lab.server.down();
        FreshnessTicket ticket = change();
        assertThat(ticket.isQueued()).isTrue();
        lab.server.up();
        origin.loads.clear();

        assertThat(reader.get("k", ticket)).isEqualTo("new");

        assertThat(origin.loads).containsExactly("k");
    }

    @Test
    void freshnessTicket_ofANodeThatChangedNothing_asksForNothing() {
        assertThat(reader.freshnessTicket()).isEqualTo(FreshnessTicket.NONE);
    }
}
