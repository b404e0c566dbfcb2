package dev.tarn.spring.boot;

import dev.tarn.tiered.Tarn;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Adds the endpoint {@code tarn} where there is an actuator and the endpoint is exposed. */
@AutoConfiguration(after = TarnAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(endpoint = TarnEndpoint.class)
public class TarnEndpointAutoConfiguration {
    /** Creates the configuration. */
    public TarnEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TarnEndpoint tarnEndpoint(Tarn tarn) {
        return new TarnEndpoint(tarn);
    }
}
