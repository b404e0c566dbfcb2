package dev.tarn.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.demo.Dashboard.Query;
import dev.tarn.testing.server.PrometheusServer;
import dev.tarn.testing.server.RedisServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tries the dashboards and the alert rules on a real Prometheus that scrapes the packaged demo under load. */
class DashboardsIT {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path data;

    @Test
    void rules_areUnderstood_andTheirTestsPass() {
        assertThat(PrometheusServer.promtool("check", "rules", Dashboard.rules().toString()))
                .contains("SUCCESS: 14 rules found");
        assertThat(PrometheusServer.promtool(
                        "test", "rules", Dashboard.ruleTests().toString()))
                .contains("SUCCESS");
    }

    @Test
    void panels_ofADemoUnderLoad_haveData_andRedisAwayIsAnAlertWhileItIs() {
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
                        PrometheusServer.start(INTERVAL, Dashboard.rules(), List.of(node(demo, 1), node(demo, 2)))) {
            for (Dashboard dashboard : Dashboard.all()) {
                dashboard.queries().forEach(query -> awaitData(prometheus, dashboard, query));
                dashboard.variableQueries().forEach(query -> assertChoice(prometheus, query));
            }
            assertThat(isFiring(prometheus)).isFalse();

            redis.kill();
            await().atMost(LONG).pollInterval(Duration.ofMillis(100)).until(() -> isFiring(prometheus));

            redis.restart();
            await().atMost(LONG).pollInterval(Duration.ofMillis(100)).until(() -> !isFiring(prometheus));
        }
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
