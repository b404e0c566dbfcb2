package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Answer;
import dev.tarn.Answer.State;
import dev.tarn.CacheLoadException;
import dev.tarn.FailSafe;
import dev.tarn.FailureStats;
import dev.tarn.LoadTimeoutException;
import dev.tarn.LoadingCache;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers see of a source that fails. */
class FailSafeTest {
    private static final Duration PAUSE = Duration.ofSeconds(8);
    private static final Duration PAUSE_IS_OVER = PAUSE.plus(PAUSE);

    private final Lab lab = new Lab();
    private final Node node = lab.node();
    private final Origin origin = Origin.of("k", "v1");

    @AfterEach
    void close() {
        lab.close();
    }

    private LoadingCache<String, String> cache(FailSafe policy) {
        return cache(policy, builder -> {});
    }

    private LoadingCache<String, String> cache(
            FailSafe policy, Consumer<CacheBuilder<String, String, LoadingCache<String, String>>> more) {
        CacheBuilder<String, String, LoadingCache<String, String>> builder =
                node.describe().staleFor(Duration.ofHours(1)).failSafe(policy).loader(origin);
        more.accept(builder);
        return builder.build();
    }

    /** Loads the key and lets it become stale, then lets the source fail. */
    private void staleThenFailing(LoadingCache<String, String> cache, Exception failure) {
        assertThat(cache.get("k")).isEqualTo("v1");
        lab.pass(Node.LIFE);
        origin.failure = failure;
        origin.loads.clear();
    }

    private static FailureStats failures(LoadingCache<String, String> cache) {
        return cache.stats().failures();
    }

    @Test
    void get_sourceFailsAndAStaleValueIsThere_isServedItAndLoadsAreSpacedOut() {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().backOff(PAUSE, PAUSE));
        staleThenFailing(cache, new IllegalStateException("no source"));

        for (int i = 0; i < 20; i++) {
            assertThat(cache.get("k")).isEqualTo("v1");
            lab.settle();
        }

        assertThat(origin.loads).hasSize(1);
        assertThat(failures(cache).suppressedLoads()).isEqualTo(19);
        lab.pass(PAUSE_IS_OVER);
        assertThat(cache.get("k")).isEqualTo("v1");
        lab.settle();
        assertThat(origin.loads).hasSize(2);
    }

    @Test
    void get_sourceFailsInARow_pausesDoubleUpToTheLongest() {
        LoadingCache<String, String> cache =
                cache(FailSafe.defaults().backOff(Duration.ofSeconds(1), Duration.ofSeconds(8)));
        staleThenFailing(cache, new IllegalStateException("no source"));

        for (int second = 0; second < 120; second++) {
            cache.get("k");
            lab.pass(Duration.ofSeconds(1));
        }

        assertThat(origin.loads).hasSizeBetween(13, 26); // after about 0, 1, 3, 7, 15, 23, 31, ... seconds
    }

    @Test
    void get_sourceIsBack_servesTheNewValueAndForgetsTheFailure() {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().backOff(PAUSE, PAUSE));
        staleThenFailing(cache, new IllegalStateException("no source"));
        cache.get("k");
        lab.settle();
        origin.failure = null;
        origin.values.put("k", "v2");
        lab.pass(PAUSE_IS_OVER);
        cache.get("k");
        lab.settle();

        assertThat(cache.answer("k")).satisfies(answer -> {
            assertThat(answer.value()).isEqualTo("v2");
            assertThat(answer.state()).isEqualTo(State.FRESH);
        });
        lab.pass(Node.LIFE);
        assertThat(cache.answer("k").state()).isEqualTo(State.STALE_WHILE_LOADING);
    }

    @Test
    void answer_ofAStaleValue_tellsItsAgeAndWhy() {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().backOff(PAUSE, PAUSE));
        IllegalStateException failure = new IllegalStateException("no source");
        staleThenFailing(cache, failure);

        Answer<String> first = cache.answer("k");
        lab.settle();
        Answer<String> second = cache.answer("k");

        assertThat(first).isEqualTo(new Answer<>("v1", State.STALE_WHILE_LOADING, Node.LIFE, null));
        assertThat(second).isEqualTo(new Answer<>("v1", State.STALE_ON_FAILURE, Node.LIFE, failure));
        assertThat(second.isStale()).isTrue();
        assertThat(failures(cache).staleOnFailure()).isEqualTo(1);
    }

    @Test
    void neverStaleOn_thatFailure_theCallerSeesIt() {
        LoadingCache<String, String> cache =
                cache(FailSafe.defaults().backOff(PAUSE, PAUSE).neverStaleOn(List.of(SecurityException.class)));
        SecurityException failure = new SecurityException("no longer yours");
        staleThenFailing(cache, failure);
        cache.get("k"); // does not know yet
        lab.settle();

        assertThatThrownBy(() -> cache.get("k")).isSameAs(failure);
        origin.failure = new IllegalStateException("no source");
        assertThat(cache.get("k")).isEqualTo("v1");
    }

    @Test
    void staleOn_anotherFailure_theCallerSeesIt() {
        LoadingCache<String, String> cache =
                cache(FailSafe.defaults().backOff(PAUSE, PAUSE).staleOn(List.of(IOException.class)));
        staleThenFailing(cache, new IOException("no network"));
        cache.get("k");
        lab.settle();
        assertThat(cache.get("k")).isEqualTo("v1");

        lab.pass(PAUSE_IS_OVER);
        origin.failure = new IllegalStateException("a defect");
        cache.get("k");
        lab.settle();
        assertThatThrownBy(() -> cache.get("k")).hasMessage("a defect");
    }

    @Test
    void softTimeoutAndFailureAtOnce_staleIsServedWithoutWaitingForTheTimeout() {
        LoadingCache<String, String> cache =
                cache(FailSafe.defaults().backOff(PAUSE, PAUSE).softTimeout(Duration.ofSeconds(1)));
        staleThenFailing(cache, new IllegalStateException("no source"));

        CompletableFuture<Answer<String>> answer = cache.async().answer("k");
        lab.settle();

        assertThat(answer).isCompletedWithValueMatching(done -> done.state() == State.STALE_ON_FAILURE);
        assertThat(cache.answer("k").state()).isEqualTo(State.STALE_ON_FAILURE);
        lab.settle();
        assertThat(origin.loads).hasSize(1);
        assertThat(failures(cache).softTimeouts()).isZero();
    }

    @Test
    void cachingFailures_missWithinThePause_failsWithoutALoad() {
        LoadingCache<String, String> cache =
                cache(FailSafe.defaults().backOff(PAUSE, PAUSE).cachingFailures());
        IOException failure = new IOException("no network");
        origin.failure = failure;

        assertThatThrownBy(() -> cache.get("k"))
                .isInstanceOf(CacheLoadException.class)
                .hasCause(failure);
        assertThatThrownBy(() -> cache.get("k"))
                .isInstanceOf(CacheLoadException.class)
                .hasCause(failure);
        assertThatThrownBy(() -> cache.getAll(List.of("k")))
                .isInstanceOf(CacheLoadException.class)
                .hasCause(failure);
        assertThat(cache.async().get("k")).isCompletedExceptionally();
        assertThat(origin.loads).hasSize(1);

        origin.failure = null;
        cache.invalidate("k");
        assertThat(cache.get("k")).isEqualTo("v1");
    }

    @Test
    void withoutCachingFailures_everyMissLoads() {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().backOff(PAUSE, PAUSE));
        origin.failure = new IllegalStateException("no source");

        assertThatThrownBy(() -> cache.get("k")).hasMessage("no source");
        assertThatThrownBy(() -> cache.get("k")).hasMessage("no source");

        assertThat(origin.loads).hasSize(2);
    }

    @Test
    void fallback_sourceFailsAndNoStaleValue_givesTheAnswerAndIsNotStored() {
        LoadingCache<String, String> cache =
                cache(FailSafe.defaults(), builder -> builder.fallback((key, failure) -> failure.getMessage()));
        IllegalStateException failure = new IllegalStateException("instead");
        origin.failure = failure;

        assertThat(cache.answer("k")).isEqualTo(new Answer<>("instead", State.FALLBACK, Duration.ZERO, failure));
        assertThat(cache.get("k")).isEqualTo("instead");
        assertThat(cache.getAll(List.of("k"))).isEqualTo(Map.of("k", "instead"));
        CompletableFuture<Map<String, String>> all = cache.async().getAll(List.of("k"));
        lab.settle();
        assertThat(all).isCompletedWithValue(Map.of("k", "instead"));
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(failures(cache).fallbacks()).isEqualTo(4);
    }

    @Test
    void fallback_thatThrowsOrHasNone_theCallerSeesTheFailure() {
        LoadingCache<String, String> cache = cache(
                FailSafe.defaults(),
                builder -> builder.fallback((key, failure) -> {
                    if (key.equals("none")) {
                        return null;
                    }
                    throw new IllegalArgumentException("a defect of the fallback");
                }));
        origin.failure = new IllegalStateException("no source");

        assertThatThrownBy(() -> cache.get("none")).hasMessage("no source").hasNoSuppressedExceptions();
        assertThatThrownBy(() -> cache.get("k"))
                .hasMessage("no source")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }

    @Test
    void failures_ofManyKeys_areForgottenAboveABound() {
        Failures<Integer> failures =
                new Failures<>(lab.clock, FailSafe.defaults().cachingFailures());
        for (int key = 0; key < 3 * Failures.MOST; key++) {
            failures.failed(key, new IllegalStateException());
        }

        assertThat(failures.size()).isEqualTo(Failures.MOST);
        assertThat(failures.cached(3 * Failures.MOST - 1)).isNotNull();
    }

    @Test
    void hardTimeout_asyncGet_failsAndTheLateLoadIsStored() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().hardTimeout(Duration.ofSeconds(2)));

        CompletableFuture<@Nullable String> answer = cache.async().get("k"); // its load waits for the executor
        lab.clock.advance(Duration.ofSeconds(2));
        lab.clock.runDue();

        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(LoadTimeoutException.class)
                .hasMessageContaining("PT2S");
        lab.settle();
        assertThat(cache.getIfPresent("k")).isEqualTo("v1");
        assertThat(failures(cache).hardTimeouts()).isEqualTo(1);
    }
}
