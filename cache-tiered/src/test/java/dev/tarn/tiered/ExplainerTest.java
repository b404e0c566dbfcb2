package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.Explanation;
import dev.tarn.Explanation.By;
import dev.tarn.Explanation.LastInvalidation;
import dev.tarn.Explanation.State;
import dev.tarn.Explanation.TierView;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.local.Heap;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private final Lab lab = new Lab();
    private final Node a = lab.node();

    @AfterEach
    void close() {
        lab.close();
    }

    private static void assertStates(Explanation explanation, State heap, State remote) {
        assertThat(explanation.tiers()).extracting(TierView::tier).containsExactly("heap", "remote");
        assertThat(explanation.tiers()).extracting(TierView::state).containsExactly(heap, remote);
    }

    @Test
    void explain_nothingAnywhere_saysThatTheLoaderIsNext() {
        Explanation explanation = a.cache().explain("k");

        assertStates(explanation, State.MISSING, State.MISSING);
        assertThat(explanation.verdict()).contains("goes to the loader");
        assertThat(explanation.loading()).isFalse();
        assertThat(explanation.pending()).isFalse();
        assertThat(explanation.cache()).isEqualTo("texts");
    }

    @Test
    void explain_value_agesFromFreshOverStaleToDead() {
        Cache<String, String> cache =
                a.describe().staleFor(Duration.ofMinutes(1)).build();
        cache.put("k", "v", Options.tagged("red"));
        lab.clock.advance(Duration.ofMinutes(1));

        Explanation fresh = cache.explain("k");
        assertStates(fresh, State.FRESH, State.FRESH);
        assertThat(fresh.verdict()).contains("heap");
        assertThat(fresh.tiers()).allSatisfy(tier -> {
            assertThat(tier.age()).isEqualTo(Duration.ofMinutes(1));
            assertThat(tier.freshFor()).isEqualTo(Node.LIFE.minusMinutes(1));
            assertThat(tier.deadIn()).isEqualTo(Node.LIFE);
            assertThat(tier.tags()).containsExactly("red");
            assertThat(tier.version()).isPositive();
            assertThat(tier.absence()).isFalse();
        });
        lab.clock.advance(Node.LIFE.minusMinutes(1));
        assertStates(cache.explain("k"), State.STALE, State.STALE);
        lab.clock.advance(Duration.ofMinutes(1));
        assertThat(cache.explain("k").tiers().get(0).state()).isEqualTo(State.DEAD);
    }

    @Test
    void explain_tagWasInvalidated_saysSo() {
        Cache<String, String> cache = a.cache();
        cache.put("k", "v", Options.tagged("red"));
        cache.invalidateTag("red");

        assertStates(cache.explain("k"), State.INVALIDATED, State.MISSING);
    }

    @Test
    void explain_bytesThatCannotBeRead_saysWhy() {
        Cache<String, String> cache = a.cache();
        lab.server.plant(Node.ID, Node.keyOf("k"), "somebody else's bytes".getBytes(StandardCharsets.UTF_8));

        Explanation explanation = cache.explain("k");
        assertStates(explanation, State.MISSING, State.UNREADABLE);
        assertThat(explanation.tiers().get(1).reason()).contains("FOREIGN");
    }

    @Test
    void explain_remoteTierAway_saysSoAndNamesWhatIsPending() {
        Cache<String, String> cache = a.cache();
        cache.put("k", "v");
        a.store.next(Operation.INVALIDATE, Fault.of(Fault.Kind.REFUSE));
        cache.invalidate("k");
        a.store.next(Operation.READ, Fault.of(Fault.Kind.LOSE_REQUEST));

        Explanation away = cache.explain("k");
        assertStates(away, State.MISSING, State.UNAVAILABLE);
        assertThat(away.pending()).isTrue();
        assertThat(away.verdict()).contains("past the remote tier");
        assertStates(cache.explain("k"), State.MISSING, State.FRESH);
    }

    @Test
    void explain_loadUnderWay_saysThatAReadJoinsIt() {
        LoadingCache<String, String> cache = a.cache(Origin.of("k", "v"));
        lab.settle();
        CompletableFuture<@Nullable String> load = cache.async().get("k");

        assertThat(cache.explain("k").loading()).isTrue();
        assertThat(cache.explain("k").verdict()).contains("joins the load");
        lab.settle();
        assertThat(load).isCompletedWithValue("v");
        assertThat(cache.explain("k").loading()).isFalse();
    }

    @Test
    void explain_absence_isNamedAsOne() {
        LoadingCache<String, String> cache = a.describe()
                .absentFor(Duration.ofSeconds(30))
                .loader(Origin.of())
                .build();
        cache.get("k");

        assertThat(cache.explain("k").tiers()).allMatch(TierView::absence);
        assertThat(cache.explain("k").verdict()).contains("no value");
    }

    @Test
    void explain_entryWithoutAnEnd_hasNone() {
        Cache<String, String> cache = Tarn.builder()
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(Runnable::run)
                .build()
                .cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .build();
        cache.put("k", "v");

        assertThat(cache.explain("k").tiers().get(0).deadIn()).isNull();
        assertThat(cache.explain("k").tiers().get(0).state()).isEqualTo(State.FRESH);
    }

    private static void assertLast(LastInvalidation last, By by, Duration ago) {
        assertThat(last.by()).isEqualTo(by);
        assertThat(last.ago()).isEqualTo(ago);
    }

    @Test
    void lastInvalidation_ofANodeThatHasJustBegun_isItsBegin() {
        Cache<String, String> cache = a.cache();
        lab.settle();
        lab.clock.advance(Duration.ofSeconds(7));

        assertLast(cache.explain("k").lastInvalidation(), By.RESET, Duration.ofSeconds(7));
    }

    @Test
    void lastInvalidation_elsewhere_isTold_ofKeyTagAndClear() {
        Cache<String, String> cache = a.cache();
        Cache<String, String> elsewhere = lab.node().cache();
        lab.settle();
        cache.put("k", "v", Options.tagged("red"));
        elsewhere.invalidate("k");
        lab.settle();
        lab.clock.advance(Duration.ofSeconds(1));
        LastInvalidation byKey = cache.explain("k").lastInvalidation();
        cache.put("k", "v", Options.tagged("red"));
        lab.pass(Duration.ofSeconds(1)); // nothing reclaims the entry before it is asked for
        elsewhere.invalidateTag("red");
        lab.settle();
        lab.clock.advance(Duration.ofSeconds(2));
        LastInvalidation byTag = cache.explain("k").lastInvalidation();
        elsewhere.clear();
        lab.settle();
        lab.clock.advance(Duration.ofSeconds(3));
        LastInvalidation byClear = cache.explain("k").lastInvalidation();

        assertLast(byKey, By.KEY, Duration.ofSeconds(1));
        assertLast(byTag, By.TAG, Duration.ofSeconds(2));
        assertThat(byTag.tag()).isEqualTo("red");
        assertThat(byTag.version()).isGreaterThan(byKey.version()).isPositive();
        assertLast(byClear, By.CLEAR, Duration.ofSeconds(3));
    }

    @Test
    void lastInvalidation_thatTheRemoteTierDidNotTake_hasNoVersion() {
        Cache<String, String> cache = a.cache();
        cache.put("k", "v");
        a.store.next(Operation.INVALIDATE, Fault.of(Fault.Kind.REFUSE));
        cache.invalidate("k");

        assertThat(cache.explain("k").lastInvalidation().by()).isEqualTo(By.KEY);
        assertThat(cache.explain("k").lastInvalidation().version()).isZero();
    }

    @Test
    void lastInvalidation_whereNobodyElseChangesAnything_isOfThisNodeOrNone() {
        try (Tarn tarn = alone()) {
            Cache<String, String> cache = heapOf(tarn);
            lab.clock.advance(Duration.ofSeconds(4));
            assertLast(cache.explain("k").lastInvalidation(), By.NONE, Duration.ofSeconds(4));
            cache.put("k", "v");

            assertLast(cache.explain("k").lastInvalidation(), By.KEY, Duration.ZERO);
        }
    }

    @Test
    void lastInvalidation_ofAKeyWhosePlaceWasTaken_isNotClaimedToBeKnown() {
        try (Tarn tarn = alone()) {
            Cache<String, String> cache = heapOf(tarn);
            cache.invalidate("k");
            lab.clock.advance(Duration.ofSeconds(1));
            for (int i = 0; i < 20 * RecentChanges.KEYS; i++) {
                cache.invalidate("other" + i);
            }
            lab.clock.advance(Duration.ofSeconds(5));

            assertLast(cache.explain("k").lastInvalidation(), By.NOT_KNOWN, Duration.ofSeconds(5));
        }
    }

    @Test
    void lastInvalidation_ofAKeyThatIsNotHeld_isNotKnownIfATagWasInvalidatedSince() {
        try (Tarn tarn = alone()) {
            Cache<String, String> cache = heapOf(tarn);
            cache.put("k", "v", Options.tagged("red"));
            cache.invalidate("k");
            lab.clock.advance(Duration.ofSeconds(1));
            assertLast(cache.explain("k").lastInvalidation(), By.KEY, Duration.ofSeconds(1));
            cache.invalidateTag("red");

            assertLast(cache.explain("k").lastInvalidation(), By.NOT_KNOWN, Duration.ZERO);
        }
    }

    private Tarn alone() {
        return Tarn.builder()
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(Runnable::run)
                .build();
    }

    private static Cache<String, String> heapOf(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .build();
    }
}
