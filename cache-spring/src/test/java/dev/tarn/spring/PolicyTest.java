package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.testing.time.FakeClock;
import dev.tarn.testing.time.SteppingExecutor;
import dev.tarn.tiered.Tarn;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;

/** What {@link CachePolicy} and {@link CacheEvictTag} do. */
class PolicyTest {
    private final FakeClock clock = new FakeClock();
    private final SteppingExecutor executor = new SteppingExecutor();
    private final Running running = new Running(
            Tarn.builder().clock(clock).scheduler(clock).executor(executor).build(),
            settings -> settings.defaults(CacheSpec.defaults().expireAfterWrite(Duration.ofMinutes(10))),
            Map.of("life", "30s"),
            Shelf.class);
    private final Shelf shelf = running.bean(Shelf.class);

    /** Stands for both annotations. */
    @Retention(RetentionPolicy.RUNTIME)
    @Cacheable("meta")
    @CachePolicy(ttl = "5s")
    @interface Briefly {}

    /** One method for each policy. */
    static class Shelf {
        private static final AtomicInteger READS = new AtomicInteger();

        @Cacheable("products")
        @CachePolicy(
                ttl = "${life}",
                absentTtl = "10s",
                tags = {"'brand:' + #result.brand()", "'all'", "{'x', 'y'}"})
        public @Nullable Product find(long id) {
            READS.incrementAndGet();
            return id < 0 ? null : Product.of(id);
        }

        @CachePut(cacheNames = "products", key = "#p0.id()")
        @CachePolicy(ttl = "20s", tags = "'brand:' + #result.brand()")
        public Product save(Product product) {
            return product;
        }

        @Cacheable(cacheNames = "counted", sync = true)
        @CachePolicy(ttl = "10s", staleFor = "1m", refreshAhead = "0.5", tags = "'n'")
        public int count(String key) {
            return READS.incrementAndGet();
        }

        @Briefly
        public int brief(String key) {
            return READS.incrementAndGet();
        }

        @CacheEvictTag(cacheNames = "products", tags = "'brand:' + #p0")
        public void renameBrand(String brand) {}

        @CacheEvictTag(cacheNames = "products", tags = "#result")
        public List<String> renameBrands() {
            return List.of("brand:brand0", "brand:brand1");
        }

        @CacheEvictTag(cacheNames = "products", tags = "'all'")
        public void fail() {
            throw new IllegalStateException("rename");
        }

        @CacheEvictTag(cacheNames = "products", tags = "'x'", beforeInvocation = true)
        public void failAfterwards() {
            throw new IllegalStateException("rename");
        }
    }

    @AfterEach
    void close() {
        Shelf.READS.set(0);
        running.close();
    }

    private int reads() {
        return Shelf.READS.get();
    }

    private boolean isHeld(long id) {
        return running.cache("products").get(id) != null;
    }

    @Test
    void ttl_isTheEntrysLife_withPlaceholders() {
        shelf.find(1);
        clock.advance(Duration.ofSeconds(29));
        assertThat(isHeld(1)).isTrue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(isHeld(1)).isFalse();
    }

    @Test
    void absentTtl_isTheLifeOfANull() {
        shelf.find(-1);
        clock.advance(Duration.ofSeconds(9));
        assertThat(isHeld(-1)).isTrue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(isHeld(-1)).isFalse();
    }

    @Test
    void cachePut_hasItsOwnPolicy() {
        shelf.save(Product.of(1));
        clock.advance(Duration.ofSeconds(19));
        assertThat(isHeld(1)).isTrue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(isHeld(1)).isFalse();
    }

    @Test
    void metaAnnotation_isRead() {
        shelf.brief("k");
        clock.advance(Duration.ofSeconds(6));
        shelf.brief("k");
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void evictTag_voidsWhatCarriesIt() {
        shelf.find(1);
        shelf.find(2);
        shelf.save(Product.of(3));
        shelf.renameBrand("brand1");
        assertThat(isHeld(1)).isFalse();
        assertThat(isHeld(3)).isFalse();
        assertThat(isHeld(2)).isTrue();
        shelf.find(1);
        shelf.renameBrands();
        assertThat(isHeld(1)).isFalse();
        assertThat(isHeld(2)).isFalse();
    }

    @Test
    void evictTag_methodThrows_voidsOnlyBeforeInvocation() {
        shelf.find(1);
        shelf.find(-1);
        assertThatThrownBy(shelf::fail).hasMessage("rename");
        assertThat(isHeld(1)).isTrue();
        assertThatThrownBy(shelf::failAfterwards).hasMessage("rename");
        assertThat(isHeld(1)).isFalse();
        assertThat(isHeld(-1))
                .as("null has the tags that do not look at the result")
                .isFalse();
    }

    @Test
    void refreshAhead_callsTheMethodInTheBackground() {
        assertThat(shelf.count("k")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(6));
        assertThat(shelf.count("k")).isEqualTo(1);
        executor.runAll();
        assertThat(shelf.count("k")).isEqualTo(2);
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void staleFor_servesTheOldValueWhileItIsRefreshed() {
        shelf.count("k");
        clock.advance(Duration.ofSeconds(40));
        assertThat(shelf.count("k")).isEqualTo(1);
        executor.runAll();
        assertThat(shelf.count("k")).isEqualTo(2);
        clock.advance(Duration.ofSeconds(71));
        assertThat(shelf.count("k")).isEqualTo(3);
    }

    /** Policies that cannot be meant. */
    static class Wrong {
        static class Ttl {
            @Cacheable("c")
            @CachePolicy(ttl = "soon")
            public String read(String key) {
                return key;
            }
        }

        static class Placeholder {
            @Cacheable("c")
            @CachePolicy(ttl = "${missing}")
            public String read(String key) {
                return key;
            }
        }

        static class Tag {
            @Cacheable("c")
            @CachePolicy(tags = "'unclosed")
            public String read(String key) {
                return key;
            }
        }

        static class Fraction {
            @Cacheable(cacheNames = "c", sync = true)
            @CachePolicy(refreshAhead = "1.5")
            public String read(String key) {
                return key;
            }
        }

        static class NotSync {
            @Cacheable("c")
            @CachePolicy(staleFor = "1m")
            public String read(String key) {
                return key;
            }
        }

        static class Alone {
            @CachePolicy(ttl = "1m")
            public String read(String key) {
                return key;
            }
        }

        static class Evict {
            @CacheEvictTag(cacheNames = "c", tags = "#{")
            public void read(String key) {}
        }

        static class Batch {
            @CacheableBatch(cacheNames = "c")
            public List<String> read(List<String> keys) {
                return keys;
            }
        }

        static class Other {
            @Cacheable(cacheNames = "c", cacheManager = "other")
            @CachePolicy(ttl = "1m")
            public String read(String key) {
                return key;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Wrong.Ttl.class,
                Wrong.Placeholder.class,
                Wrong.Tag.class,
                Wrong.Fraction.class,
                Wrong.NotSync.class,
                Wrong.Alone.class,
                Wrong.Evict.class,
                Wrong.Batch.class,
                Wrong.Other.class
            })
    void wrongValue_stopsTheStart_namingTheMethod(Class<?> bean) {
        Tarn tarn = Tarn.builder().build();
        assertThatThrownBy(() -> new Running(tarn, settings -> settings, bean))
                .hasMessageContaining(bean.getName() + ".read");
    }
}
