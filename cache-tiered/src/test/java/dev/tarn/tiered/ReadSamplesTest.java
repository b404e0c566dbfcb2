package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.Meters;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads are sampled by time; a cache at rest is left alone. */
class ReadSamplesTest {
    private static final Duration EVERY = Duration.ofMillis(5);

    private final FakeClock clock = new FakeClock();
    private final AtomicInteger scheduled = new AtomicInteger();
    private final List<Object> keys = new ArrayList<>();
    private final List<String> tiers = new ArrayList<>();
    private final Tarn tarn = Tarn.builder()
            .clock(clock)
            .scheduler((task, delay) -> {
                scheduled.incrementAndGet();
                return clock.schedule(task, delay);
            })
            .executor(Runnable::run)
            .meters((id, stats) -> new Recorder())
            .build();

    private final class Recorder implements Meters.CacheMeters {
        @Override
        public long keySampleNanos() {
            return EVERY.toNanos();
        }

        @Override
        public void sampledKey(Object key) {
            keys.add(key);
        }

        @Override
        public void localHit(String tier, long nanos) {
            tiers.add(tier);
            assertThat(nanos).isBetween(0L, TimeUnit.SECONDS.toNanos(1));
        }
    }

    @AfterEach
    void close() {
        tarn.close();
    }

    private CacheBuilder<String, String, Cache<String, String>> describe() {
        return tarn.cache("texts", String.class, String.class);
    }

    @Test
    void read_thatIsDue_isTaken_andThoseBeforeTheNextTickAreNot() {
        Cache<String, String> cache = describe().heap(Heap.maximumEntries(10)).build();
        cache.put("k", "v");
        for (int tick = 0; tick < 4; tick++) {
            clock.advance(EVERY);
            for (int i = 0; i < 10; i++) {
                cache.getIfPresent("k");
            }
        }

        assertThat(keys).containsExactly("k", "k", "k", "k");
        assertThat(tiers).containsExactly("heap", "heap", "heap", "heap");
    }

    @Test
    void read_thatNoTierAnswers_isSampledWithoutATime() {
        Cache<String, String> cache = describe().heap(Heap.maximumEntries(10)).build();
        clock.advance(EVERY);
        cache.getIfPresent("nowhere");

        assertThat(keys).containsExactly("nowhere");
        assertThat(tiers).isEmpty();
    }

    @Test
    void read_thatTheOffHeapTierAnswers_isTimedAsItsOwn() {
        Cache<String, String> cache =
                describe().offHeap(OffHeap.maximumBytes(4 << 20)).build();
        cache.put("k", "v");
        clock.advance(EVERY);
        cache.getIfPresent("k");

        assertThat(tiers).containsExactly("offheap");
    }

    @Test
    void cache_atRest_isSampledOnceASecond_andAtOnceWhenItIsReadAgain() {
        Cache<String, String> cache = describe().heap(Heap.maximumEntries(10)).build();
        cache.put("k", "v");
        clock.advance(Duration.ofSeconds(10));
        int before = scheduled.get();
        clock.advance(Duration.ofSeconds(10));
        assertThat(scheduled.get() - before)
                .as("with the upkeep, once a second as well")
                .isBetween(10, 22);

        cache.getIfPresent("k");
        assertThat(keys).containsExactly("k");
        for (int read = 0; read < 300; read++) {
            cache.getIfPresent("k");
            clock.advance(EVERY);
        }
        assertThat(keys.size()).as("after a second at most it is quick again").isBetween(90, 310);
    }
}
