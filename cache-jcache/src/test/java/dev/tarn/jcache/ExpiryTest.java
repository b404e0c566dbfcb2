package dev.tarn.jcache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testing.time.FakeClock;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Duration TEN_SECONDS = new Duration(SECONDS, 10);
    private static final java.time.Duration NINE = java.time.Duration.ofSeconds(9);
    private static final java.time.Duration ONE = java.time.Duration.ofSeconds(1);

    private final FakeClock clock = new FakeClock();
    private final Provided provided = new Provided();

    @AfterEach
    void close() {
        provided.close();
    }

    private Cache<String, Long> cache(Factory<ExpiryPolicy> policy) {
        TarnConfiguration<String, Long> configuration = new TarnConfiguration<>(String.class, Long.class).clock(clock);
        configuration.setExpiryPolicyFactory(policy).setStatisticsEnabled(true);
        return provided.cache(configuration);
    }

    @Test
    void createdPolicy_updateAndRead_endAfterCreation() {
        Cache<String, Long> cache = cache(CreatedExpiryPolicy.factoryOf(TEN_SECONDS));
        cache.put("a", 1L);
        clock.advance(NINE);
        cache.put("a", 2L);
        assertThat(cache.get("a")).isEqualTo(2L);
        clock.advance(ONE);
        assertThat(cache.containsKey("a")).isFalse();
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void modifiedPolicy_update_beginsAnew() {
        Cache<String, Long> cache = cache(ModifiedExpiryPolicy.factoryOf(TEN_SECONDS));
        cache.put("a", 1L);
        clock.advance(NINE);
        cache.put("a", 2L);
        clock.advance(NINE);
        assertThat(cache.get("a")).isEqualTo(2L);
        clock.advance(ONE);
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void accessedPolicy_read_beginsAnew() {
        Cache<String, Long> cache = cache(AccessedExpiryPolicy.factoryOf(TEN_SECONDS));
        cache.put("a", 1L);
        clock.advance(NINE);
        assertThat(cache.get("a")).isEqualTo(1L);
        clock.advance(NINE);
        assertThat(cache.get("a")).isEqualTo(1L);
        clock.advance(ONE.plus(NINE));
        assertThat(cache.get("a")).isNull();
    }

    @Test
    void entry_itsTimeCame_isToldOnceAndNotIterated() {
        Cache<String, Long> cache = cache(CreatedExpiryPolicy.factoryOf(TEN_SECONDS));
        List<String> expired = new ArrayList<>();
        CacheEntryExpiredListener<String, Long> listener =
                events -> events.forEach(event -> expired.add(event.getKey()));
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                new FactoryBuilder.SingletonFactory<>(listener), null, true, true));
        cache.put("a", 1L);
        clock.advance(NINE.plus(ONE));
        assertThat(cache).isEmpty();
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("a")).isNull();
        assertThat(expired).containsExactly("a");
    }
}
