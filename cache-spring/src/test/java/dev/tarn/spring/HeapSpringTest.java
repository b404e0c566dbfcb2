package dev.tarn.spring;

import dev.tarn.tiered.Tarn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class HeapSpringTest extends SpringCacheContract {
    @Configuration(proxyBeanMethods = false)
    @EnableTarnCaching(proxyTargetClass = true)
    static class Caching {
        @Bean
        Tarn tarn() {
            return Tarn.builder().build();
        }

        @Bean
        TarnCacheManager cacheManager(Tarn tarn) {
            return TarnCacheManager.builder(tarn).build();
        }
    }

    @Override
    Class<?> configuration() {
        return Caching.class;
    }
}
