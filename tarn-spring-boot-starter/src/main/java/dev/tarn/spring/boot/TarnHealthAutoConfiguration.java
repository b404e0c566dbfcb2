package dev.tarn.spring.boot;

import dev.tarn.tiered.Tarn;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Adds the health indicator {@code tarn} in Boot 4; {@code management.health.tarn.enabled=false} leaves it out. */
@AutoConfiguration(after = TarnAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("tarn")
public class TarnHealthAutoConfiguration {
    /** Creates the configuration. */
    public TarnHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "tarnHealthIndicator")
    HealthIndicator tarnHealthIndicator(Tarn tarn) {
        return () -> {
            TarnHealth health = TarnHealth.of(tarn);
            return Health.status(health.status()).withDetails(health.details()).build();
        };
    }
}
