package dev.tarn.jcache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.local.offheap.OffHeap;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.expiry.AccessedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final long BUDGET = 8L << 20;

    private final Provided provided = new Provided();
    private final FakeClock clock = new FakeClock();

    @AfterEach
    void close() {
        provided.close();
    }

    @Test
    void configuration_ofACache_isACopyWithWhatTarnAdds() {
        TarnConfiguration<String, Long> given =
                new TarnConfiguration<>(String.class, Long.class).expireAfterWrite(Duration.ofMinutes(1));
        Cache<String, Long> cache = provided.cache(given);
        given.expireAfterWrite(Duration.ofMinutes(2));
        @SuppressWarnings("unchecked") // the cache's own types
        TarnConfiguration<String, Long> got = cache.getConfiguration(TarnConfiguration.class);
        assertThat(got.timeToLive()).isEqualTo(Duration.ofMinutes(1));
        assertThat(got.getKeyType()).isEqualTo(String.class);
    }

    @Test
    void offHeapTier_entryRead_isEncodedWithItsEnd() {
        TarnConfiguration<String, Long> configuration = new TarnConfiguration<>(String.class, Long.class)
                .offHeap(OffHeap.maximumBytes(BUDGET))
                .clock(clock);
        configuration.setExpiryPolicyFactory(
                AccessedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(SECONDS, 10)));
        Cache<String, Long> cache = provided.cache(configuration);
        cache.put("a", 1L);
        clock.advance(Duration.ofSeconds(9));
        assertThat(cache.get("a")).isEqualTo(1L);
        clock.advance(Duration.ofSeconds(9));
        assertThat(cache.get("a")).isEqualTo(1L);
        clock.advance(Duration.ofSeconds(10));
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void offHeapTier_typesNotSaid_isRefusedAndTheNameStaysFree() {
        TarnConfiguration<Object, Object> untyped =
                new TarnConfiguration<>(Object.class, Object.class).offHeap(OffHeap.maximumBytes(BUDGET));
        assertThatThrownBy(() -> provided.cache(untyped))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("prices");
        Cache<String, Long> cache = provided.cache(new TarnConfiguration<>(String.class, Long.class));
        cache.put("a", 1L);
        assertThat(cache.get("a")).isEqualTo(1L);
    }

    @Test
    void name_thatATarnCacheMustNotHave_isPermitted() {
        TarnConfiguration<String, Long> configuration = new TarnConfiguration<>(String.class, Long.class);
        Cache<String, Long> first = provided.caches().createCache("com.shop.Prices(long, String)", configuration);
        Cache<String, Long> second = provided.caches().createCache("com.shop.Prices(long)", configuration);
        first.put("a", 1L);
        assertThat(second.containsKey("a")).isFalse();
        assertThat(provided.caches().getCacheNames()).contains("com.shop.Prices(long)");
    }

    @Test
    void tarn_closedBeforeItsCache_makesTheCacheRefuse() {
        Tarn tarn = Tarn.builder().namespace("test").build();
        Cache<String, Long> cache = provided.cache(new TarnConfiguration<>(String.class, Long.class).tarn(tarn));
        tarn.close();
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache.put("a", 1L)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void property_thatIsNoTarn_isRefused() {
        Properties properties = new Properties();
        properties.put(TarnCachingProvider.TARN, "redis://localhost");
        try (Provided wrong = new Provided(properties)) {
            assertThatThrownBy(() -> wrong.cache(new TarnConfiguration<>(String.class, Long.class)))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining(TarnCachingProvider.TARN);
        }
    }
}
