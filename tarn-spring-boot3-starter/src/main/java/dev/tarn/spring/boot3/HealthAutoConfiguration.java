package dev.tarn.spring.boot3;

import dev.tarn.spring.boot.TarnAutoConfiguration;
import dev.tarn.spring.boot.TarnHealth;
import dev.tarn.tiered.Tarn;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Adds the health indicator {@code tarn} in Boot 3.5; {@code management.health.tarn.enabled=false} leaves it out. */
@AutoConfiguration(after = TarnAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("tarn")
public class HealthAutoConfiguration {
    /** Creates the configuration. */
    public HealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "tarnHealthIndicator")
    HealthIndicator tarnHealthIndicator(Tarn tarn) {
        return () -> {
            TarnHealth health = TarnHealth.of(tarn);
            return Health.status(health.status()).withDetails(health.details()).build();
        };
    }
}
