package dev.tarn.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tarn.demo.Agreement.Totals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final HttpServer server = serve();

    private HttpServer serve() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.createContext("/", exchange -> {
                byte[] body = answers.get(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            made.start();
            return made;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void counted(Totals console, Totals metered) {
        answers.put(
                "/tarn/state",
                "{\"name\":\"products\",\"requests\":" + console.reads() + ",\"hits\":" + console.hits() + ",\"loads\":"
                        + console.loads() + ",\"joins\":0}");
        answers.put(
                "/metrics",
                String.join(
                        "\n",
                        "# TYPE tarn_tier_requests_total counter",
                        "tarn_tier_requests_total{cache=\"products\",outcome=\"fresh\",tier=\"heap\"} " + metered.hits()
                                + ".0",
                        "tarn_tier_requests_total{cache=\"products\",outcome=\"miss\",tier=\"heap\"} "
                                + (metered.reads() - metered.hits()) + ".0",
                        "tarn_load_keys_total{cache=\"products\",outcome=\"found\"} " + metered.loads() + ".0",
                        ""));
    }

    private Agreement begun() {
        counted(new Totals(1_000, 0, 1_000), new Totals(1_000, 0, 1_000));
        InetSocketAddress address = server.getAddress();
        return new Agreement(URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/"));
    }

    @Test
    void counts_thatAreAlike_areToldWithoutWhatWasThereBefore() {
        Agreement agreement = begun();
        counted(new Totals(2_000, 900, 1_100), new Totals(2_001, 900, 1_100));

        assertThat(agreement.compare(1_000))
                .contains("  reads  load generator 1,000 | console 1,000 (0.000 %) | Prometheus 1,001 (0.100 %)")
                .contains("  hits   console 900 | Prometheus 900 (0.000 %)");
    }

    @Test
    void counts_thatDifferByMoreThanTheBar_areAFailure() {
        Agreement agreement = begun();
        counted(new Totals(2_000, 900, 1_100), new Totals(1_990, 900, 1_100));

        assertThatThrownBy(() -> agreement.compare(1_000))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("Prometheus 990 (1.000 %)");
    }
}
