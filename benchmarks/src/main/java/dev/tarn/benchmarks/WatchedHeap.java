package dev.tarn.benchmarks;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.console.Console;
import dev.tarn.local.Heap;
import dev.tarn.micrometer.TarnMeters;
import dev.tarn.spi.Clock;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.tiered.Tarn;
import dev.tarn.tiered.TarnBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tarn as it is when people watch it: with Micrometer's meters, the live console's sketches of keys, sampled times of hits, and audits against a remote tier.
 * The remote tier is in memory, for nothing but audits asks it.
 */
final class WatchedHeap implements HeapSubject {
    /** As often as the demo does. */
    private static final Duration AUDIT = Duration.ofMillis(200);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Tarn tarn;
    private final LoadingCache<Object, Object> cache;

    WatchedHeap(int maximumEntries) {
        Console console = Console.builder().showKeys().build();
        tarn = watched(Tarn.builder().remote(new FakeServer(Clock.system()).connect()), console, registry)
                .build();
        console.watch(tarn::find);
        cache = tarn.cache("heap", Object.class, Object.class)
                .keyCodec(new HeapKeyCodec())
                .codec(new HeapKeyCodec())
                .heap(Heap.maximumEntries(maximumEntries))
                .expireAfterWrite(LIFE)
                .loader(CacheLoader.<Object, Object>of(key -> key))
                .build();
    }

    /** Has somebody watch whatever can be watched. */
    static TarnBuilder watched(TarnBuilder builder, Console console, MeterRegistry registry) {
        return builder.meters(console.meters(TarnMeters.of(registry))).audit(AUDIT);
    }

    @Override
    public @Nullable Object getIfPresent(Object key) {
        return cache.getIfPresent(key);
    }

    @Override
    public @Nullable Object get(Object key) {
        return cache.get(key);
    }

    @Override
    public void put(Object key, Object value) {
        cache.put(key, value);
    }

    @Override
    public long misses() {
        return cache.stats().tiers().get(0).misses();
    }

    @Override
    public void close() {
        tarn.close();
        registry.close();
    }
}
