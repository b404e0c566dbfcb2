package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheInterruptedException;
import dev.tarn.CacheLoadException;
import dev.tarn.LoadingCache;
import dev.tarn.RecursiveLoadException;
import dev.tarn.local.Heap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private final Tarn tarn = Tarn.builder().namespace("flights").build();
    private final CountDownLatch loading = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void close() {
        mayEnd.countDown();
        tarn.close();
    }

    private LoadingCache<String, String> cache(Origin origin) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .loader(origin)
                .build();
    }

    /** An origin whose loads wait until the test lets them go. */
    private Origin slow() {
        return Origin.of().doing((key, context) -> {
            loading.countDown();
            Crew.await(mayEnd);
            return key + "!";
        });
    }

    private List<Crew.Member<@Nullable String>> waiters(LoadingCache<String, String> cache, int count) {
        List<Crew.Member<@Nullable String>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(Crew.start(() -> cache.get("k")));
        }
        waiters.forEach(Crew.Member::untilWaiting);
        return waiters;
    }

    @Test
    void get_manyThreadsOneKey_shareOneLoad() throws Exception {
        Origin origin = slow();
        LoadingCache<String, String> cache = cache(origin);
        List<Crew.Member<@Nullable String>> waiters = waiters(cache, 32);
        mayEnd.countDown();

        for (Crew.Member<@Nullable String> waiter : waiters) {
            assertThat(waiter.get()).isEqualTo("k!");
        }
        assertThat(origin.loads).containsExactly("k");
        assertThat(cache.stats().joins()).isEqualTo(31);
    }

    @Test
    void get_loadFails_everyWaiterSeesTheOneFailureAndTheNextCallLoadsAgain() throws Exception {
        IllegalStateException failure = new IllegalStateException("no source");
        Origin origin = Origin.of().doing((key, context) -> {
            loading.countDown();
            Crew.await(mayEnd);
            throw failure;
        });
        LoadingCache<String, String> cache = cache(origin);
        List<Crew.Member<@Nullable String>> waiters = waiters(cache, 8);
        mayEnd.countDown();

        for (Crew.Member<@Nullable String> waiter : waiters) {
            assertThat(waiter.failure()).isSameAs(failure);
        }
        assertThat(origin.loads).hasSize(1);
        assertThat(cache.stats().loadFailures()).isEqualTo(1);
        origin.doing((key, context) -> "v");
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    void get_waiterIsInterrupted_leavesAloneAndKeepsItsFlag() throws Exception {
        Origin origin = slow();
        LoadingCache<String, String> cache = cache(origin);
        Crew.Member<@Nullable String> leader = Crew.start(() -> cache.get("k"));
        Crew.await(loading);
        AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
        Crew.Member<@Nullable String> waiter = Crew.start(() -> {
            try {
                return cache.get("k");
            } finally {
                flag.set(Thread.currentThread().isInterrupted());
            }
        });
        waiter.untilWaiting();
        waiter.thread().interrupt();

        assertThat(waiter.failure()).isInstanceOf(CacheInterruptedException.class);
        assertThat(flag.get()).isTrue();
        mayEnd.countDown();
        assertThat(leader.get()).isEqualTo("k!");
        assertThat(origin.loads).hasSize(1);
    }

    @Test
    void get_leaderIsInterruptedInItsLoader_waitersLoadByThemselves() throws Exception {
        Origin origin = slow();
        LoadingCache<String, String> cache = cache(origin);
        Crew.Member<@Nullable String> leader = Crew.start(() -> cache.get("k"));
        Crew.await(loading);
        Crew.Member<@Nullable String> waiter = Crew.start(() -> cache.get("k"));
        waiter.untilWaiting();
        CompletableFuture<@Nullable String> async = cache.async().get("k");
        origin.doing((key, context) -> "second");
        leader.thread().interrupt();

        assertThat(leader.failure()).isInstanceOf(CacheInterruptedException.class);
        assertThat(waiter.get()).isEqualTo("second");
        assertThat(async.get(20, TimeUnit.SECONDS)).isEqualTo("second");
        assertThat(origin.loads).hasSizeBetween(2, 3);
    }

    @Test
    void asyncGet_timesOutOrIsCancelled_affectsNobodyElse() throws Exception {
        Origin origin = slow();
        LoadingCache<String, String> cache = cache(origin);
        CompletableFuture<@Nullable String> first = cache.async().get("k");
        Crew.await(loading);
        CompletableFuture<@Nullable String> cancelled = cache.async().get("k");
        CompletableFuture<@Nullable String> late = cache.async().get("k").orTimeout(1, TimeUnit.MILLISECONDS);
        CompletableFuture<@Nullable String> other = cache.async().get("k");

        assertThat(cancelled.cancel(true)).isTrue();
        assertThatThrownBy(late::get).hasCauseInstanceOf(TimeoutException.class);
        mayEnd.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("k!");
        assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo("k!");
        assertThat(cache.get("k")).isEqualTo("k!");
        assertThat(origin.loads).hasSize(1);
    }

    @Test
    void asyncGet_leaderIsCancelled_theLoadGoesOn() throws Exception {
        Origin origin = slow();
        LoadingCache<String, String> cache = cache(origin);
        CompletableFuture<@Nullable String> first = cache.async().get("k");
        Crew.await(loading);
        first.cancel(true);
        Crew.Member<@Nullable String> waiter = Crew.start(() -> cache.get("k"));
        waiter.untilWaiting();
        mayEnd.countDown();

        assertThat(waiter.get()).isEqualTo("k!");
        assertThat(origin.loads).hasSize(1);
    }

    @Test
    void get_checkedException_isWrapped() {
        LoadingCache<String, String> cache = cache(Origin.of());
        Origin origin = (Origin) ((TieredCache<String, String>) cache).ownLoader();
        origin.failure = new IOException("disk");

        assertThatThrownBy(() -> cache.get("k"))
                .isInstanceOf(CacheLoadException.class)
                .hasCause(origin.failure);
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b")))
                .isInstanceOf(CacheLoadException.class)
                .hasCause(origin.failure);
        assertThatThrownBy(() -> cache.async().get("k").get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(CacheLoadException.class);
    }

    @Test
    void get_loaderThrowsAnError_reachesEveryWaiterAndNobodyHangs() throws Exception {
        AssertionError error = new AssertionError("broken loader");
        Origin origin = Origin.of().doing((key, context) -> {
            loading.countDown();
            Crew.await(mayEnd);
            throw error;
        });
        LoadingCache<String, String> cache = cache(origin);
        List<Crew.Member<@Nullable String>> waiters = waiters(cache, 3);
        mayEnd.countDown();

        for (Crew.Member<@Nullable String> waiter : waiters) {
            assertThat(waiter.failure()).isSameAs(error);
        }
    }

    @Test
    void get_loaderAsksForItsOwnKey_isRefused() {
        AtomicReference<@Nullable LoadingCache<String, String>> self = new AtomicReference<>();
        LoadingCache<String, String> cache = cache(Origin.of().doing((key, context) -> {
            LoadingCache<String, String> again = self.get();
            return again == null ? null : again.get(key);
        }));
        self.set(cache);

        assertThatThrownBy(() -> cache.get("k")).isInstanceOf(RecursiveLoadException.class);
        assertThatThrownBy(() -> cache.getAll(Set.of("k", "l"))).isInstanceOf(RecursiveLoadException.class);
        assertThatThrownBy(() -> cache.async().get("k").get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void get_loaderAsksForItsOwnKeyThroughTheAsyncFace_isRefused() {
        AtomicReference<@Nullable LoadingCache<String, String>> self = new AtomicReference<>();
        LoadingCache<String, String> cache = cache(Origin.of().doing((key, context) -> {
            LoadingCache<String, String> again = self.get();
            return again == null ? null : again.async().get(key).get(20, TimeUnit.SECONDS);
        }));
        self.set(cache);

        assertThatThrownBy(() -> cache.get("k")).hasRootCauseInstanceOf(RecursiveLoadException.class);
        assertThatThrownBy(() -> cache.async().get("k").get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void get_loaderAsksForAnotherKey_isServed() {
        AtomicReference<@Nullable LoadingCache<String, String>> self = new AtomicReference<>();
        LoadingCache<String, String> cache = cache(Origin.of().doing((key, context) -> {
            LoadingCache<String, String> again = self.get();
            return key.length() > 5 || again == null ? key : again.get(key + "x");
        }));
        self.set(cache);

        assertThat(cache.get("k")).isEqualTo("kxxxxx");
        assertThat(cache.stats().loads()).isEqualTo(6);
    }

    @Test
    void get_twoLoadersWaitForEachOther_oneIsRefusedAndBothCallsEnd() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicReference<@Nullable LoadingCache<String, String>> self = new AtomicReference<>();
        LoadingCache<String, String> cache = cache(Origin.of().doing((key, context) -> {
            both.countDown();
            Crew.await(both);
            LoadingCache<String, String> again = self.get();
            return again == null ? null : again.get(key.equals("a") ? "b" : "a");
        }));
        self.set(cache);
        Crew.Member<@Nullable String> first = Crew.start(() -> cache.get("a"));
        Crew.Member<@Nullable String> second = Crew.start(() -> cache.get("b"));

        assertThat(first.failure()).isInstanceOf(RecursiveLoadException.class);
        assertThat(second.failure()).isInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void get_afterInvalidateReturned_neverJoinsAnOlderFlight() throws Exception {
        Origin origin = slow();
        LoadingCache<String, String> cache = cache(origin);
        Crew.Member<@Nullable String> old = Crew.start(() -> cache.get("k"));
        Crew.await(loading);
        origin.doing((key, context) -> "new");
        cache.invalidate("k");

        assertThat(cache.get("k")).isEqualTo("new");
        mayEnd.countDown();
        assertThat(old.get()).isEqualTo("k!");
        assertThat(cache.get("k")).isEqualTo("new");
        assertThat(cache.stats().coherence().refusedFills()).isEqualTo(1);
    }
}
