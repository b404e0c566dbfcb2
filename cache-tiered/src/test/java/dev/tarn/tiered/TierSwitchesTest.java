package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.CacheListener;
import dev.tarn.LoadingCache;
import dev.tarn.Lookup;
import dev.tarn.Options;
import dev.tarn.RemovalCause;
import dev.tarn.StoreException;
import dev.tarn.TierStats;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.Traits;
import dev.tarn.testing.fake.FakeLocalStore;
import dev.tarn.testing.fault.Operation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tiers that are taken out of use, and into use again, while the cache runs. */
class TierSwitchesTest {
    private final Lab lab = new Lab();
    private final Node node = lab.node();
    private final Origin origin = Origin.of("k", "v1");

    @AfterEach
    void close() {
        lab.close();
    }

    private static TierStats stats(Cache<String, String> cache, String tier) {
        return cache.stats().tier(tier).orElseThrow();
    }

    /** Returns a cache on the heap and off it that nobody shares. */
    private CacheBuilder<String, String, Cache<String, String>> alone() {
        return node.tarn
                .cache("alone", String.class, String.class)
                .localOnly()
                .heap(Heap.maximumEntries(10))
                .offHeap(OffHeap.maximumBytes(4 << 20))
                .expireAfterWrite(Node.LIFE);
    }

    /** Returns a cache on the heap and off it in a Tarn without a store and a bus. */
    private static CacheBuilder<String, String, Cache<String, String>> twoTiers(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .offHeap(OffHeap.maximumBytes(4 << 20));
    }

    @Test
    void tiers_areNamedAndUsedUnlessSwitchedOff() {
        Cache<String, String> cache =
                node.describe().offHeap(OffHeap.maximumBytes(4 << 20)).build();
        assertThat(cache.controls().tiers()).containsExactly("heap", "offheap", "remote");
        cache.controls().use("offheap", false);
        assertThat(cache.controls().tiers())
                .filteredOn(cache.controls()::isUsed)
                .containsExactly("heap", "remote");
        cache.controls().use("remote", false);
        cache.controls().use("offheap", true);
        assertThat(cache.controls().tiers())
                .filteredOn(cache.controls()::isUsed)
                .containsExactly("heap", "offheap");
    }

    @Test
    void use_unknownTier_isRefusedWithThoseThereAre() {
        Cache<String, String> cache = node.cache();
        assertThatThrownBy(() -> cache.controls().use("offheap", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("offheap")
                .hasMessageContaining("[heap, remote]");
    }

    @Test
    void heapOff_readsGoToTheNextTierAndFillNothing() {
        LoadingCache<String, String> cache = node.cache(origin);
        cache.get("k");
        cache.controls().use("heap", false);
        assertThat(stats(cache, "heap").entries()).isZero();
        long hits = stats(cache, "remote").freshHits();
        long misses = stats(cache, "heap").misses();

        assertThat(cache.get("k")).isEqualTo("v1");
        assertThat(cache.get("k")).isEqualTo("v1");
        cache.put("other", "w");

        assertThat(stats(cache, "remote").freshHits()).isEqualTo(hits + 2);
        assertThat(stats(cache, "heap").entries()).isZero();
        assertThat(stats(cache, "heap").misses()).as("nobody asked it").isEqualTo(misses);
        assertThat(origin.loads).hasSize(1);
    }

    @Test
    void heapOnAgain_beginsEmptyAndIsFilled() {
        LoadingCache<String, String> cache = node.cache(origin);
        cache.get("k");
        cache.controls().use("heap", false);
        cache.controls().use("heap", true);
        long hits = stats(cache, "heap").freshHits();

        cache.get("k");
        assertThat(stats(cache, "heap").freshHits()).as("dropped").isEqualTo(hits);
        cache.get("k");
        assertThat(stats(cache, "heap").freshHits()).isEqualTo(hits + 1);
    }

    @Test
    void heapOnAgain_afterChangesMeanwhile_servesNothingFromBefore() {
        Cache<String, String> cache = alone().build();
        cache.put("put", "old");
        cache.put("invalidated", "old");
        cache.put("changed elsewhere", "old");
        cache.controls().use("heap", false);
        cache.put("put", "new");
        cache.invalidate("invalidated");
        cache.invalidate("changed elsewhere");
        cache.controls().use("heap", true);

        assertThat(cache.getIfPresent("put")).isEqualTo("new");
        assertThat(cache.getIfPresent("invalidated")).isNull();
        assertThat(cache.getIfPresent("changed elsewhere")).isNull();
    }

    @Test
    void offHeapOff_takesNothingThatTheHeapGivesUpAndTheHeapIsTheFarthest() {
        Cache<String, String> cache = alone().build();
        List<String> gone = new ArrayList<>();
        cache.listen(new CacheListener<String, String>() {
            @Override
            public void onRemoval(String key, @Nullable String value, RemovalCause cause) {
                gone.add(key);
            }
        });
        cache.controls().use("offheap", false);
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "v");
        }
        lab.settle();

        assertThat(stats(cache, "offheap").entries()).isZero();
        assertThat(gone).hasSizeGreaterThan(50);
    }

    @Test
    void allLocalTiersOff_everyReadIsALoadAndNothingIsKept() {
        LoadingCache<String, String> cache = alone().loader(origin).build();
        cache.get("k");
        cache.controls().use("heap", false);
        cache.controls().use("offheap", false);

        assertThat(cache.get("k")).isEqualTo("v1");
        assertThat(cache.get("k")).isEqualTo("v1");
        assertThat(origin.loads).hasSize(3);
        assertThat(cache.put("p", "v")).isEqualTo(WriteStatus.APPLIED);
        assertThat(cache.getIfPresent("p")).isNull();
        CompletableFuture<Boolean> offered = cache.beginFill("f").offer("v", Options.none());
        assertThat(offered).isCompletedWithValue(false);
    }

    @Test
    void remoteOff_thisCacheNeitherReadsNorFillsItAndOthersDo() {
        LoadingCache<String, String> cache = node.cache(origin);
        Cache<String, String> other = node.tarn
                .cache("others", String.class, String.class)
                .expireAfterWrite(Node.LIFE)
                .build();
        other.put("k", "there");
        cache.controls().use("remote", false);
        long asked = asked();

        assertThat(cache.get("k")).isEqualTo("v1");
        assertThat(cache.getIfPresent("none")).isNull();
        assertThat(asked()).isEqualTo(asked);
        assertThat(cache.lookup("none")).isInstanceOf(Lookup.Unavailable.class);
        assertThatThrownBy(() -> cache.asMap().putIfAbsent("k", "w")).isInstanceOf(StoreException.class);
        assertThat(other.getIfPresent("k")).isEqualTo("there");
        assertThat(cache.stats().breaker().refusedCalls()).isZero();
    }

    private long asked() {
        return node.store.calls(Operation.READ) + node.store.calls(Operation.BEGIN) + node.store.calls(Operation.FILL);
    }

    @Test
    void remoteOff_changesStillReachOtherNodesAndItIsUpToDateWhenOnAgain() {
        LoadingCache<String, String> cache = node.cache(origin);
        LoadingCache<String, String> there = lab.node().cache(origin);
        assertThat(cache.get("k")).isEqualTo("v1");
        assertThat(there.get("k")).isEqualTo("v1");
        cache.controls().use("remote", false);
        origin.values.put("k", "v2");
        assertThat(cache.invalidate("k")).isEqualTo(WriteStatus.APPLIED);
        lab.settle();

        assertThat(there.get("k")).isEqualTo("v2");
        cache.controls().use("remote", true);
        origin.loads.clear();
        assertThat(cache.get("k")).isEqualTo("v2");
        assertThat(origin.loads).isEmpty();
    }

    @Test
    void remoteOff_whileItIsBeingLoaded_makesNobodyWaitForTheLease() {
        LoadingCache<String, String> cache = node.cache(origin);
        LoadingCache<String, String> there = lab.node().cache(origin);
        origin.doing((key, context) -> {
            cache.controls().use("remote", false);
            return "loaded";
        });
        cache.get("k");
        origin.doing((key, context) -> "loaded there");

        CompletableFuture<String> read = there.async().get("k");
        lab.settle();
        assertThat(read).isCompletedWithValue("loaded there");
    }

    @Test
    void farthestOff_conditionalChangesAreDecidedByTheHeapAndLaterByWhatTookItOver() {
        try (Tarn tarn = Tarn.builder().build()) {
            Cache<String, String> cache = twoTiers(tarn).build();
            cache.put("a", "1");
            cache.controls().use("offheap", false);
            assertThat(cache.getIfPresent("a")).as("the heap has it as well").isEqualTo("1");
            assertThat(cache.asMap().putIfAbsent("a", "2")).isEqualTo("1");
            assertThat(cache.asMap().replace("a", "1", "2")).isTrue();
            assertThat(cache.asMap()).containsOnlyKeys("a");

            cache.controls().use("offheap", true);
            assertThat(cache.asMap().putIfAbsent("a", "3")).isEqualTo("2");
            assertThat(cache.asMap().remove("a", "2")).isTrue();
            assertThat(cache.getIfPresent("a")).isNull();
        }
    }

    @Test
    void allOff_conditionalChangesFindNothing() {
        try (Tarn tarn = Tarn.builder().build()) {
            Cache<String, String> cache = twoTiers(tarn).build();
            cache.put("a", "1");
            cache.controls().use("heap", false);
            cache.controls().use("offheap", false);
            assertThat(cache.asMap().putIfAbsent("a", "2")).isNull();
            assertThat(cache.asMap().putIfAbsent("a", "3")).isNull();
            assertThat(cache.asMap()).isEmpty();
        }
    }

    @Test
    void put_underWayWhileItsTierIsSwitchedOff_leavesNothing() {
        LocalStore<String, String> store = new FakeLocalStore<>("heap");
        List<LocalTiers<String, String>> late = new ArrayList<>();
        LocalTiers<String, String> tiers = new LocalTiers<>(
                List.of(beforePutting(store, () -> late.get(0).use(0, false))), List.of(new Counters.Tier("heap")));
        late.add(tiers);

        tiers.put("k", new Entry<>("v", 1, 0, 1, 1, 1, Traits.NONE), LocalStore.Guard.ALWAYS);
        assertThat(store.size()).isZero();
    }

    @SuppressWarnings("unchecked")
    private static LocalStore<String, String> beforePutting(LocalStore<String, String> store, Runnable first) {
        return (LocalStore<String, String>) Proxy.newProxyInstance(
                LocalStore.class.getClassLoader(), new Class<?>[] {LocalStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        first.run();
                    }
                    return method.invoke(store, arguments);
                });
    }
}
