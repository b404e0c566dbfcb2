package dev.tarn.micrometer;

import dev.tarn.spi.Meters.Audit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Holds the meters of audits of one cache: all of them are registered with the first audit, so that the first divergence is a rise. */
final class AuditMeters {
    private final Map<Audit, Counter> samples = new EnumMap<>(Audit.class);
    private final Timer divergence;

    AuditMeters(Registration registration) {
        for (Audit verdict : Audit.values()) {
            samples.put(
                    verdict,
                    registration.add(registry -> Counter.builder("tarn.audit.samples")
                            .description(
                                    "Entries served by a local tier, by what comparing them with the remote store has come to")
                            .tags(registration
                                    .tags()
                                    .and("verdict", verdict.name().toLowerCase(Locale.ROOT)))
                            .register(registry)));
        }
        divergence = registration.add(registry -> Timer.builder("tarn.audit.divergence")
                .description("Since when, at most, what was served and what the remote store holds were different")
                .tags(registration.tags())
                .serviceLevelObjectives(EventMeters.AGES)
                .register(registry));
    }

    void audited(Audit verdict, long ageNanos) {
        Objects.requireNonNull(samples.get(verdict)).increment();
        if (verdict.isDivergence()) {
            divergence.record(ageNanos, TimeUnit.NANOSECONDS);
        }
    }
}
