package dev.tarn.benchmarks.chaos;

import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.testing.chaos.ChaosCache;
import dev.tarn.testing.chaos.ChaosEnvironment;
import dev.tarn.testing.chaos.ChaosSubject;
import dev.tarn.tiered.Tarn;
import java.time.Duration;

/** A heap that never hears of the other nodes: broken on purpose, for the kit to find out. */
public final class DeafSubject implements ChaosSubject {
    @Override
    public ChaosCache open(ChaosEnvironment environment) {
        Tarn tarn = Tarn.builder().namespace("chaos").build();
        LoadingCache<Long, String> cache = tarn.cache("chaos", Long.class, String.class)
                .heap(Heap.maximumEntries(100_000))
                .expireAfterWrite(Duration.ofDays(3_650))
                .loader(environment.loader())
                .build();
        return ChaosCache.of(cache, tarn::close);
    }
}
