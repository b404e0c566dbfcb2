package dev.tarn.spring.boot;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches unless {@code spring.cache.type} names the provider that the application wants, or none. */
final class NoOtherCacheType extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String type = context.getEnvironment().getProperty("spring.cache.type", "");
        return new ConditionOutcome(
                type.isBlank(), type.isBlank() ? "no cache type is asked for" : "cache type " + type);
    }

    /** Returns {@code spring.cache.cache-names}: the only caches that there are to be; empty if any may be. */
    static List<String> cacheNames(Environment environment) {
        return Binder.get(environment)
                .bind("spring.cache.cache-names", Bindable.listOf(String.class))
                .orElse(List.of());
    }
}
