package dev.tarn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.console.Console;
import dev.tarn.invalidation.InProcessBus;
import dev.tarn.local.Heap;
import dev.tarn.micrometer.TarnMeters;
import dev.tarn.spi.Meters;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Counts what the calling thread allocates for hits in the heap. Time stands still, so no machine is too slow for it: there are no polls, and nothing is in
 * doubt. Compiled code allocates less than interpreted code, so hits are repeated until they allocate nothing, which they must some time.
 */
class HeapHitAllocationTest {
    private static final int ENTRIES = 1_024;
    private static final int READS = 100_000;
    private static final int ATTEMPTS = 100;
    private static final int MANY = 100;
    /** What a map of so many entries and the list of their keys take, and half as much again. */
    private static final double BYTES_PER_KEY = 150;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FakeClock clock = new FakeClock();
    private final InProcessBus bus = InProcessBus.create();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Console console = Console.builder().clock(clock).showKeys().build();

    /** How a cache is built. */
    enum Setting {
        PLAIN,
        BOUND,
        METERED,
        BOUND_AND_METERED,
        /** With meters, console, sampled times and audits. */
        WATCHED;

        boolean isBound() {
            return this == BOUND || this == BOUND_AND_METERED;
        }

        boolean isMetered() {
            return this == METERED || this == BOUND_AND_METERED;
        }
    }

    @AfterEach
    void close() {
        bus.close();
    }

    private Tarn open(Setting setting) {
        if (setting == Setting.WATCHED) {
            return WatchedHeap.watched(Tarn.builder().remote(new FakeServer(clock).connect()), console, registry)
                    .clock(clock)
                    .scheduler(clock)
                    .build();
        }
        return Tarn.builder()
                .bus(bus)
                .meters(setting.isMetered() ? TarnMeters.of(registry) : Meters.none())
                .clock(clock)
                .scheduler(clock)
                .build();
    }

    private static LoadingCache<Object, Object> fill(Tarn tarn, Setting setting, HeapKeys keys) {
        var builder = tarn.cache("heap", Object.class, Object.class)
                .keyCodec(new HeapKeyCodec())
                .heap(Heap.maximumEntries(2 * ENTRIES))
                .expireAfterWrite(Duration.ofMinutes(30))
                .loader(CacheLoader.<Object, Object>of(key -> key));
        if (setting == Setting.WATCHED) {
            builder.codec(new HeapKeyCodec()); // for the remote tier
        }
        LoadingCache<Object, Object> cache = setting.isBound()
                ? builder.maximumStaleness(Duration.ofSeconds(2)).build()
                : builder.build();
        for (int i = 0; i < ENTRIES; i++) {
            cache.put(keys.key(i), "value:" + i);
        }
        return cache;
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, STRING",
        "PLAIN, LONG",
        "BOUND, STRING",
        "BOUND, LONG",
        "METERED, STRING",
        "BOUND_AND_METERED, LONG",
        "WATCHED, STRING",
        "WATCHED, LONG"
    })
    void hits_ofCompiledCode_allocateNothing(Setting setting, HeapKeys keys) {
        try (Tarn tarn = open(setting)) {
            LoadingCache<Object, Object> cache = fill(tarn, setting, keys);
            Object[] sample = keys.sample(ENTRIES, 1 << 12, 3);
            cache.get(sample[0]); // asks the log, if it has not answered yet: from then on nothing is in doubt

            assertThat(leastBytes(cache, READS, () -> read(cache, sample))).isLessThan(0.1);
        }
    }

    private static int read(LoadingCache<Object, Object> cache, Object[] sample) {
        int found = 0;
        for (int i = 0; i < READS; i++) {
            Object key = sample[i & (sample.length - 1)];
            found += cache.get(key) == cache.getIfPresent(key) ? 1 : 0;
        }
        return found;
    }

    @Test
    void hits_thatAreWatchedAndNowAndThenSampled_allocateNextToNothing() {
        try (Tarn tarn = open(Setting.WATCHED)) {
            LoadingCache<Object, Object> cache = fill(tarn, Setting.WATCHED, HeapKeys.STRING);
            Object[] sample = HeapKeys.STRING.sample(ENTRIES, 1 << 12, 3);

            assertThat(leastBytes(cache, READS, () -> {
                        clock.advance(Duration.ofMillis(5)); // one of the reads is to be sampled
                        return read(cache, sample);
                    }))
                    .isLessThan(0.1);
            assertThat(console.state()).contains("\"hot\":[{\"key\":\"product:1");
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void bulkHits_ofCompiledCode_allocateTheirResultAndLittleMore(Setting setting) {
        try (Tarn tarn = open(setting)) {
            LoadingCache<Object, Object> cache = fill(tarn, setting, HeapKeys.STRING);
            List<Object> keys = Arrays.asList(HeapKeys.STRING.sample(MANY, MANY, 3)).stream()
                    .distinct()
                    .toList();
            int calls = READS / MANY;

            assertThat(leastBytes(cache, calls * keys.size(), () -> {
                        int found = 0;
                        for (int i = 0; i < calls; i++) {
                            found += cache.getAll(keys).size();
                        }
                        return found;
                    }))
                    .isLessThan(BYTES_PER_KEY);
        }
    }

    private static long misses(LoadingCache<Object, Object> cache) {
        return cache.stats().tiers().get(0).misses();
    }

    /**
     * Returns the least number of bytes that this thread allocated for each of the hits. Attempts with a miss do not count: the bus tells of the
     * puts on a thread of its own, and a late message may take an entry with it.
     */
    private static double leastBytes(LoadingCache<Object, Object> cache, int hits, IntSupplier reads) {
        double least = Double.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least > 0.1; attempt++) {
            long misses = misses(cache);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int found = reads.getAsInt();
            double bytes = (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / hits;
            if (misses(cache) == misses) {
                assertThat(found).isEqualTo(hits);
                least = Math.min(least, bytes);
            }
        }
        return least;
    }
}
