package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hit looks at the clock only if the time decides whether the entry may be served. */
class ClockLooksTest {
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final FakeClock time = new FakeClock();
    private final CountingClock clock = new CountingClock();
    private final Tarn tarn =
            Tarn.builder().clock(clock).scheduler(time).executor(Runnable::run).build();

    private final class CountingClock implements Clock {
        int looks;

        @Override
        public long nanos() {
            looks++;
            return time.nanos();
        }

        @Override
        public long millis() {
            return time.millis();
        }
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    private CacheBuilder<String, String, Cache<String, String>> describe() {
        return tarn.cache("texts", String.class, String.class).heap(Heap.maximumEntries(1_000));
    }

    private int looksOfAHit(Cache<String, String> cache) {
        clock.looks = 0;
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
        return clock.looks;
    }

    @Test
    void getIfPresent_entryWithoutAnEnd_doesNotLookAtTheClock() {
        Cache<String, String> cache = describe().build();
        cache.put("k", "v");
        time.advance(LIFE);

        assertThat(looksOfAHit(cache)).isZero();
        assertThat(cache.stats().tier("heap").orElseThrow().freshHits()).isEqualTo(1);
    }

    @Test
    void getIfPresent_entryWithoutAnEndThatWasCleared_isNotServed() {
        Cache<String, String> cache = describe().build();
        cache.put("k", "v");
        cache.clear();

        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void getIfPresent_entryWithALife_looksOnceAndIsNotServedAfterwards() {
        Cache<String, String> cache = describe().expireAfterWrite(LIFE).build();
        cache.put("k", "v");

        assertThat(looksOfAHit(cache)).isEqualTo(1);
        time.advance(LIFE);
        assertThat(cache.getIfPresent("k")).isNull();
    }
}
