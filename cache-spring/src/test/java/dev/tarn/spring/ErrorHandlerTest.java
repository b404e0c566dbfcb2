package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheClosedException;
import dev.tarn.tiered.Tarn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.SimpleCacheErrorHandler;

/** What fails in the cache itself goes to Spring's {@code CacheErrorHandler}. */
class ErrorHandlerTest {
    static class Reader {
        @Cacheable("values")
        public String read(String key) {
            return key;
        }

        @CacheEvict("values")
        public void evict(String key) {}

        @CacheableBatch(cacheNames = "values")
        public Map<String, String> readAll(List<String> keys) {
            return keys.stream().collect(Collectors.toMap(key -> key, key -> key));
        }

        @CacheEvictTag(cacheNames = "values", tags = "'tag'")
        public void evictTag() {}
    }

    /** Remembers failures and lets calls go on. */
    static class Lenient implements CachingConfigurer {
        static final List<Throwable> FAILURES = new ArrayList<>();

        @Override
        public CacheErrorHandler errorHandler() {
            return new SimpleCacheErrorHandler() {
                @Override
                public void handleCacheGetError(RuntimeException failure, Cache cache, Object key) {
                    FAILURES.add(failure);
                }

                @Override
                public void handleCacheEvictError(RuntimeException failure, Cache cache, Object key) {
                    FAILURES.add(failure);
                }
            };
        }
    }

    @Test
    void failingCache_withAHandler_letsTheMethodAnswer() {
        Lenient.FAILURES.clear();
        Tarn tarn = Tarn.builder().build();
        try (Running running = new Running(tarn, settings -> settings, Reader.class, Lenient.class)) {
            running.bean(Reader.class).read("k");
            tarn.close();
            assertThat(running.bean(Reader.class).read("other")).isEqualTo("other");
            running.bean(Reader.class).evict("other");
            assertThat(Lenient.FAILURES).hasSize(2).allMatch(CacheClosedException.class::isInstance);
        }
    }

    @Test
    void failingCache_withAHandler_letsBatchesAnswerAndTagsPass() {
        Lenient.FAILURES.clear();
        Tarn tarn = Tarn.builder().build();
        try (Running running = new Running(tarn, settings -> settings, Reader.class, Lenient.class)) {
            tarn.close();
            assertThat(running.bean(Reader.class).readAll(List.of("a", "b"))).containsOnlyKeys("a", "b");
            running.bean(Reader.class).evictTag();
            assertThat(Lenient.FAILURES).hasSize(2).allMatch(CacheClosedException.class::isInstance);
        }
    }

    @Test
    void failingCache_withoutAHandler_failsBatchesAndTags() {
        Tarn tarn = Tarn.builder().build();
        try (Running running = new Running(tarn, settings -> settings, Reader.class)) {
            tarn.close();
            Reader reader = running.bean(Reader.class);
            assertThatThrownBy(() -> reader.readAll(List.of("a"))).isInstanceOf(CacheClosedException.class);
            assertThatThrownBy(reader::evictTag).isInstanceOf(CacheClosedException.class);
        }
    }

    @Test
    void failingCache_withoutAHandler_failsTheCall() {
        Tarn tarn = Tarn.builder().build();
        try (Running running = new Running(tarn, settings -> settings, Reader.class)) {
            tarn.close();
            assertThatThrownBy(() -> running.bean(Reader.class).read("k")).isInstanceOf(CacheClosedException.class);
        }
    }
}
