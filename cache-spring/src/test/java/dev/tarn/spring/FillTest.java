package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.tiered.Tarn;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;

/** What {@code @Cacheable} stores is a fill, what {@code @CachePut} stores is a change. */
class FillTest {
    private final Running running = new Running(Tarn.builder().build(), settings -> settings, Reader.class);
    private final Reader reader = running.bean(Reader.class);

    /** Runs something while it reads. */
    static class Reader {
        private static final ThreadLocal<Runnable> MEANWHILE = ThreadLocal.withInitial(() -> () -> {});
        private final AtomicInteger reads = new AtomicInteger();

        @Cacheable("values")
        public String read(String key) {
            String value = key + reads.incrementAndGet();
            MEANWHILE.get().run();
            return value;
        }

        @CachePut(cacheNames = "values", key = "#p0")
        public String write(String key) {
            return "written";
        }
    }

    @AfterEach
    void close() {
        Reader.MEANWHILE.remove();
        running.close();
    }

    @Test
    void cacheable_keyIsEvictedWhileTheMethodReads_isNotStored() {
        Reader.MEANWHILE.set(() -> running.cache("values").evict("k"));
        assertThat(reader.read("k")).isEqualTo("k1");
        Reader.MEANWHILE.remove();
        assertThat(running.cache("values").get("k")).isNull();
        assertThat(reader.read("k")).isEqualTo("k2");
        assertThat(reader.read("k")).isEqualTo("k2");
    }

    @Test
    void cacheable_keyIsPutWhileTheMethodReads_keepsWhatWasPut() {
        Reader.MEANWHILE.set(() -> running.cache("values").put("k", "newer"));
        reader.read("k");
        assertThat(running.cache("values").get("k").get()).isEqualTo("newer");
    }

    @Test
    void cacheable_miss_announcesNoChange() {
        reader.read("k");
        assertThat(sent()).isZero();
        reader.write("k");
        assertThat(sent()).isEqualTo(1);
    }

    /** Names the manager itself. */
    static class Naming implements CachingConfigurer {
        private final ObjectProvider<TarnCacheManager> manager;

        Naming(ObjectProvider<TarnCacheManager> manager) {
            this.manager = manager;
        }

        @Override
        public CacheManager cacheManager() {
            return manager.getObject();
        }
    }

    @Test
    void cacheable_managerIsNamedByAConfigurer_announcesNoChange() {
        try (Running named = new Running(Tarn.builder().build(), settings -> settings, Reader.class, Naming.class)) {
            named.bean(Reader.class).read("k");
            assertThat(named.cache("values").get("k")).isNotNull();
            assertThat(sent(named)).isZero();
        }
    }

    private long sent() {
        return sent(running);
    }

    private static long sent(Running running) {
        return running.cache("values").getNativeCache().stats().coherence().invalidationsSent();
    }
}
