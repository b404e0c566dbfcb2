package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hit looks at the clock only if the time decides whether the entry may be served, and a read of many keys not once for each. */
class ClockLooksTest {
    private static final Duration LIFE = Duration.ofMinutes(10);
    /** A hundred reads are sampled a few times, with two looks each. */
    private static final int SAMPLES = 8;

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
        return looks(() -> assertThat(cache.getIfPresent("k")).isEqualTo("v"));
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readOfMany_keysThatTheRemoteTierHolds_looksHardlyMoreOftenThanForTwo(boolean loading) {
        FakeServer server = new FakeServer(time);
        try (Tarn other = near(server, time);
                Tarn here = near(server, clock)) {
            List<String> keys = IntStream.range(0, 102).mapToObj(i -> "k" + i).toList();
            remote(other).putAll(keys.stream().collect(Collectors.toMap(key -> key, key -> "v")));
            LoadingCache<String, String> cache = remote(here);
            time.runDue();

            int looksOfTwo = looks(() -> read(cache, keys.subList(0, 2), loading));
            int looksOfMany = looks(() -> read(cache, keys.subList(2, 102), loading));

            assertThat(looksOfTwo).isPositive();
            assertThat(looksOfMany).isBetween(looksOfTwo, looksOfTwo + SAMPLES);
            assertThat(cache.stats().tier("remote").orElseThrow().freshHits()).isEqualTo(102);
        }
        server.assertNothingOpen();
    }

    private Tarn near(FakeServer server, Clock clockOfIt) {
        return Tarn.builder()
                .remote(server.connect())
                .clock(clockOfIt)
                .scheduler(time)
                .executor(Runnable::run)
                .build();
    }

    private static LoadingCache<String, String> remote(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(LIFE)
                .loader(Origin.of())
                .build();
    }

    private static void read(LoadingCache<String, String> cache, List<String> keys, boolean loading) {
        Map<String, String> values = loading ? cache.getAll(keys) : cache.getAllPresent(keys);
        assertThat(values).hasSize(keys.size());
    }

    private int looks(Runnable call) {
        clock.looks = 0;
        call.run();
        return clock.looks;
    }
}
