package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.CacheStats;
import dev.tarn.Explanation;
import dev.tarn.LoadingCache;
import dev.tarn.Lookup;
import dev.tarn.Options;
import dev.tarn.TierStats;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadsTest {
    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();

    @AfterEach
    void close() {
        lab.close();
    }

    private static TierStats tier(Cache<?, ?> cache, String tier) {
        return cache.stats().tier(tier).orElseThrow();
    }

    @Test
    void get_nothingAnywhere_loadsOnceAndFillsBothTiers() {
        Origin origin = Origin.of("k", "v");
        LoadingCache<String, String> cache = a.cache(origin);

        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(cache.get("k")).isEqualTo("v");

        assertThat(origin.loads).containsExactly("k");
        assertThat(tier(cache, "heap").freshHits()).isEqualTo(1);
        assertThat(tier(cache, "heap").misses()).isEqualTo(1);
        assertThat(tier(cache, "remote").misses()).isEqualTo(1);
        assertThat(tier(cache, "remote").hits()).isZero();
        assertThat(cache.stats().loadSuccesses()).isEqualTo(1);
        assertThat(cache.stats().hitRate()).isEqualTo(0.5);
    }

    @Test
    void get_anotherNodeHasLoaded_isServedByTheRemoteTierAndFillsTheHeap() {
        Origin origin = Origin.of("k", "v");
        Origin unused = Origin.of();
        LoadingCache<String, String> first = a.cache(origin);
        LoadingCache<String, String> second = b.cache(unused);
        lab.settle();
        first.get("k");

        assertThat(second.get("k")).isEqualTo("v");
        assertThat(second.get("k")).isEqualTo("v");

        assertThat(unused.loads).isEmpty();
        assertThat(b.store.calls(Operation.READ)).isEqualTo(1);
        assertThat(tier(second, "remote").freshHits()).isEqualTo(1);
        assertThat(tier(second, "remote").misses()).isZero();
        assertThat(tier(second, "heap").freshHits()).isEqualTo(1);
        assertThat(second.stats().loads()).isZero();
    }

    @Test
    void getIfPresent_missesEverywhere_neverLoads() {
        Origin origin = Origin.of("k", "v");
        LoadingCache<String, String> cache = a.cache(origin);

        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cache.asMap().containsKey("k")).isFalse();
        lab.settle();

        assertThat(origin.loads).isEmpty();
        assertThat(tier(cache, "heap").misses()).isEqualTo(2);
        assertThat(tier(cache, "remote").misses()).isEqualTo(2);
    }

    @Test
    void lookup_tellsValueAbsenceMissAndOutageApart() {
        Origin origin = Origin.of("k", "v");
        LoadingCache<String, String> cache =
                a.describe().absentFor(Duration.ofMinutes(1)).loader(origin).build();
        cache.get("k");
        cache.get("none");

        assertThat(cache.lookup("k")).isEqualTo(new Lookup.Found<>("v", "heap", Duration.ZERO, false));
        assertThat(cache.lookup("none")).isEqualTo(new Lookup.Absent<>("heap", Duration.ZERO));
        assertThat(cache.lookup("never asked")).isEqualTo(new Lookup.Missing<>());
        a.store.always(Operation.READ, Fault.of(Fault.Kind.REFUSE));
        assertThat(cache.lookup("never asked")).isInstanceOf(Lookup.Unavailable.class);
        assertThat(cache.getIfPresent("never asked")).isNull();
    }

    @Test
    void lookup_valueInTheRemoteTierOnly_namesThatTier() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        first.put("k", "v");
        lab.clock.advance(Duration.ofSeconds(3));

        assertThat(second.lookup("k")).isEqualTo(new Lookup.Found<>("v", "remote", Duration.ofSeconds(3), false));
        assertThat(second.lookup("k")).isEqualTo(new Lookup.Found<>("v", "heap", Duration.ofSeconds(3), false));
    }

    @Test
    void get_absenceWithALifeOfItsOwn_asksTheSourceAgainAfterThatLife() {
        Origin origin = Origin.of();
        LoadingCache<String, String> cache =
                a.describe().absentFor(Duration.ofSeconds(30)).loader(origin).build();

        assertThat(cache.get("k")).isNull();
        assertThat(cache.get("k")).isNull();
        assertThat(origin.loads).hasSize(1);
        assertThat(tier(cache, "heap").absentHits()).isEqualTo(1);
        assertThat(cache.stats().loadAbsences()).isEqualTo(1);
        assertThat(cache.stats().loadSuccesses()).isEqualTo(1);

        lab.clock.advance(Duration.ofSeconds(30));
        origin.values.put("k", "v");
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    void get_absenceInTheRemoteTier_isBelievedByAnotherNode() {
        Origin origin = Origin.of();
        Origin unused = Origin.of("k", "not asked");
        LoadingCache<String, String> first =
                a.describe().absentFor(Duration.ofSeconds(30)).loader(origin).build();
        LoadingCache<String, String> second =
                b.describe().absentFor(Duration.ofSeconds(30)).loader(unused).build();
        lab.settle();
        first.get("k");

        assertThat(second.get("k")).isNull();
        assertThat(unused.loads).isEmpty();
        assertThat(tier(second, "remote").absentHits()).isEqualTo(1);
    }

    @Test
    void get_absencesAreNotCachedUnlessTold_asksEachTime() {
        Origin origin = Origin.of();
        LoadingCache<String, String> cache = a.cache(origin);

        cache.get("k");
        cache.get("k");

        assertThat(origin.loads).hasSize(2);
        assertThat(lab.server.stored(Node.ID, Node.keyOf("k"))).isNull();
    }

    @Test
    void get_staleValue_isServedAndRefreshedOnceInTheBackground() {
        Origin origin = Origin.of("k", "old");
        LoadingCache<String, String> cache =
                a.describe().staleFor(Duration.ofHours(1)).loader(origin).build();
        cache.get("k");
        origin.values.put("k", "new");
        lab.clock.advance(Node.LIFE);

        assertThat(cache.get("k")).isEqualTo("old");
        assertThat(cache.get("k")).isEqualTo("old");
        assertThat(cache.getIfPresent("k")).isEqualTo("old");
        lab.settle();

        assertThat(origin.loads).hasSize(2);
        assertThat(cache.get("k")).isEqualTo("new");
        assertThat(tier(cache, "heap").staleHits()).isEqualTo(3);
        assertThat(tier(cache, "remote").requests()).isEqualTo(1);
    }

    @Test
    void get_deadValue_isNeverServedEvenIfTheLoadFails() {
        Origin origin = Origin.of("k", "old");
        LoadingCache<String, String> cache =
                a.describe().staleFor(Duration.ofMinutes(1)).loader(origin).build();
        cache.get("k");
        origin.failure = new IllegalStateException("no source");
        lab.clock.advance(Node.LIFE.plusMinutes(1));

        assertThat(cache.getIfPresent("k")).isNull();
        assertThatThrownBy(() -> cache.get("k")).isSameAs(origin.failure);
    }

    @Test
    void get_staleValueOnlyInTheRemoteTier_isServedAndRefreshed() {
        Origin origin = Origin.of("k", "old");
        LoadingCache<String, String> first =
                a.describe().staleFor(Duration.ofHours(1)).loader(origin).build();
        Origin newer = Origin.of("k", "new");
        LoadingCache<String, String> second =
                b.describe().staleFor(Duration.ofHours(1)).loader(newer).build();
        lab.settle();
        first.get("k");
        lab.clock.advance(Node.LIFE);

        assertThat(second.getAll(List.of("k"))).containsEntry("k", "old");
        lab.settle();
        assertThat(newer.loads).hasSize(1);
        assertThat(second.get("k")).isEqualTo("new");
        assertThat(tier(second, "remote").staleHits()).isEqualTo(1);
    }

    @Test
    void get_anotherNodeHasRefreshed_takesItsValueInsteadOfLoading() {
        Origin origin = Origin.of("k", "old");
        LoadingCache<String, String> first =
                a.describe().staleFor(Duration.ofHours(1)).loader(origin).build();
        Origin unused = Origin.of("k", "loaded twice");
        LoadingCache<String, String> second =
                b.describe().staleFor(Duration.ofHours(1)).loader(unused).build();
        lab.settle();
        first.get("k");
        second.get("k");
        origin.values.put("k", "new");
        lab.clock.advance(Node.LIFE);
        first.get("k");
        lab.settle();

        assertThat(second.get("k")).isEqualTo("old");
        lab.settle();
        assertThat(second.get("k")).isEqualTo("new");
        assertThat(unused.loads).isEmpty();
    }

    @Test
    void get_loadFailsWhileAStaleValueIsLeft_servesIt() {
        Origin origin = Origin.of("k", "old");
        LoadingCache<String, String> cache =
                a.describe().staleFor(Duration.ofHours(1)).loader(origin).build();
        cache.get("k");
        origin.failure = new IllegalStateException("no source");
        lab.clock.advance(Node.LIFE);

        assertThat(cache.async().refresh("k").thenApply(value -> value + "!")).satisfies(refreshed -> {
            lab.settle();
            assertThat(refreshed).isCompletedWithValue("old!");
        });
        assertThat(cache.stats().loadFailures()).isEqualTo(1);
    }

    @Test
    void refreshAhead_readInTheLastPart_refreshesBeforeTheEnd() {
        Origin origin = Origin.of("k", "old");
        LoadingCache<String, String> cache =
                a.describe().refreshAhead(0.5).loader(origin).build();
        cache.get("k");
        origin.values.put("k", "new");

        lab.clock.advance(Duration.ofMinutes(4));
        cache.get("k");
        lab.settle();
        assertThat(origin.loads).hasSize(1);

        lab.clock.advance(Duration.ofMinutes(1));
        assertThat(cache.get("k")).isEqualTo("old");
        lab.settle();
        assertThat(origin.loads).hasSize(2);
        assertThat(cache.get("k")).isEqualTo("new");
        assertThat(tier(cache, "heap").staleHits()).isZero();
    }

    @Test
    void jitter_shortensLivesWithinItsShare() {
        Cache<String, String> cache = a.describe().jitter(0.5).build();
        for (int i = 0; i < 200; i++) {
            cache.put("k" + i, "v");
        }
        List<Duration> lives = IntStream.range(0, 200)
                .mapToObj(i -> cache.explain("k" + i).tiers().get(0).freshFor())
                .toList();

        assertThat(lives).allSatisfy(life -> assertThat(life).isBetween(Node.LIFE.dividedBy(2), Node.LIFE));
        assertThat(lives.stream().distinct().count()).isGreaterThan(100);
    }

    @Test
    void context_ttlTagsAndValidators_travelThroughTheRemoteTier() {
        Instant modified = Instant.ofEpochMilli(1_600_000_000_000L);
        Origin origin = Origin.of().doing((key, context) -> {
            context.ttl(Duration.ofMinutes(1)).tags("red").etag("e1").lastModified(modified);
            return "v";
        });
        Origin second = Origin.of()
                .doing((key, context) ->
                        context.staleValue() + " " + context.staleEtag() + " " + context.staleLastModified());
        LoadingCache<String, String> first =
                a.describe().staleFor(Duration.ofHours(1)).loader(origin).build();
        LoadingCache<String, String> other =
                b.describe().staleFor(Duration.ofHours(1)).loader(second).build();
        lab.settle();
        first.get("k");

        assertThat(other.get("k")).isEqualTo("v");
        assertThat(other.explain("k").tiers().get(0).tags()).containsExactly("red");
        assertThat(other.explain("k").tiers().get(0).freshFor()).isEqualTo(Duration.ofMinutes(1));
        lab.clock.advance(Duration.ofMinutes(1));
        other.get("k");
        lab.settle();
        assertThat(other.get("k")).isEqualTo("v e1 " + modified);
    }

    @Test
    void context_notModified_renewsTheLifeAndKeepsTheTraits() {
        Origin origin = Origin.of().doing((key, context) -> {
            context.tags("red").etag("e1");
            return "v";
        });
        LoadingCache<String, String> cache =
                a.describe().staleFor(Duration.ofHours(1)).loader(origin).build();
        cache.get("k");
        origin.doing((key, context) -> context.notModified());
        lab.clock.advance(Node.LIFE);
        cache.get("k");
        lab.settle();

        assertThat(cache.lookup("k")).isEqualTo(new Lookup.Found<>("v", "heap", Duration.ZERO, false));
        assertThat(cache.explain("k").tiers()).allSatisfy(tier -> {
            assertThat(tier.tags()).containsExactly("red");
            assertThat(tier.freshFor()).isEqualTo(Node.LIFE);
        });
    }

    @Test
    void context_notModifiedWithoutAStaleValue_isTheLoadersFault() {
        LoadingCache<String, String> cache = a.cache(Origin.of().doing((key, context) -> context.notModified()));

        assertThatThrownBy(() -> cache.get("k"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stale");
    }

    @Test
    void get_unreadableBytes_isOneCountedMissAndAReload() {
        Origin origin = Origin.of("k", "v");
        LoadingCache<String, String> cache = a.cache(origin);
        lab.server.plant(
                Node.ID,
                Node.keyOf("k"),
                "somebody else's bytes, quite a few of them".getBytes(StandardCharsets.UTF_8));

        assertThat(cache.get("k")).isEqualTo("v");

        assertThat(tier(cache, "remote").unreadable()).isEqualTo(1);
        assertThat(tier(cache, "remote").misses()).isEqualTo(1);
        assertThat(cache.explain("k").tiers().get(1).state()).isEqualTo(Explanation.State.FRESH);
    }

    @Test
    void get_remoteTierDown_goesToTheLoaderAndCountsTheOutage() {
        Origin origin = Origin.of("k", "v");
        LoadingCache<String, String> cache = a.cache(origin);
        a.store.always(Fault.of(Fault.Kind.LOSE_REQUEST));

        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(cache.get("k")).isEqualTo("v");

        assertThat(origin.loads).hasSize(1);
        assertThat(tier(cache, "remote").failures())
                .as("the read, and the lease that was asked for all the same")
                .isEqualTo(2);
        assertThat(tier(cache, "remote").misses()).isEqualTo(1);
        a.store.heal();
    }

    @Test
    void put_withOptions_overrulesTheSettings() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "v", Options.ttl(Duration.ofSeconds(10)).tags("red"));

        assertThat(second.getIfPresent("k")).isEqualTo("v");
        lab.clock.advance(Duration.ofSeconds(10));
        assertThat(first.getIfPresent("k")).isNull();
        assertThat(second.getIfPresent("k")).isNull();
    }

    @Test
    void explain_movesNoCount() {
        LoadingCache<String, String> cache = a.cache(Origin.of("k", "v"));
        cache.get("k");
        CacheStats before = cache.stats();
        cache.explain("k");
        cache.explain("other");
        a.store.next(Operation.READ, Fault.of(Fault.Kind.REFUSE));
        cache.explain("k");

        assertThat(cache.stats()).isEqualTo(before);
    }
}
