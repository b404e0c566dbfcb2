package dev.tarn.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Meters;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How soon the console names a key that three of ten reads ask for, among 100,000 others. Time is the test's own, so it counts in reads. */
class HotKeyTest {
    private static final int SECONDS = 10;
    private static final int OTHERS = 100_000;

    private final FakeClock clock = new FakeClock();
    private final SplittableRandom random = new SplittableRandom(5);
    private final Console console = Console.builder().clock(clock).showKeys().build();

    private Tarn open() {
        return Tarn.builder()
                .clock(clock)
                .scheduler(clock)
                .executor(Runnable::run)
                .meters(console.meters(Meters.none()))
                .build();
    }

    /** Returns a cache of which the heap tier answers the hot key, and nothing the others. */
    private static Cache<String, String> cache(Tarn tarn) {
        Cache<String, String> cache = tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Duration.ofMinutes(1))
                .build();
        cache.put("hot", "value");
        return cache;
    }

    private void read(Cache<String, String> cache, int reads, Duration pause) {
        for (int i = 0; i < reads; i++) {
            clock.advance(pause);
            cache.getIfPresent(random.nextInt(10) < 3 ? "hot" : "cold" + random.nextInt(OTHERS));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1_000, 10_000})
    void key_ofThreeReadsInTen_isNamedFirst_withItsShare_afterTenSeconds(int readsPerSecond) {
        try (Tarn tarn = open()) {
            read(cache(tarn), SECONDS * readsPerSecond, Duration.ofSeconds(1).dividedBy(readsPerSecond));

            assertThat(console.state()).containsPattern("\"hot\":\\[\\{\"key\":\"hot\",\"share\":0\\.(2[4-9]|3[0-6])");
        }
    }

    @Test
    void key_ofThreeReadsInTen_isNamedFirst_afterFiftyReads_ifThereAreNoMore() {
        try (Tarn tarn = open()) {
            read(cache(tarn), 50, Duration.ofMillis(200));

            assertThat(console.state()).contains("\"hot\":[{\"key\":\"hot\",");
        }
    }
}
