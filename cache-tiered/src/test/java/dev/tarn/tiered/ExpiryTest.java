package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Expiry;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lives that are not the same for all entries. */
class ExpiryTest {
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final FakeClock clock = new FakeClock();
    private final Tarn tarn =
            Tarn.builder().clock(clock).scheduler(clock).executor(Runnable::run).build();
    private final Origin origin = Origin.of("short", "v", "long", "v");
    private final Map<String, Expiry.Outcome> asked = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        tarn.close();
    }

    private CacheBuilder<String, String, LoadingCache<String, String>> describe() {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(LIFE)
                .loader(origin);
    }

    private LoadingCache<String, String> cache() {
        return describe()
                .expiry((key, value, outcome) -> {
                    asked.put(key, outcome);
                    return key.equals("long") ? null : Duration.ofMinutes(1);
                })
                .build();
    }

    @Test
    void expiry_ofLoadsWritesAndAbsences_decidesWhereItSaysSomething() {
        LoadingCache<String, String> cache = cache();
        cache.get("short");
        cache.get("long");
        cache.put("written", "v");
        cache.get("absent");
        assertThat(cache.asMap()).containsKeys("short", "long", "written");
        clock.advance(Duration.ofMinutes(1));

        assertThat(cache.getIfPresent("short")).isNull();
        assertThat(cache.getIfPresent("written")).isNull();
        assertThat(cache.getIfPresent("long")).isEqualTo("v");
        assertThat(asked)
                .isEqualTo(Map.of(
                        "short",
                        Expiry.Outcome.LOADED,
                        "long",
                        Expiry.Outcome.LOADED,
                        "written",
                        Expiry.Outcome.WRITTEN,
                        "absent",
                        Expiry.Outcome.ABSENT));
    }

    @Test
    void expiry_loadThatSaysItself_goesBeforeIt() {
        origin.doing((key, context) -> {
            context.ttl(Duration.ofMinutes(5));
            return "v";
        });
        LoadingCache<String, String> cache = cache();
        cache.get("short");
        clock.advance(Duration.ofMinutes(4));

        assertThat(cache.getIfPresent("short")).isEqualTo("v");
        assertThat(asked).isEmpty();
    }

    @Test
    void expiry_thatThrowsOrMakesNoSense_failsTheLoad() {
        LoadingCache<String, String> cache = describe()
                .expiry((key, value, outcome) -> {
                    if (key.equals("short")) {
                        return Duration.ZERO;
                    }
                    throw new IllegalStateException("a defect");
                })
                .build();

        assertThatThrownBy(() -> cache.get("short")).hasMessageContaining("ttl is PT0S");
        assertThatThrownBy(() -> cache.get("long")).hasMessage("a defect");
        assertThatThrownBy(() -> cache.put("long", "v")).hasMessage("a defect");
    }

    @Test
    void refreshEarly_slowLoads_spreadOverTheTimeBeforeTheEnd() {
        origin.doing((key, context) -> {
            clock.advance(Duration.ofSeconds(10));
            return "v";
        });
        LoadingCache<String, String> cache = describe().refreshEarly(1).build();
        cache.get("first");
        Set<Long> moments = new HashSet<>();
        long early = 0;
        for (int i = 0; i < 200; i++) {
            cache.put("k" + i, "v");
            var entry = ((TieredCache<String, String>) cache).core().locals().peek("k" + i);
            assertThat(entry).isNotNull();
            long before = entry.freshUntil() - entry.refreshAt();
            assertThat(before).isBetween(0L, LIFE.toNanos());
            moments.add(before);
            early += before;
        }

        assertThat(moments).hasSizeGreaterThan(150);
        assertThat(Duration.ofNanos(early / 200))
                .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(15)); // 10 on average
    }

    @Test
    void refreshEarly_withoutALoader_isRefused() {
        assertThatThrownBy(() -> tarn.cache("texts", String.class, String.class)
                        .heap(Heap.maximumEntries(10))
                        .expireAfterWrite(LIFE)
                        .refreshEarly(1)
                        .build())
                .hasMessageContaining("refreshEarly");
    }
}
