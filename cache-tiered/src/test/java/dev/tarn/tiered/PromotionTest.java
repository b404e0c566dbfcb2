package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import org.junit.jupiter.api.Test;

class PromotionTest {
    private static final int MANY = 10_000;

    /** Puts an entry, and has it leave the heap tier alone. */
    private static TieredCache<String, String> belowTheHeap(Tarn tarn, String key) {
        TieredCache<String, String> cache =
                (TieredCache<String, String>) tarn.cache("texts", String.class, String.class)
                        .heap(Heap.maximumEntries(100))
                        .offHeap(OffHeap.maximumBytes(4 << 20))
                        .build();
        cache.put(key, "value");
        cache.core().locals().store(0).removeOlder(key, Long.MAX_VALUE);
        return cache;
    }

    private static boolean isOnHeap(TieredCache<String, String> cache, String key) {
        return cache.core().locals().store(0).peek(key) != null;
    }

    @Test
    void hitBelow_once_staysThere() {
        try (Tarn tarn = Tarn.builder().build()) {
            TieredCache<String, String> cache = belowTheHeap(tarn, "k");
            assertThat(cache.getIfPresent("k")).isEqualTo("value");
            assertThat(isOnHeap(cache, "k")).isFalse();
        }
    }

    @Test
    void hitBelow_twice_movesUp() {
        try (Tarn tarn = Tarn.builder().build()) {
            TieredCache<String, String> cache = belowTheHeap(tarn, "k");
            cache.getIfPresent("k");
            assertThat(cache.getIfPresent("k")).isEqualTo("value");
            assertThat(isOnHeap(cache, "k")).isTrue();
            assertThat(cache.getIfPresent("k")).isEqualTo("value");
            assertThat(cache.stats().tier("heap").orElseThrow().freshHits()).isEqualTo(1);
        }
    }

    @Test
    void hitBelow_beforeManyOthers_isForgotten() {
        try (Tarn tarn = Tarn.builder().build()) {
            TieredCache<String, String> cache = belowTheHeap(tarn, "k");
            Promotion promotion = new Promotion();
            assertThat(promotion.isDue("k", cache.core().locals().store(0))).isFalse();
            int due = 0;
            for (int other = 0; other < MANY; other++) {
                due += promotion.isDue("other " + other, cache.core().locals().store(0)) ? 1 : 0;
            }
            assertThat(due).isLessThan(MANY / 3);
            assertThat(promotion.isDue("k", cache.core().locals().store(0))).isFalse();
            assertThat(promotion.isDue("k", cache.core().locals().store(0))).isTrue();
        }
    }
}
