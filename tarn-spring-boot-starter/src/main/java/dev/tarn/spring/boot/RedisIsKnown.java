package dev.tarn.spring.boot;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches where somebody says which Redis: a server on its usual port is not guessed. */
final class RedisIsKnown extends SpringBootCondition implements ConfigurationCondition {
    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        boolean known = context.getEnvironment().containsProperty("tarn.redis.url")
                || PlainRedisProperties.areSet(context.getEnvironment())
                || isConnectedByBeans(context);
        return new ConditionOutcome(known, known ? "it is said which Redis" : "nobody says which Redis");
    }

    private static boolean isConnectedByBeans(ConditionContext context) {
        return context.getBeanFactory() != null
                && context.getBeanFactory().getBeanNamesForType(RedisAddress.class, true, false).length > 0;
    }
}
