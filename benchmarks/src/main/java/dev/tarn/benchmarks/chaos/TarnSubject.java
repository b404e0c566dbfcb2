package dev.tarn.benchmarks.chaos;

import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.redis.RedisStore;
import dev.tarn.testing.chaos.ChaosCache;
import dev.tarn.testing.chaos.ChaosEnvironment;
import dev.tarn.testing.chaos.ChaosSubject;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import java.time.Duration;

/**
 * A heap and a Redis tier whose entries live for ten years: only the protocol can heal. With the setting {@code declared=false} no
 * bound is declared, as a control.
 */
public final class TarnSubject implements ChaosSubject {
    @Override
    public ChaosCache open(ChaosEnvironment environment) {
        Tarn tarn = Tarn.builder()
                .namespace("chaos")
                .remote(RedisStore.connect(environment.uri()))
                .build();
        CacheBuilder<Long, String, LoadingCache<Long, String>> builder = tarn.cache("chaos", Long.class, String.class)
                .heap(Heap.maximumEntries(100_000))
                .expireAfterWrite(Duration.ofDays(3_650))
                .loader(environment.loader());
        if (environment.setting("declared", "true").equals("true")) {
            builder.maximumStaleness(environment.bound());
        }
        return ChaosCache.of(builder.build(), tarn::close);
    }
}
