package dev.tarn.spring.boot;

import dev.tarn.micrometer.TarnMeters;
import dev.tarn.spi.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Shows the caches in Micrometer where the application has a registry. */
@AutoConfiguration(
        before = TarnAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
public class TarnMetersAutoConfiguration {
    /** Creates the configuration. */
    public TarnMetersAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(Meters.class)
    TarnMeters tarnMeters(MeterRegistry registry) {
        return TarnMeters.of(registry);
    }
}
