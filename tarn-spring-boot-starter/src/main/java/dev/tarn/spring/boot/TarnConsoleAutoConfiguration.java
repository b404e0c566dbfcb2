package dev.tarn.spring.boot;

import dev.tarn.console.Console;
import dev.tarn.tiered.Tarn;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Adds the endpoint {@code tarnconsole} where the application has {@code cache-console} and an actuator, and the endpoint is exposed. A {@link
 * Console} of the application's own goes before; a {@link Tarn} of its own is watched only if its meters are the console's.
 */
@AutoConfiguration(before = TarnAutoConfiguration.class)
@ConditionalOnClass({Console.class, Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnAvailableEndpoint(endpoint = TarnConsoleEndpoint.class)
@EnableConfigurationProperties(TarnProperties.class)
public class TarnConsoleAutoConfiguration {
    /** Creates the configuration. */
    public TarnConsoleAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Console tarnConsole(TarnProperties properties, ObjectProvider<EndpointAccessResolver> resolvers) {
        Console.Builder builder = Console.builder();
        if (properties.console().showKeys()) {
            builder.showKeys();
        }
        EndpointAccessResolver resolver = resolvers.getIfAvailable();
        EndpointId id = EndpointId.of(TarnConsoleEndpoint.ID);
        if (resolver != null && resolver.accessFor(id, Access.READ_ONLY) == Access.UNRESTRICTED) {
            builder.allowChanges();
        }
        return builder.build();
    }

    @Bean
    MetersAround tarnConsoleMeters(Console console) {
        return console::meters;
    }

    @Bean
    @ConditionalOnMissingBean
    TarnConsoleEndpoint tarnConsoleEndpoint(Console console, Tarn tarn) {
        return new TarnConsoleEndpoint(console, tarn);
    }
}
