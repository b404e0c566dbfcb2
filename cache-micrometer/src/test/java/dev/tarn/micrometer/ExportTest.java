package dev.tarn.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What leaves the process through Micrometer's registries. */
class ExportTest {
    @Test
    void prometheus_isGivenEverySeriesWithOneSetOfLabels() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        List<String> refused = new CopyOnWriteArrayList<>();
        registry.config().onMeterRegistrationFailed((id, reason) -> refused.add(id + ": " + reason));
        try (MeterLab lab = new MeterLab()) {
            lab.node(registry).texts((key, context) -> key).get("one");

            String page = registry.scrape();
            assertThat(refused).isEmpty();
            assertThat(page)
                    .contains(
                            "tarn_tier_requests_total{cache=\"texts\",namespace=\"lab\",outcome=\"miss\",tier=\"heap\"} 1.0")
                    .contains(
                            "tarn_loads_seconds_bucket{cache=\"texts\",namespace=\"lab\",outcome=\"success\",le=\"0.001\"}")
                    .contains("tarn_coherence_doubt_seconds_total{")
                    .contains("tarn_coherence_proof_age_seconds{")
                    .contains("cache_gets_total{cache=\"texts\",result=\"miss\"} 1.0");
        }
    }

    @Test
    void openTelemetry_isGivenTheSameThroughItsProtocol() throws Exception {
        List<ExportMetricsServiceRequest> sent = new CopyOnWriteArrayList<>();
        OtlpMeterRegistry registry = OtlpMeterRegistry.builder(new Quiet())
                .clock(Clock.SYSTEM)
                .metricsSender(request -> sent.add(parsed(request.getMetricsData())))
                .build();
        try (MeterLab lab = new MeterLab()) {
            lab.node(registry).texts((key, context) -> key).get("one");
            registry.close(); // sends once more
        }

        Map<String, Metric> metrics = sent.stream()
                .flatMap(request -> request.getResourceMetricsList().stream())
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .collect(Collectors.toMap(Metric::getName, Function.identity(), (first, second) -> first));
        assertThat(metrics).containsKeys("tarn.tier.requests", "tarn.loads", "tarn.coherence.gaps", "cache.gets");
        assertThat(metrics.get("tarn.loads").getHistogram().getDataPoints(0).getExplicitBoundsList())
                .contains(1.0, 10.0);
    }

    private static ExportMetricsServiceRequest parsed(byte[] bytes) {
        try {
            return ExportMetricsServiceRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends nothing before it is closed. */
    private static final class Quiet implements OtlpConfig {
        @Override
        public String get(String key) {
            return key.equals("otlp.step") ? "1h" : null;
        }
    }
}
