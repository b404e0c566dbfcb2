package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Answer.State;
import dev.tarn.CacheLoader;
import dev.tarn.FailSafe;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries that are refreshed because they are asked for most, though not just now. */
class HotSetTest {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Origin origin = Origin.of();

    HotSetTest() {
        for (int i = 0; i < 300; i++) {
            origin.values.put("k" + i, "v" + i);
        }
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private LoadingCache<String, String> cache(Node node, int entries) {
        return node.describe().refreshHottest(entries, EVERY).loader(origin).build();
    }

    @Test
    void hotEntries_areRefreshedBeforeTheirEndAndReadersFindThemFresh() {
        LoadingCache<String, String> cache = cache(a, 10);
        cache.get("k1");
        lab.pass(Node.LIFE.minus(EVERY.multipliedBy(3)));
        assertThat(origin.loads).as("not due yet").hasSize(1);
        origin.values.put("k1", "new");
        lab.pass(EVERY.multipliedBy(2));

        assertThat(origin.loads).hasSize(2);
        assertThat(cache.answer("k1")).satisfies(answer -> {
            assertThat(answer.value()).isEqualTo("new");
            assertThat(answer.state()).isEqualTo(State.FRESH);
        });
        lab.pass(Node.LIFE);
        assertThat(cache.answer("k1").state()).isEqualTo(State.FRESH);
        assertThat(origin.loads).as("once a life").hasSize(3);
    }

    @Test
    void moreEntriesThanTheSetHolds_onlyTheHottestAreRefreshed() {
        LoadingCache<String, String> cache = a.describe()
                .heap(Heap.maximumEntries(20))
                .refreshHottest(2, EVERY)
                .loader(origin)
                .build();
        for (int i = 0; i < 15; i++) {
            cache.get("k" + i);
        }
        for (int i = 0; i < 20; i++) {
            cache.get("k3");
            cache.get("k7");
        }
        origin.loads.clear();
        lab.pass(Node.LIFE);

        assertThat(origin.loads).containsExactlyInAnyOrder("k3", "k7");
    }

    @Test
    void nodesThatKeepTheSame_loadItOnce() {
        LoadingCache<String, String> here = cache(a, 10);
        LoadingCache<String, String> there = cache(lab.node(), 10);
        here.get("k1");
        there.get("k1");
        origin.loads.clear();
        lab.pass(Node.LIFE);

        assertThat(origin.loads).containsExactly("k1");
        assertThat(here.answer("k1").state()).isEqualTo(State.FRESH);
        assertThat(there.answer("k1").state()).isEqualTo(State.FRESH);
        assertThat(origin.loads).containsExactly("k1");
    }

    @Test
    void bulkLoader_isAskedForManyAtOnceAndNotForAll() {
        List<Integer> sizes = new ArrayList<>();
        CacheLoader<String, String> bulk = CacheLoader.bulk(keys -> {
            sizes.add(keys.size());
            return keys.stream().collect(Collectors.toMap(key -> key, key -> key + "!"));
        });
        LoadingCache<String, String> cache =
                a.describe().refreshHottest(300, EVERY).loader(bulk).build();
        Map<String, String> all =
                cache.getAll(IntStream.range(0, 250).mapToObj(i -> "k" + i).toList());
        assertThat(all).hasSize(250);
        sizes.clear();
        lab.pass(Node.LIFE);

        assertThat(sizes).containsExactlyInAnyOrder(100, 100, 50);
    }

    @Test
    void failingSource_isNotAskedEachTime() {
        Duration pause = Duration.ofDays(1);
        LoadingCache<String, String> cache = a.describe()
                .staleFor(Duration.ofHours(1))
                .refreshHottest(10, EVERY)
                .failSafe(FailSafe.defaults().backOff(pause, pause))
                .loader(origin)
                .build();
        cache.get("k1");
        origin.failure = new IllegalStateException("no source");
        lab.pass(Node.LIFE.plus(EVERY.multipliedBy(10)));

        assertThat(origin.loads).hasSize(2);
    }

    @Test
    void changedEntry_isNotBroughtBack() {
        LoadingCache<String, String> cache = cache(a, 10);
        cache.get("k1");
        cache.get("k2");
        cache.invalidate("k1");
        origin.loads.clear();
        lab.pass(Node.LIFE);

        assertThat(origin.loads).containsExactly("k2");
    }

    @Test
    void closedCache_looksNoMore() {
        LoadingCache<String, String> cache = cache(a, 10);
        cache.get("k1");
        a.tarn.closeCache(cache.name());
        lab.pass(Node.LIFE);

        assertThat(origin.loads).hasSize(1);
    }

    @Test
    void settings_thatContradictIt_areRefused() {
        refused(a.describe().refreshHottest(10, EVERY), "no loader");
        refused(a.describe().refreshHottest(10, Node.LIFE).loader(origin), "four times as long");
        refused(
                a.describe().refreshHottest(10, EVERY).expireAfterAccess(EVERY).loader(origin),
                "never end for want of reads");
        refused(
                a.tarn.cache("remote", String.class, String.class)
                        .expireAfterWrite(Node.LIFE)
                        .refreshHottest(10, EVERY)
                        .loader(origin),
                "no local tier");
        assertThatThrownBy(() -> a.describe().refreshHottest(0, EVERY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> a.describe().refreshHottest(1, Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(CacheBuilder<String, String, ?> builder, String why) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refreshHottest(10, ")
                .hasMessageContaining(why);
    }
}
