package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Ages;
import dev.tarn.Cache;
import dev.tarn.CacheControls;
import dev.tarn.LoadingCache;
import dev.tarn.Lookup;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sizes and ages that are changed while the cache runs. */
class RunTimeChangesTest {
    private static final Duration SHORT = Duration.ofSeconds(10);

    private final Lab lab = new Lab();
    private final Node node = lab.node();
    private final Origin origin = Origin.of("k", "v1", "other", "w");

    @AfterEach
    void close() {
        lab.close();
    }

    private static long entries(Cache<String, String> cache, String tier) {
        return cache.stats().tier(tier).orElseThrow().entries();
    }

    private static void fill(Cache<String, String> cache, int entries) {
        for (int i = 0; i < entries; i++) {
            cache.put("k" + i, "v");
        }
    }

    @Test
    void resize_ofTheHeap_holdsBeforeItReturnsAndTheNextTierKeepsWhatLeaves() {
        Cache<String, String> cache =
                node.describe().offHeap(OffHeap.maximumBytes(4 << 20)).build();
        CacheControls controls = cache.controls();
        fill(cache, 500);
        assertThat(controls.maximum("heap")).hasValue(1_000);

        controls.resize("heap", 100);
        assertThat(entries(cache, "heap")).isEqualTo(100);
        assertThat(entries(cache, "offheap")).isEqualTo(500);
        assertThat(controls.maximum("heap")).hasValue(100);
        controls.resize("heap", 300);
        fill(cache, 500);
        assertThat(entries(cache, "heap")).isEqualTo(300);
    }

    @Test
    void resize_thatATierCannotDo_tellsWhyAndChangesNothing() {
        Cache<String, String> cache =
                node.describe().offHeap(OffHeap.maximumBytes(4 << 20)).build();
        CacheControls controls = cache.controls();

        assertThatThrownBy(() -> controls.resize("offheap", 8 << 20))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("divided when the cache is built");
        assertThatThrownBy(() -> controls.resize("remote", 8 << 20))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("its server decides");
        assertThatThrownBy(() -> controls.resize("heap", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maximumEntries is 0");
        assertThatThrownBy(() -> controls.resize("disk", 10)).isInstanceOf(IllegalArgumentException.class);
        assertThat(controls.maximum("heap")).hasValue(1_000);
        assertThat(controls.maximum("offheap")).hasValue(4 << 20);
        assertThat(controls.maximum("remote")).isEmpty();
    }

    @Test
    void expireAfterWrite_changed_isThatOfEntriesWrittenFromThenOn() {
        Cache<String, String> cache = node.cache();
        cache.put("before", "v");
        Ages now = cache.controls().changeAges(ages -> ages.expireAfterWrite(SHORT));
        assertThat(now).isEqualTo(cache.controls().ages());
        assertThat(now.expireAfterWrite()).isEqualTo(SHORT);
        cache.put("after", "v");
        lab.pass(SHORT);

        assertThat(cache.getIfPresent("before")).isEqualTo("v");
        assertThat(cache.getIfPresent("after")).isNull();
    }

    @Test
    void staleForAndAbsentFor_changed_holdForLoadsFromThenOn() {
        LoadingCache<String, String> cache = node.cache(origin);
        assertThat(cache.get("none")).isNull();
        assertThat(cache.lookup("none")).isInstanceOf(Lookup.Missing.class);
        cache.controls()
                .changeAges(ages -> ages.expireAfterWrite(SHORT).staleFor(SHORT).absentFor(SHORT));
        assertThat(cache.get("none")).isNull();
        assertThat(cache.lookup("none")).isInstanceOf(Lookup.Absent.class);
        cache.get("k");
        lab.pass(SHORT);

        assertThat(cache.lookup("none")).isInstanceOf(Lookup.Missing.class);
        assertThat(cache.lookup("k"))
                .isInstanceOfSatisfying(
                        Lookup.Found.class, found -> assertThat(found.stale()).isTrue());
    }

    @Test
    void refreshAhead_changed_refreshesEntriesLoadedFromThenOn() {
        LoadingCache<String, String> cache = node.cache(origin);
        cache.get("k");
        cache.controls().changeAges(ages -> ages.refreshAhead(0.5));
        cache.get("other");
        origin.loads.clear();
        lab.pass(Node.LIFE.dividedBy(2));
        cache.get("k");
        cache.get("other");
        lab.settle();

        assertThat(origin.loads).containsExactly("other");
    }

    @Test
    void ages_thatBuildWouldRefuse_areRefusedAndChangeNothing() {
        Cache<String, String> cache = node.cache();
        Ages before = cache.controls().ages();

        assertThatThrownBy(() -> cache.controls().changeAges(ages -> ages.expireAfterWrite(null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no remote entry may live for ever");
        assertThatThrownBy(() -> cache.controls().changeAges(ages -> ages.refreshAhead(0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no loader");
        assertThatThrownBy(() -> cache.controls().changeAges(ages -> ages.staleFor(Duration.ofSeconds(-1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.controls().changeAges(ages -> ages.absentFor(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(cache.controls().ages()).isEqualTo(before);
    }

    @Test
    void ages_beyondABoundThatOnlyTheyCanKeep_areRefused() {
        try (Tarn tarn = Tarn.builder().build()) {
            Cache<String, String> cache = tarn.cache("bounded", String.class, String.class)
                    .heap(Heap.maximumEntries(10))
                    .expireAfterWrite(SHORT)
                    .maximumStaleness(SHORT)
                    .build();

            assertThatThrownBy(() -> cache.controls().changeAges(ages -> ages.staleFor(Duration.ofSeconds(1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("live no longer than the bound");
            assertThat(cache.controls().ages().staleFor()).isZero();
        }
    }
}
