package dev.tarn.benchmarks;

import dev.tarn.FailSafe;
import dev.tarn.LoadLimits;
import dev.tarn.LoadingCache;
import dev.tarn.tiered.CacheBuilder;
import java.time.Duration;
import java.util.List;

/** Everything a cache can be told about ages, failures and limits, to see what having it costs who never needs it. */
final class FullPolicy {
    private static final Duration LIFE = Duration.ofHours(1);

    private FullPolicy() {}

    static <K, V> CacheBuilder<K, V, LoadingCache<K, V>> on(CacheBuilder<K, V, LoadingCache<K, V>> builder) {
        return builder.expireAfterWrite(LIFE)
                .staleFor(LIFE)
                .absentFor(Duration.ofMinutes(1))
                .jitter(0.1)
                .refreshAhead(0.9)
                .refreshEarly(1)
                .failSafe(FailSafe.defaults()
                        .softTimeout(Duration.ofMillis(100))
                        .hardTimeout(Duration.ofSeconds(2))
                        .neverStaleOn(List.of(IllegalArgumentException.class))
                        .backOff(Duration.ofMillis(100), Duration.ofSeconds(10))
                        .cachingFailures())
                .loads(LoadLimits.of(16).maximumWaiting(1_000).maximumWait(Duration.ofSeconds(1)))
                .fallback((key, failure) -> null);
    }
}
