package dev.tarn.spring;

import dev.tarn.tiered.Tarn;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** A context with Tarn's caching and some beans. */
final class Running implements AutoCloseable {
    final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** What every context has. */
    @Configuration(proxyBeanMethods = false)
    @EnableTarnCaching
    static class Caching {
        @Bean
        TarnCacheManager cacheManager(Tarn tarn, UnaryOperator<TarnCacheManager.Builder> settings) {
            return settings.apply(TarnCacheManager.builder(tarn)).build();
        }
    }

    Running(Tarn tarn, UnaryOperator<TarnCacheManager.Builder> settings, Class<?>... beans) {
        this(tarn, settings, Map.of(), beans);
    }

    Running(
            Tarn tarn,
            UnaryOperator<TarnCacheManager.Builder> settings,
            Map<String, Object> properties,
            Class<?>... beans) {
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.getBeanFactory().addEmbeddedValueResolver(context.getEnvironment()::resolveRequiredPlaceholders);
        context.registerBean(Tarn.class, () -> tarn);
        context.registerBean("settings", UnaryOperator.class, () -> settings);
        context.register(Caching.class);
        context.register(beans);
        try {
            context.refresh();
        } catch (RuntimeException e) {
            tarn.close();
            throw e;
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    TarnCache cache(String name) {
        return bean(TarnCacheManager.class).getCache(name);
    }

    @Override
    public void close() {
        context.close();
    }
}
