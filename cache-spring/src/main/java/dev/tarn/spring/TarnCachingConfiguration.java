package dev.tarn.spring;

import org.springframework.aop.Advisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.SimpleCacheErrorHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;

/** Declares what Tarn's annotations need. Imported by {@link EnableTarnCaching} and by the auto-configuration; not for direct use. */
@Configuration(proxyBeanMethods = false)
@ImportRuntimeHints(ReflectionHints.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public class TarnCachingConfiguration {
    /** Creates the configuration. */
    public TarnCachingConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Expressions tarnExpressions(ConfigurableListableBeanFactory beans) {
        return new Expressions(beans);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static MethodPolicies tarnMethodPolicies(ConfigurableListableBeanFactory beans, Expressions tarnExpressions) {
        return new MethodPolicies(text -> resolved(beans, text), tarnExpressions);
    }

    private static String resolved(ConfigurableListableBeanFactory beans, String text) {
        String value = beans.resolveEmbeddedValue(text);
        return value == null ? "" : value;
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static MethodScan tarnMethodScan(
            ConfigurableListableBeanFactory beans, MethodPolicies tarnMethodPolicies, Expressions tarnExpressions) {
        return new MethodScan(beans, text -> resolved(beans, text), tarnMethodPolicies, tarnExpressions);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor tarnEvictTagAdvisor(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<CacheManager> managers,
            Expressions tarnExpressions,
            ObjectProvider<CacheInterceptor> interceptors) {
        return AnnotationAdvisor.of(
                CacheEvictTag.class,
                new EvictTagInterceptor(
                        managers, text -> resolved(beans, text), tarnExpressions, () -> errorHandler(interceptors)));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor tarnBatchAdvisor(
            ObjectProvider<CacheManager> managers,
            MethodPolicies tarnMethodPolicies,
            Expressions tarnExpressions,
            ObjectProvider<CacheInterceptor> interceptors) {
        return AnnotationAdvisor.of(
                CacheableBatch.class,
                new BatchInterceptor(managers, tarnMethodPolicies, tarnExpressions, () -> errorHandler(interceptors)));
    }

    /** Returns the handler that Spring's own annotations use: a configurer has told Spring's interceptor, nobody else. */
    private static CacheErrorHandler errorHandler(ObjectProvider<CacheInterceptor> interceptors) {
        CacheInterceptor interceptor = interceptors.getIfUnique();
        return interceptor == null ? new SimpleCacheErrorHandler() : interceptor.getErrorHandler();
    }
}
