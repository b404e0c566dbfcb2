package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.testing.fault.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkReadsTest {
    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final List<Set<String>> batches = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        lab.close();
    }

    private CacheLoader<String, String> bulk() {
        return CacheLoader.bulk(keys -> {
            batches.add(new TreeSet<>(keys));
            Map<String, String> found = new LinkedHashMap<>();
            keys.stream().filter(key -> !key.startsWith("none")).forEach(key -> found.put(key, key + "!"));
            return found;
        });
    }

    private LoadingCache<String, String> cache(CacheLoader<String, String> loader) {
        return a.describe().loader(loader).build();
    }

    @Test
    void getAll_asksEachTierOnceForWhatIsStillMissing() {
        LoadingCache<String, String> cache = cache(bulk());
        Node b = lab.node();
        b.cache().put("remote", "r");
        cache.put("heap", "h");
        lab.settle();

        assertThat(cache.getAll(List.of("x", "heap", "remote", "y", "x", "none")))
                .containsExactly(
                        Map.entry("x", "x!"), Map.entry("heap", "h"), Map.entry("remote", "r"), Map.entry("y", "y!"));

        assertThat(batches).containsExactly(Set.of("x", "y", "none"));
        assertThat(a.store.calls(Operation.READ_ALL)).isEqualTo(1);
        assertThat(a.store.calls(Operation.BEGIN)).isEqualTo(1);
        assertThat(a.store.calls(Operation.FILL)).isEqualTo(1);
        assertThat(a.store.calls(Operation.READ)).isZero();
        assertThat(cache.stats().tier("heap").orElseThrow().misses()).isEqualTo(4);
        assertThat(cache.stats().tier("remote").orElseThrow().freshHits()).isEqualTo(1);
        assertThat(cache.stats().tier("remote").orElseThrow().misses()).isEqualTo(3);
        assertThat(cache.stats().loadSuccesses()).isEqualTo(3);
        assertThat(cache.stats().loadAbsences()).isEqualTo(1);
        assertThat(cache.getAllPresent(List.of("y", "x"))).containsExactly(Map.entry("y", "y!"), Map.entry("x", "x!"));
    }

    @Test
    void getAllPresent_asksTheRemoteTierOnceAndLoadsNothing() {
        LoadingCache<String, String> cache = cache(bulk());
        lab.node().cache().putAll(Map.of("r1", "1", "r2", "2"));

        assertThat(cache.getAllPresent(List.of("r2", "none", "r1")))
                .containsExactly(Map.entry("r2", "2"), Map.entry("r1", "1"));
        assertThat(batches).isEmpty();
        assertThat(a.store.calls(Operation.READ_ALL)).isEqualTo(1);
        cache.getAllPresent(List.of("r2", "r1"));
        assertThat(a.store.calls(Operation.READ_ALL)).isEqualTo(1);
    }

    @Test
    void getAll_bulkLoaderFails_isTheFailureOfTheCallAndNothingIsStored() {
        IllegalStateException failure = new IllegalStateException("no source");
        LoadingCache<String, String> cache = cache(CacheLoader.bulk(keys -> {
            throw failure;
        }));

        assertThatThrownBy(() -> cache.getAll(List.of("x", "y"))).isSameAs(failure);
        assertThat(cache.getAllPresent(List.of("x", "y"))).isEmpty();
        assertThat(a.store.calls(Operation.RELEASE)).isEqualTo(1);
        assertThat(cache.stats().loadFailures()).isEqualTo(2);
    }

    @Test
    void getAll_oneOfManySingleLoadsFails_theOthersAreKept() {
        IllegalStateException failure = new IllegalStateException("no source");
        LoadingCache<String, String> cache = cache(Origin.of().doing((key, context) -> {
            if (key.equals("bad")) {
                throw failure;
            }
            return key + "!";
        }));

        assertThatThrownBy(() -> cache.getAll(List.of("x", "bad", "y"))).isSameAs(failure);
        assertThat(cache.getAllPresent(List.of("x", "bad", "y"))).containsOnlyKeys("x", "y");
    }

    @Test
    void getAll_withAFunction_givesItOnlyWhatIsMissing() {
        LoadingCache<String, String> cache = cache(bulk());
        cache.put("x", "1");

        assertThat(cache.getAll(List.of("x", "y"), keys -> {
                    assertThat(keys).hasSize(1);
                    return Map.of("y", "2", "unasked", "3");
                }))
                .containsExactly(Map.entry("x", "1"), Map.entry("y", "2"));
        assertThat(cache.getIfPresent("unasked")).isNull();
        assertThat(cache.getAll(List.<String>of(), keys -> Map.of())).isEmpty();
    }

    @Test
    void asyncGetAll_answersAsTheBlockingFaceDoes() {
        LoadingCache<String, String> cache = cache(bulk());
        CompletableFuture<Map<String, String>> first = cache.async().getAll(List.of("x", "none", "y"));
        CompletableFuture<Map<String, String>> second = cache.async().getAll(List.of("y", "z"));
        lab.settle();

        assertThat(first)
                .isCompletedWithValueMatching(
                        found -> List.copyOf(found.keySet()).equals(List.of("x", "y")));
        assertThat(second)
                .isCompletedWithValueMatching(
                        found -> List.copyOf(found.keySet()).equals(List.of("y", "z")));
        assertThat(batches).containsExactlyInAnyOrder(Set.of("x", "y", "none"), Set.of("z"));
        assertThat(cache.stats().joins()).isEqualTo(1);
    }

    @Test
    void getAll_overlappingBatches_shareFlights() throws Exception {
        try (Tarn tarn = Tarn.builder().namespace("bulk").build()) {
            CountDownLatch loading = new CountDownLatch(1);
            CountDownLatch mayEnd = new CountDownLatch(1);
            LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .loader(CacheLoader.<String, String>bulk(keys -> {
                        batches.add(new TreeSet<>(keys));
                        loading.countDown();
                        await(mayEnd);
                        Map<String, String> found = new LinkedHashMap<>();
                        keys.forEach(key -> found.put(key, key + "!"));
                        return found;
                    }))
                    .build();
            Crew.Member<Map<String, String>> first = Crew.start(() -> cache.getAll(List.of("1", "2", "3")));
            Crew.await(loading);
            Crew.Member<Map<String, String>> second = Crew.start(() -> cache.getAll(List.of("2", "3")));
            Crew.Member<@Nullable String> third = Crew.start(() -> cache.get("1"));
            second.untilWaiting();
            third.untilWaiting();
            mayEnd.countDown();

            assertThat(first.get()).hasSize(3);
            assertThat(second.get()).containsOnlyKeys("2", "3");
            assertThat(third.get()).isEqualTo("1!");
            assertThat(batches).containsExactly(Set.of("1", "2", "3"));
        }
    }

    @Test
    void getAll_loaderNeedsAnotherKeyOfItsBatch_loadsItOutOfTurn() {
        AtomicReference<@Nullable LoadingCache<String, String>> self = new AtomicReference<>();
        Origin origin = Origin.of().doing((key, context) -> {
            LoadingCache<String, String> again = self.get();
            return key.equals("child") && again != null ? "of " + again.get("parent") : key + "!";
        });
        LoadingCache<String, String> cache = cache(origin);
        self.set(cache);

        assertThat(cache.getAll(List.of("child", "parent")))
                .containsExactly(Map.entry("child", "of parent!"), Map.entry("parent", "parent!"));
        assertThat(origin.loads).containsExactly("child", "parent");
    }

    @Test
    void getAll_twoBatchesInACircleOfKeys_end() throws Exception {
        try (Tarn tarn = Tarn.builder().namespace("bulk").build()) {
            CountDownLatch both = new CountDownLatch(2);
            AtomicReference<@Nullable LoadingCache<String, String>> self = new AtomicReference<>();
            LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .loader(Origin.of().doing((key, context) -> {
                        LoadingCache<String, String> again = self.get();
                        if (again == null || key.length() > 1) {
                            return key + "!";
                        }
                        both.countDown();
                        Crew.await(both);
                        return again.get(key.equals("a") ? "b2" : "a2");
                    }))
                    .build();
            self.set(cache);
            Crew.Member<Map<String, String>> first = Crew.start(() -> cache.getAll(List.of("a", "a2")));
            Crew.Member<Map<String, String>> second = Crew.start(() -> cache.getAll(List.of("b", "b2")));

            assertThat(first.get()).containsExactly(Map.entry("a", "b2!"), Map.entry("a2", "a2!"));
            assertThat(second.get()).containsExactly(Map.entry("b", "a2!"), Map.entry("b2", "b2!"));
        }
    }

    @Test
    void getAll_manyOverlappingBatchesAtOnce_neitherHangNorLoadTwice() throws Exception {
        try (Tarn tarn = Tarn.builder().namespace("bulk").build()) {
            Origin origin = Origin.of().doing((key, context) -> key + "!");
            LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(10_000))
                    .loader(origin)
                    .build();
            List<Crew.Member<Map<String, String>>> crew = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int shift = i;
                crew.add(Crew.start(() -> cache.getAll(keys(shift))));
            }
            for (Crew.Member<Map<String, String>> member : crew) {
                assertThat(member.get()).hasSize(50);
            }
            assertThat(origin.loads).hasSize(65).doesNotHaveDuplicates();
            assertThat(cache.async().getAll(keys(0)).get(20, TimeUnit.SECONDS)).hasSize(50);
        }
    }

    private static List<String> keys(int shift) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            keys.add("k" + (shift % 2 == 0 ? i + shift : 49 - i + shift));
        }
        return keys;
    }

    private static void await(CountDownLatch latch) {
        try {
            Crew.await(latch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
