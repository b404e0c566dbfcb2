package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.CacheTransaction;
import dev.tarn.Fill;
import dev.tarn.Lookup;
import dev.tarn.Options;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that were read from the source outside the cache. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of them is seen in the tiers
class HandFillTest {
    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Cache<String, String> mine = a.cache();
    private final Cache<String, String> others = b.cache();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void offer_nothingChanged_isStoredInEveryTierAndTellsNobody() {
        lab.settle();
        CompletableFuture<Boolean> stored = mine.beginFill("k").offer("v", Options.none());
        lab.settle();

        assertThat(stored).isCompletedWithValue(true);
        assertThat(found(mine)).isEqualTo("heap");
        assertThat(others.async().getIfPresent("k")).satisfies(read -> {
            lab.settle();
            assertThat(read).isCompletedWithValue("v");
        });
        assertThat(mine.stats().coherence().invalidationsSent()).isZero();
        assertThat(mine.stats().loadSuccesses()).isEqualTo(1);
    }

    @Test
    void offer_keyInvalidatedHereMeanwhile_isRefused() {
        lab.settle();
        Fill<String> fill = mine.beginFill("k");
        mine.async().invalidate("k");
        lab.settle();

        assertRefusedEverywhere(fill);
    }

    @Test
    void offer_keyInvalidatedElsewhereMeanwhile_isRefused() {
        lab.settle();
        Fill<String> fill = mine.beginFill("k");
        others.async().invalidate("k");
        lab.settle();

        assertRefusedEverywhere(fill);
    }

    @Test
    void offer_messageOfTheChangeIsLost_isRefusedAllTheSame() {
        lab.settle();
        Fill<String> fill = mine.beginFill("k");
        lab.server.mute();
        others.async().invalidate("k");
        b.executor.runAll();

        assertRefusedEverywhere(fill);
    }

    @Test
    void offer_keyWrittenHereMeanwhile_isRefusedAndTheNextReadAsksTheRemoteTier() {
        lab.settle();
        Fill<String> fill = mine.beginFill("k");
        mine.async().put("k", "new", Options.none());
        lab.settle();
        CompletableFuture<Boolean> stored = fill.offer("old", Options.none());
        lab.settle();

        assertThat(stored).isCompletedWithValue(false);
        assertThat(lookup(mine)).isInstanceOfSatisfying(Lookup.Found.class, found -> {
            assertThat(found.value()).isEqualTo("new");
            assertThat(found.tier()).isEqualTo("remote"); // what was held here could have been the older one
        });
    }

    @Test
    void offer_tagVoidedMeanwhile_isNotServed() {
        lab.settle();
        Fill<String> fill = mine.beginFill("k");
        others.async().invalidateTag("t");
        lab.settle();
        fill.offer("old", Options.tagged("t"));
        lab.settle();

        assertThat(lookup(mine)).isInstanceOf(Lookup.Missing.class);
        assertThat(lookup(others)).isInstanceOf(Lookup.Missing.class);
    }

    @Test
    void offer_clearedMeanwhile_isNotServed() {
        lab.settle();
        Fill<String> fill = mine.beginFill("k");
        others.async().clear();
        lab.settle();
        fill.offer("old", Options.none());
        lab.settle();

        assertThat(lookup(mine)).isInstanceOf(Lookup.Missing.class);
        assertThat(lookup(others)).isInstanceOf(Lookup.Missing.class);
    }

    @Test
    void offer_keyBarred_isStoredNowhere() {
        lab.settle();
        CacheTransaction transaction = b.tarn.transaction(Duration.ofMinutes(1));
        transaction.on(others).invalidate("k");
        lab.settle();
        CompletableFuture<Boolean> stored = mine.beginFill("k").offer("old", Options.none());
        lab.settle();

        assertThat(stored).isCompletedWithValue(false);
        assertThat(lookup(mine)).isInstanceOf(Lookup.Missing.class);
        transaction.rolledBack();
        lab.settle();
    }

    @Test
    void offer_remoteTierAway_isStoredHere() {
        lab.settle();
        a.store.next(Operation.BEGIN, Fault.of(Fault.Kind.REFUSE));
        CompletableFuture<Boolean> stored = mine.beginFill("k").offer("v", Options.none());
        lab.settle();

        assertThat(stored).isCompletedWithValue(true);
        assertThat(found(mine)).isEqualTo("heap");
    }

    @Test
    void offer_null_isAnAbsenceForItsTime() {
        lab.settle();
        mine.beginFill("k").offer(null, Options.ttl(Duration.ofSeconds(10)));
        lab.settle();

        assertThat(lookup(mine)).isInstanceOf(Lookup.Absent.class);
        assertThat(mine.beginFill("k").isKnownAbsent()).isTrue();
        lab.pass(Duration.ofSeconds(11));
        assertThat(mine.beginFill("k").isKnownAbsent()).isFalse();
    }

    @Test
    void offer_nullWithoutALifeForAbsences_isNotKept() {
        lab.settle();
        CompletableFuture<Boolean> stored = mine.beginFill("k").offer(null, Options.none());
        lab.settle();

        assertThat(stored).isCompletedWithValue(false);
        assertThat(lookup(mine)).isInstanceOf(Lookup.Missing.class);
    }

    @Test
    void beginFill_dropped_holdsNoLease() {
        lab.settle();
        mine.beginFill("k");
        CompletableFuture<String> loaded = others.async().get("k", key -> "loaded");
        lab.settle();

        assertThat(loaded).isCompletedWithValue("loaded");
        assertThat(others.stats().joins()).isZero();
    }

    private void assertRefusedEverywhere(Fill<String> fill) {
        CompletableFuture<Boolean> stored = fill.offer("old", Options.none());
        lab.settle();
        assertThat(stored).isCompletedWithValue(false);
        assertThat(lookup(mine)).isInstanceOf(Lookup.Missing.class);
        assertThat(lookup(others)).isInstanceOf(Lookup.Missing.class);
        assertThat(mine.stats().coherence().refusedFills()).isPositive();
    }

    private String found(Cache<String, String> cache) {
        return ((Lookup.Found<String>) lookup(cache)).tier();
    }

    private static Lookup<String> lookup(Cache<String, String> cache) {
        return cache.lookup("k");
    }
}
