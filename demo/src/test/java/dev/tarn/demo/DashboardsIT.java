package dev.tarn.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.demo.Dashboard.Query;
import dev.tarn.spi.Clock;
import dev.tarn.testing.server.PrometheusServer;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tries the dashboards and the alert rules on a real Prometheus that scrapes the packaged demo under load. How long console and alert take to tell that Redis
 * is away is printed, not judged: that depends on the machine, and on how often Prometheus looks ({@code -Dtarn.scrape.seconds}, two unless set).
 */
class DashboardsIT {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final Duration INTERVAL = Duration.ofSeconds(Long.getLong("tarn.scrape.seconds", 2));
    private static final Clock CLOCK = Clock.system();
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path data;

    @Test
    void rules_areUnderstood_andTheirTestsPass() {
        assertThat(PrometheusServer.promtool("check", "rules", Dashboard.rules().toString()))
                .contains("SUCCESS: 15 rules found");
        assertThat(PrometheusServer.promtool(
                        "test", "rules", Dashboard.ruleTests().toString()))
                .contains("SUCCESS");
    }

    @Test
    void panels_ofADemoUnderLoad_haveData_andRedisAwayIsToldWhileItIs() throws IOException {
        try (RedisServer redis = RedisServer.start();
                DemoProcess demo = DemoProcess.start(
                        data,
                        "--nodes=2",
                        "--port=0",
                        "--products=5000",
                        "--heap=500",
                        "--offheap=1",
                        "--rate=500",
                        "--writes=5",
                        "--redis=" + redis.uri());
                PrometheusServer prometheus =
                        PrometheusServer.start(INTERVAL, Dashboard.rules(), List.of(node(demo, 1), node(demo, 2)));
                StateStream console = StateStream.open(node(demo, 1))) {
            for (Dashboard dashboard : Dashboard.all()) {
                dashboard.queries().forEach(query -> awaitData(prometheus, dashboard, query));
                dashboard.variableQueries().forEach(query -> assertChoice(prometheus, query));
            }
            await().atMost(LONG).until(console::isRemoteUp);
            assertThat(isFiring(prometheus)).isFalse();

            redis.kill();
            awaitTold("down", prometheus, console);

            redis.restart();
            awaitTold("up", prometheus, console);
        }
    }

    /** Waits until the console's stream and the alert say how Redis is, and prints when they did. */
    private static void awaitTold(String state, PrometheusServer prometheus, StateStream console) {
        boolean up = state.equals("up");
        long begun = CLOCK.nanos();
        double byConsole = secondsUntil(begun, () -> console.isRemoteUp() == up);
        double byAlert = secondsUntil(begun, () -> isFiring(prometheus) != up);
        System.out.printf(
                Locale.ROOT,
                "Redis is %s: told by the console after %.1f s, by the alert after %.1f s (scraped every %d s)%n",
                state,
                byConsole,
                byAlert,
                INTERVAL.toSeconds());
    }

    private static double secondsUntil(long begun, Callable<Boolean> told) {
        await().atMost(LONG).pollDelay(Duration.ZERO).pollInterval(OFTEN).until(told);
        return (CLOCK.nanos() - begun) / 1e9;
    }

    private static URI node(DemoProcess demo, int number) {
        String pattern = "node " + number + ": serving (http://\\S+/)products/42";
        await().atMost(LONG)
                .until(() -> demo.found(pattern) != null || !demo.process().isAlive());
        assertThat(demo.found(pattern)).as(demo.output()).isNotNull();
        return URI.create(demo.found(pattern));
    }

    private static void awaitData(PrometheusServer prometheus, Dashboard dashboard, Query query) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(numbers(prometheus, query.ofEverything()))
                        .as("%s, %s: %s", dashboard, query.panel(), query.expression())
                        .anyMatch(Double::isFinite));
    }

    private static List<Double> numbers(PrometheusServer prometheus, String query) {
        JsonNode answer = JSON.readTree(prometheus.query(query));
        assertThat(answer.path("status").asString()).as(answer.toString()).isEqualTo("success");
        return answer.path("data")
                .path("result")
                .valueStream()
                .map(series -> number(series.path("value").path(1).asString()))
                .toList();
    }

    private static double number(String text) {
        return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    private static void assertChoice(PrometheusServer prometheus, String query) {
        Matcher matcher = LABEL_VALUES.matcher(query);
        assertThat(matcher.matches()).as(query).isTrue();
        String selector = matcher.group(1).replaceAll("\\$\\w+", ".*");
        assertThat(JSON.readTree(prometheus.labelValues(matcher.group(2), selector))
                        .path("data"))
                .as(query)
                .isNotEmpty();
    }

    private static boolean isFiring(PrometheusServer prometheus) {
        return !numbers(prometheus, "ALERTS{alertname=\"TarnRemoteDown\",alertstate=\"firing\"}")
                .isEmpty();
    }
}
