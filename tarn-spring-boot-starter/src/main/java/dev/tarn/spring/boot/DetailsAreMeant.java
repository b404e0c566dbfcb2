package dev.tarn.spring.boot;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Matches where Boot's connection details of Redis are somebody's word: properties that are set, or another source than properties. Those of
 * no property at all are a guess that a server is on this machine.
 */
public final class DetailsAreMeant extends SpringBootCondition implements ConfigurationCondition {
    /** Creates the condition. */
    public DetailsAreMeant() {}

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        boolean meant = PlainRedisProperties.areSet(context.getEnvironment()) || isOfOtherSource(context);
        return new ConditionOutcome(meant, meant ? "connection details of Redis are given" : "they are a guess");
    }

    private static boolean isOfOtherSource(ConditionContext context) {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        if (beans == null) {
            return false;
        }
        for (String name : beans.getBeanNamesForType(ConnectionDetails.class, true, false)) {
            Class<?> type = beans.getType(name, false);
            if (type != null && isOfRedis(type) && !type.getSimpleName().startsWith("Properties")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfRedis(Class<?> type) {
        return ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                        .anyMatch(one -> one.getSimpleName().endsWith("RedisConnectionDetails"))
                || type.getSimpleName().endsWith("RedisConnectionDetails");
    }
}
