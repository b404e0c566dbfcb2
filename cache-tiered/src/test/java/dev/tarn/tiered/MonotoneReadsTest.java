package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.CacheTransaction;
import dev.tarn.Explanation.State;
import dev.tarn.FailSafe;
import dev.tarn.LoadingCache;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Answers that overlap carry the same label when the message of the change between them is lost: nothing but the order in which they come tells them
 * apart. What a node has returned is not followed by something older all the same.
 */
class MonotoneReadsTest {
    private static final Duration LATE = Duration.ofMillis(50);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Origin origin = Origin.of();
    private final LoadingCache<String, String> cache = a.cache(origin);
    private final Cache<String, String> other = b.cache();

    @AfterEach
    void close() {
        lab.close();
    }

    /** Has another node change the key without a word. */
    private void changeInSilence() {
        lab.server.mute();
        other.put("k", "new");
        lab.server.unmute();
    }

    private State heap() {
        return cache.explain("k").tiers().get(0).state();
    }

    @Test
    void load_endsAfterAReadHasFoundSomethingNewer_doesNotTakeItsPlace() {
        lab.settle();
        origin.doing((key, context) -> {
            changeInSilence();
            assertThat(cache.getIfPresent("k")).isEqualTo("new");
            assertThat(heap()).isEqualTo(State.FRESH);
            return "old";
        });

        assertThat(cache.get("k")).isEqualTo("old");

        assertThat(cache.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void load_endsAfterAReadOfManyHasFoundSomethingNewer_doesNotTakeItsPlace() {
        lab.settle();
        origin.doing((key, context) -> {
            changeInSilence();
            assertThat(cache.getAllPresent(List.of("k"))).containsEntry("k", "new");
            return "old";
        });

        assertThat(cache.get("k")).isEqualTo("old");

        assertThat(cache.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void load_underWayWhenAReadFindsSomethingNewer_isNotJoinedAfterwards() {
        Node c = lab.node();
        LoadingCache<String, String> bare = c.tarn.cache(Node.ID.cache(), String.class, String.class)
                .expireAfterWrite(Node.LIFE)
                .loader(Origin.of("k", "old"))
                .build();
        lab.settle();
        c.store.next(Operation.BEGIN, Fault.lateAnswer(LATE));
        CompletableFuture<@Nullable String> loading = bare.async().get("k");
        lab.settle();
        changeInSilence();
        assertThat(bare.getIfPresent("k")).isEqualTo("new");

        CompletableFuture<@Nullable String> later = bare.async().get("k");
        lab.pass(LATE);

        assertThat(loading).isCompletedWithValue("old");
        assertThat(later).isCompletedWithValue("new");
    }

    @Test
    void lateAnswer_ofTheRemoteTier_givesWayToWhatHasComeMeanwhile() {
        other.put("k", "old");
        lab.settle();
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<@Nullable String> late = cache.async().getIfPresent("k");
        changeInSilence();
        assertThat(cache.getIfPresent("k")).isEqualTo("new");
        lab.pass(LATE);

        assertThat(late).isCompletedWithValue("new");
        assertThat(heap()).isEqualTo(State.FRESH);
        assertThat(cache.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void lateAnswer_afterWhatHasComeMeanwhileHasLeftAgain_isNotStored() {
        other.put("k", "old");
        lab.settle();
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<@Nullable String> late = cache.async().getIfPresent("k");
        changeInSilence();
        assertThat(cache.getIfPresent("k")).isEqualTo("new");
        ((TieredCache<String, String>) cache).core().locals().removeOlder("k", Long.MAX_VALUE);
        lab.pass(LATE);

        assertThat(late).isCompletedWithValue("old");
        assertThat(heap()).isEqualTo(State.MISSING);
        assertThat(cache.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void lateAnswer_withNothingHeldInItsPlace_isReturnedAndNotStored() {
        other.put("k", "old");
        lab.settle();
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<@Nullable String> late = cache.async().getIfPresent("k");
        other.put("k", "new");
        lab.pass(LATE);

        assertThat(late).isCompletedWithValue("old");
        assertThat(heap()).isEqualTo(State.MISSING);
    }

    @Test
    void load_ofAKeyThatIsBarred_isNotFollowedByWhatWasHeldBefore() {
        origin.values.put("k", "old");
        assertThat(cache.get("k")).isEqualTo("old");
        try (CacheTransaction transaction = b.tarn.transaction(Duration.ofMinutes(1))) {
            lab.server.mute();
            transaction.on(other).invalidate("k");
            lab.server.unmute();
            origin.values.put("k", "new");
            CompletableFuture<@Nullable String> refreshed = cache.async().refresh("k");
            lab.settle();
            assertThat(refreshed).isCompletedWithValue("new");

            assertThat(cache.getIfPresent("k")).isNull();
        }
    }

    @Test
    void load_whileAClearWaitsToBeTaken_isNotFollowedByWhatWasHeldBefore() {
        lab.settle();
        a.store.next(Operation.CLEAR, Fault.of(Fault.Kind.REFUSE));
        assertThat(cache.clear()).isEqualTo(WriteStatus.QUEUED);
        origin.values.put("k", "new");
        origin.doing((key, context) -> {
            assertThat(cache.put("k", "old")).isEqualTo(WriteStatus.APPLIED);
            changeInSilence();
            return "new";
        });

        assertThat(cache.get("k")).isEqualTo("new");

        assertThat(cache.get("k")).isEqualTo("new");
    }

    @Test
    void load_whileAPutOfItsKeyWaitsToBeTaken_leavesWhatWasPut() {
        lab.settle();
        a.store.next(Operation.PUT, Fault.of(Fault.Kind.REFUSE));
        origin.doing((key, context) -> {
            assertThat(cache.put("k", "put")).isEqualTo(WriteStatus.QUEUED);
            return "of the source";
        });
        cache.get("k");

        assertThat(cache.getIfPresent("k")).isEqualTo("put");
    }

    @Test
    void staleValue_whereALoadFailsAndTheRemoteTierHoldsAnother_isTheOneThatIsHeld() {
        LoadingCache<String, String> aging = aging(a, origin);
        becomesStaleAfterAChangeInSilence(aging, aging(b, origin));
        origin.failure = new IllegalStateException("the source is away");

        CompletableFuture<@Nullable String> waited = aging.async().get("k");
        lab.settle();

        assertThat(waited).isCompletedWithValue("old");
        assertThat(aging.getIfPresent("k")).isEqualTo("old");
    }

    @Test
    void staleValue_whileAnotherNodeLoadsAndTheRemoteTierHoldsAnother_isTheOneThatIsHeld() {
        LoadingCache<String, String> aging = aging(a, origin);
        List<@Nullable String> served = new ArrayList<>();
        LoadingCache<String, String> rival = aging(b, Origin.of().doing((key, context) -> {
            CompletableFuture<@Nullable String> waited = aging.async().get("k");
            lab.settle();
            served.add(waited.join());
            served.add(aging.getIfPresent("k"));
            return "newer";
        }));
        becomesStaleAfterAChangeInSilence(aging, rival);

        rival.refresh("k");
        lab.settle();

        assertThat(served).containsExactly("old", "old");
    }

    /** Has what a cache holds and what another one has put become outdated, without a word to the first of the change. */
    private void becomesStaleAfterAChangeInSilence(LoadingCache<String, String> aging, Cache<String, String> writer) {
        origin.values.put("k", "old");
        assertThat(aging.get("k")).isEqualTo("old");
        lab.settle();
        lab.server.mute();
        writer.put("k", "new");
        lab.server.unmute();
        lab.pass(SHORT);
    }

    private static LoadingCache<String, String> aging(Node node, Origin origin) {
        return node.tarn
                .cache("aging", String.class, String.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(SHORT)
                .staleFor(Node.LIFE)
                .failSafe(FailSafe.defaults().softTimeout(SHORT))
                .loader(origin)
                .build();
    }

    @Test
    void lateAnswers_alike_staySteadily() {
        other.put("k", "v");
        lab.settle();
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<@Nullable String> late = cache.async().getIfPresent("k");
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
        lab.pass(LATE);

        assertThat(late).isCompletedWithValue("v");
        assertThat(heap()).isEqualTo(State.FRESH);
        assertThat(cache.stats().coherence().refusedFills()).isZero();
        assertThat(cache.getAllPresent(List.of("k"))).isEqualTo(Map.of("k", "v"));
    }
}
