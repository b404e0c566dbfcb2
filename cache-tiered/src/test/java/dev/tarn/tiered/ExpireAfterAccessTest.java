package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.Explanation;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.fault.Operation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Entries that end because nobody reads them. */
class ExpireAfterAccessTest {
    private static final Duration IDLE = Duration.ofSeconds(80);
    /** After so long without a read an entry is gone for certain. */
    private static final Duration GONE = Duration.ofSeconds(90);

    private static final Duration MOMENT = Duration.ofMillis(100);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Origin origin = Origin.of("k", "v", "other", "w");

    @AfterEach
    void close() {
        lab.close();
    }

    private CacheBuilder<String, String, LoadingCache<String, String>> describe(Node node) {
        return node.describe().expireAfterAccess(IDLE).loader(origin);
    }

    private LoadingCache<String, String> cache(Node node) {
        return describe(node).build();
    }

    /** Returns a cache that is in the remote tier alone. */
    private LoadingCache<String, String> remoteOnly(Node node) {
        return node.tarn
                .cache(Node.ID.cache(), String.class, String.class)
                .expireAfterWrite(Node.LIFE)
                .expireAfterAccess(IDLE)
                .loader(origin)
                .build();
    }

    private boolean isStored(String key) {
        return lab.server.stored(Node.ID, Node.keyOf(key)) != null;
    }

    @Test
    void entry_thatNobodyReads_isGoneFromAllTiers() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        lab.pass(IDLE.minus(MOMENT));
        assertThat(cache.explain("k").tiers()).allMatch(tier -> tier.state() == Explanation.State.FRESH);
        assertThat(isStored("k")).isTrue();
        lab.pass(GONE.minus(IDLE).plusSeconds(2));

        assertThat(isStored("k")).isFalse();
        assertThat(cache.stats().tier("heap").orElseThrow().entries())
                .as("swept")
                .isZero();
        assertThat(cache.getIfPresent("k")).isNull();
        cache.get("k");
        assertThat(origin.loads).hasSize(2);
    }

    @Test
    void entry_readAtAnyMoment_livesOnFromThere() {
        for (int second = 1; second < 80; second += 13) {
            String key = "k" + second;
            origin.values.put(key, "v");
            LoadingCache<String, String> cache = second == 1 ? cache(a) : again();
            cache.get(key);
            lab.pass(Duration.ofSeconds(second));
            cache.get(key);
            lab.pass(IDLE.minus(MOMENT));
            assertThat(cache.getIfPresent(key)).as("read after %s s", second).isEqualTo("v");
            lab.pass(GONE);
            assertThat(cache.getIfPresent(key)).isNull();
        }
    }

    @SuppressWarnings("unchecked")
    private LoadingCache<String, String> again() {
        return (LoadingCache<String, String>) a.tarn.find(Node.ID.cache()).orElseThrow();
    }

    @Test
    void entry_readAllTheTime_endsWithItsWholeLife() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        for (Duration passed = Duration.ZERO; passed.compareTo(Node.LIFE) < 0; passed = passed.plusSeconds(1)) {
            assertThat(cache.getIfPresent("k")).isEqualTo("v");
            lab.pass(Duration.ofSeconds(1));
        }

        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(origin.loads).hasSize(1);
    }

    @Test
    void readsInTheHeap_keepTheCopyInTheRemoteTier() {
        LoadingCache<String, String> here = cache(a);
        LoadingCache<String, String> there = cache(b);
        here.get("k");
        there.get("k");
        for (int i = 0; i < 5; i++) {
            lab.pass(IDLE.minus(MOMENT));
            assertThat(here.get("k")).isEqualTo("v");
        }

        assertThat(there.stats().tier("heap").orElseThrow().entries()).isZero();
        assertThat(there.get("k")).isEqualTo("v");
        assertThat(origin.loads).hasSize(1);
    }

    @Test
    void readsInTheRemoteTier_keepTheCopyThere() {
        LoadingCache<String, String> cache = remoteOnly(a);
        cache.getAll(List.of("k", "other"));
        for (int i = 0; i < 2; i++) {
            lab.pass(IDLE.minus(MOMENT));
            cache.get("k");
            lab.pass(MOMENT);
        }
        assertThat(isStored("other")).isFalse();
        for (int i = 0; i < 2; i++) {
            lab.pass(IDLE.minus(MOMENT));
            assertThat(cache.getAllPresent(List.of("k", "other"))).containsOnlyKeys("k");
            lab.pass(IDLE.minus(MOMENT));
            assertThat(cache.getIfPresent("k")).isEqualTo("v");
        }
        assertThat(origin.loads).containsExactlyInAnyOrder("k", "other");
    }

    @Test
    void reads_areNotedNowAndThenOnly() {
        LoadingCache<String, String> cache = cache(a);
        cache.get("k");
        for (int i = 0; i < 800; i++) {
            cache.get("k");
            lab.pass(MOMENT);
        }

        assertThat(a.store.calls(Operation.TOUCH)).isBetween(10L, 17L);
    }

    @Test
    void withoutExpireAfterAccess_nothingIsNoted() {
        LoadingCache<String, String> cache = a.cache(origin);
        cache.get("k");
        lab.pass(Node.LIFE.minusSeconds(1));
        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(a.store.calls(Operation.TOUCH)).isZero();
        assertThat(isStored("k")).isTrue();
    }

    @Test
    void refreshAhead_comesWhenItIsDue() {
        LoadingCache<String, String> cache = describe(a).refreshAhead(0.5).build();
        cache.get("k");
        Duration half = Node.LIFE.dividedBy(2);
        for (Duration passed = Duration.ZERO; passed.compareTo(half) < 0; passed = passed.plusSeconds(1)) {
            cache.get("k");
            lab.settle();
            assertThat(origin.loads).hasSize(1);
            lab.pass(Duration.ofSeconds(1));
        }
        cache.get("k");
        lab.settle();

        assertThat(origin.loads).hasSize(2);
    }

    @Test
    void staleEntry_isServedWhileItIsRead() {
        LoadingCache<String, String> cache = describe(a).staleFor(Node.LIFE).build();
        cache.get("k");
        origin.failure = new IllegalStateException("no source");
        Duration served = Node.LIFE.plus(IDLE.multipliedBy(3));
        for (Duration passed = Duration.ZERO; passed.compareTo(served) < 0; passed = passed.plusSeconds(1)) {
            assertThat(cache.getIfPresent("k")).isEqualTo("v");
            lab.pass(Duration.ofSeconds(1));
        }
        assertThat(cache.answer("k").isStale()).isTrue();
        lab.pass(GONE.plus(MOMENT));
        assertThatThrownBy(() -> cache.get("k")).hasMessage("no source");
    }

    @Test
    void softInvalidate_leavesAStaleValueItsTimeToBeRead() {
        LoadingCache<String, String> cache = describe(a).staleFor(Node.LIFE).build();
        cache.get("k");
        lab.pass(IDLE.minus(MOMENT));
        origin.failure = new IllegalStateException("no source");
        cache.softInvalidate("k");
        lab.pass(IDLE.minus(MOMENT));

        assertThat(cache.getIfPresent("k")).isEqualTo("v");
    }

    @Test
    void readsInTheHeap_countForTheTierBelow() {
        try (Tarn tarn = Tarn.builder()
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(a.executor)
                .build()) {
            LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .offHeap(OffHeap.maximumBytes(4 << 20))
                    .expireAfterWrite(Node.LIFE)
                    .expireAfterAccess(IDLE)
                    .loader(origin)
                    .build();
            cache.get("k");
            for (int i = 0; i < 3; i++) {
                lab.pass(IDLE.minus(MOMENT));
                cache.get("k");
            }
            cache.controls().use("heap", false);
            assertThat(cache.get("k")).isEqualTo("v");
            assertThat(origin.loads).hasSize(1);
            lab.pass(GONE);
            assertThat(cache.asMap().putIfAbsent("k", "new")).isNull();
            assertThat(cache.stats().tier("offheap").orElseThrow().entries()).isEqualTo(1);
        }
    }

    @Test
    void settings_thatContradictIt_areRefused() {
        assertThatThrownBy(() -> describe(a).expireAfterWrite(IDLE).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expireAfterAccess PT1M20S and expireAfterWrite PT1M20S");
        assertThatThrownBy(() -> describe(a).refreshEarly(1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use refreshAhead");
        assertThatThrownBy(() -> a.describe().expireAfterAccess(Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expireAfterAccess is PT0.099S");
        Cache<String, String> cache = cache(a);
        assertThatThrownBy(() -> cache.controls().changeAges(ages -> ages.expireAfterWrite(IDLE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it would end nothing");
    }

    @Test
    void bound_isKeptByTheWholeLifeAndNotByReads() {
        try (Tarn tarn = Tarn.builder().build()) {
            CacheBuilder<String, String, ?> builder = tarn.cache("bounded", String.class, String.class)
                    .heap(Heap.maximumEntries(10))
                    .expireAfterWrite(Node.LIFE)
                    .expireAfterAccess(IDLE)
                    .maximumStaleness(IDLE);
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("live no longer than the bound");
            builder.maximumStaleness(Node.LIFE).build();
        }
    }

    @Test
    void remoteTier_thatCannotProlongLives_isRefused() {
        RemoteTier tier = (RemoteTier) Proxy.newProxyInstance(
                RemoteTier.class.getClassLoader(),
                new Class<?>[] {RemoteTier.class},
                (proxy, method, arguments) ->
                        !method.getName().equals("canTouch") && method.getReturnType() == boolean.class);
        TieredCache<String, String> cache = (TieredCache<String, String>) cache(a);
        assertThatThrownBy(() -> cache.core().settings().checkRemote(tier))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("localOnly()");
    }
}
