package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.CacheListener;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.RemovalCause;
import dev.tarn.TierStats;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Caches with a tier outside the heap: alone, below the heap, and above the remote tier. */
class OffHeapTest {
    private static final int KEYS = 2_000;

    private final Origin origin = Origin.of();

    private LoadingCache<String, String> open(CacheBuilder<String, String, ?> builder) {
        return builder.expireAfterWrite(Duration.ofHours(1)).loader(origin).build();
    }

    private static CacheBuilder<String, String, ?> offHeap(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class).offHeap(OffHeap.maximumBytes(4 << 20));
    }

    private static TierStats stats(LoadingCache<String, String> cache, String tier) {
        return cache.stats().tier(tier).orElseThrow();
    }

    private void fillOrigin() {
        for (int i = 0; i < KEYS; i++) {
            origin.values.put("k" + i, "value of " + i);
        }
    }

    @Test
    void get_offHeapAlone_loadsOnceAndHitsAfterwards() {
        fillOrigin();
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = open(offHeap(tarn));
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < KEYS; i++) {
                    assertThat(cache.get("k" + i)).isEqualTo("value of " + i);
                }
            }
            assertThat(origin.loads).hasSize(KEYS);
            assertThat(stats(cache, "offheap").freshHits()).isEqualTo(KEYS);
            assertThat(stats(cache, "offheap").entries()).isEqualTo(KEYS);
        }
    }

    @Test
    void stats_ofBothTiers_tellOfMemoryOffHeapAlone() {
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = open(offHeap(tarn).heap(Heap.maximumEntries(50)));
            cache.put("small", "value");
            cache.put("large", "x".repeat(1 << 20));
            assertThat(stats(cache, "heap").memory()).isNull();
            assertThat(stats(cache, "offheap").memory()).satisfies(memory -> {
                assertThat(memory.liveBytes()).isBetween(20L, 60L);
                assertThat(memory.refusedTooLarge()).isEqualTo(1);
            });
        }
    }

    @Test
    void get_evictedFromTheHeap_isFoundOffHeap() {
        fillOrigin();
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = open(offHeap(tarn).heap(Heap.maximumEntries(50)));
            for (int i = 0; i < KEYS; i++) {
                cache.get("k" + i);
            }
            for (int i = 0; i < KEYS; i++) {
                assertThat(cache.get("k" + i)).isEqualTo("value of " + i);
            }
            assertThat(origin.loads).hasSize(KEYS);
            assertThat(stats(cache, "heap").entries()).isLessThanOrEqualTo(100);
            assertThat(stats(cache, "offheap").freshHits()).isGreaterThan(KEYS - 200);
        }
    }

    /** The off-heap tier is small and gives up what the heap still holds; when the heap gives it up, it comes back off-heap. */
    @Test
    void eviction_ofWhatIsNotOffHeapAnyMore_givesItDown() {
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = open(offHeap(tarn).heap(Heap.maximumEntries(10)));
            cache.put("kept", "v", Options.none());
            TieredCache<String, String> tiered = (TieredCache<String, String>) cache;
            LocalTiers<String, String> locals = tiered.core().locals();
            locals.store(1).removeOlder("kept", Long.MAX_VALUE);
            for (int i = 0; locals.store(0).peek("kept") != null; i++) {
                cache.put("other" + i, "w", Options.none());
            }
            assertThat(cache.getIfPresent("kept")).isEqualTo("v");
            assertThat(stats(cache, "offheap").freshHits()).isEqualTo(1);
        }
    }

    @Test
    void change_inEveryWay_isSeenInBothTiers() {
        fillOrigin();
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = open(offHeap(tarn).heap(Heap.maximumEntries(1)));
            cache.put("a", "1", Options.none().tags("red"));
            cache.put("b", "1", Options.none());
            cache.put("c", "1", Options.none());
            cache.put("d", "1", Options.none().tags("blue"));
            cache.put("b", "2", Options.none());
            cache.invalidate("c");
            cache.invalidateTag("red");
            assertThat(cache.getIfPresent("a")).isNull();
            assertThat(cache.getIfPresent("b")).isEqualTo("2");
            assertThat(cache.getIfPresent("c")).isNull();
            assertThat(cache.getIfPresent("d")).isEqualTo("1");
            assertThat(cache.asMap().replace("d", "1", "2")).isTrue();
            assertThat(cache.getIfPresent("d")).isEqualTo("2");
            cache.clear();
            assertThat(cache.getIfPresent("b")).isNull();
            assertThat(cache.getIfPresent("d")).isNull();
            assertThat(cache.getAll(List.of("k1", "k2"))).isEqualTo(Map.of("k1", "value of 1", "k2", "value of 2"));
        }
    }

    @Test
    void listeners_hearOfWhatLeavesTheFarthestTierOnly() {
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = open(offHeap(tarn).heap(Heap.maximumEntries(10)));
            List<String> heard = new ArrayList<>();
            cache.listen(new CacheListener<String, String>() {
                @Override
                public void onRemoval(String key, @Nullable String value, RemovalCause cause) {
                    if (cause == RemovalCause.SIZE) {
                        heard.add(key);
                    }
                }
            });
            for (int i = 0; i < 200; i++) {
                cache.put("k" + i, "v", Options.none());
            }
            assertThat(stats(cache, "heap").evictions()).isPositive();
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void getAll_belowTheHeap_asksTheSourceForNothingTwice() {
        fillOrigin();
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = open(offHeap(tarn).heap(Heap.maximumEntries(5)));
            Map<String, String> expected = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                expected.put("k" + i, "value of " + i);
            }
            assertThat(cache.getAll(expected.keySet())).isEqualTo(expected);
            assertThat(cache.getAll(expected.keySet())).isEqualTo(expected);
            assertThat(origin.loads).hasSize(100);
        }
    }

    @Test
    void remoteBelow_invalidationOfAnotherNode_removesOffHeap() {
        origin.values.put("k", "old");
        try (Lab lab = new Lab()) {
            Node one = lab.node();
            Node two = lab.node();
            LoadingCache<String, String> here = open(offHeap(one.tarn));
            LoadingCache<String, String> there = open(offHeap(two.tarn));
            assertThat(here.get("k")).isEqualTo("old");
            assertThat(there.get("k")).isEqualTo("old");
            origin.values.put("k", "new");
            here.invalidate("k");
            lab.settle();
            assertThat(there.get("k")).isEqualTo("new");
            assertThat(here.get("k")).isEqualTo("new");
        }
    }
}
