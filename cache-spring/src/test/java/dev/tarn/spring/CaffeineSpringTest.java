package dev.tarn.spring;

import com.github.benmanes.caffeine.cache.AsyncCache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCache;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring's own adapter gives the same answers: what the suite states is Spring's, not ours. */
class CaffeineSpringTest extends SpringCacheContract {
    @Configuration(proxyBeanMethods = false)
    @EnableCaching(proxyTargetClass = true)
    static class Caching {
        @Bean
        CacheManager cacheManager() {
            CaffeineCacheManager manager = new CaffeineCacheManager();
            manager.setAsyncCacheMode(true);
            return manager;
        }
    }

    @Override
    Class<?> configuration() {
        return Caching.class;
    }

    /** Caffeine's asynchronous cache forgets a failure just after it has told who waited. */
    @Override
    void failureForgotten() {
        AsyncCache<?, ?> cache = ((CaffeineCache) cache("checked")).getAsyncCache();
        while (!cache.asMap().isEmpty()) {
            Thread.onSpinWait();
        }
    }
}
