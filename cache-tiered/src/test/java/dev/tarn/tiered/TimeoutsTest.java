package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Answer;
import dev.tarn.Answer.State;
import dev.tarn.FailSafe;
import dev.tarn.LoadTimeoutException;
import dev.tarn.LoadingCache;
import dev.tarn.RecursiveLoadException;
import dev.tarn.local.Heap;
import dev.tarn.spi.Entry;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers that wait for a slow source. Time is the test's, the threads are real. */
class TimeoutsTest {
    private static final Duration SOFT = Duration.ofMillis(50);
    private static final Duration HARD = Duration.ofSeconds(2);
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final FakeClock clock = new FakeClock();
    private final Tarn tarn = Tarn.builder().clock(clock).scheduler(clock).build();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile CountDownLatch loading = new CountDownLatch(1);
    private final Origin origin = Origin.of("k", "v1", "l", "v1");

    @AfterEach
    void close() {
        mayEnd.countDown();
        tarn.close();
    }

    private LoadingCache<String, String> cache(FailSafe policy) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(LIFE)
                .staleFor(LIFE)
                .failSafe(policy)
                .loader(origin)
                .build();
    }

    private void becomesSlow() {
        origin.values.replaceAll((key, value) -> "v2");
        origin.doing((key, context) -> {
            loading.countDown();
            Crew.await(mayEnd);
            return origin.values.get(key);
        });
    }

    private void timePasses(Duration time) {
        clock.advance(time);
        clock.runDue();
    }

    /** Lets time pass until a call has ended: once, and again if its timer had not been set then. */
    private void untilOver(Crew.Member<?> member, Duration step) throws Exception {
        member.untilWaiting();
        do {
            timePasses(step);
        } while (!isOver(member));
    }

    private static boolean isOver(Crew.Member<?> member) throws InterruptedException {
        for (int i = 0; i < 500 && !member.result().isDone(); i++) {
            boolean never = new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            assertThat(never).isFalse();
        }
        return member.result().isDone();
    }

    /** Waits until something that another thread does has been done. */
    private static void until(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; !done.getAsBoolean(); i++) {
            assertThat(i).as("waited in vain").isLessThan(20_000);
            boolean never = new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            assertThat(never).isFalse();
        }
    }

    @Test
    void hardTimeout_blockingGets_failInTimeAndTheLateLoadIsStored() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().hardTimeout(HARD));
        becomesSlow();
        Crew.Member<@Nullable String> leader = Crew.start(() -> cache.get("k"));
        Crew.await(loading);
        Crew.Member<@Nullable String> joiner = Crew.start(() -> cache.get("k"));
        joiner.untilWaiting();
        untilOver(leader, HARD);
        while (!isOver(joiner)) {
            timePasses(HARD);
        }

        assertThat(leader.failure()).isInstanceOf(LoadTimeoutException.class).hasMessageContaining("PT2S");
        assertThat(joiner.failure()).isInstanceOf(LoadTimeoutException.class);
        timePasses(Duration.ofMillis(1));
        mayEnd.countDown();
        until(() -> "v2".equals(cache.getIfPresent("k")));
        assertThat(origin.loads).hasSize(1);
        assertThat(cache.stats().failures().hardTimeouts()).isEqualTo(2);
        assertThat(cache.stats().failures().lateLoads()).isEqualTo(1);
    }

    @Test
    void hardTimeout_getAll_failsOnceForAllKeys() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().hardTimeout(HARD));
        becomesSlow();
        Crew.Member<Map<String, String>> member = Crew.start(() -> cache.getAll(List.of("k", "l")));
        Crew.await(loading);
        untilOver(member, HARD);

        assertThat(member.failure()).isInstanceOf(LoadTimeoutException.class);
    }

    @Test
    void hardTimeout_loadThatKnowsOfAStaleValue_endsWithThatUnlessItIsForbidden() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults()
                .hardTimeout(HARD)
                .neverStaleOn(List.of(SecurityException.class))
                .backOff(Duration.ofMillis(1), Duration.ofMillis(1)));
        cache.get("k");
        timePasses(LIFE);
        becomesSlow();
        assertThat(cache.async().refresh("k")).isNotCompletedExceptionally();
        Crew.await(loading);
        Flight<String, String> flight =
                ((TieredCache<String, String>) cache).core().flights().of("k");
        Waits<String, String> waits = new Waits<>(((TieredCache<String, String>) cache).core());
        CompletableFuture<Entry<String>> first = waits.hard(flight, Waits.BLOCKED);
        timePasses(HARD);
        assertThat(first.get(20, TimeUnit.SECONDS).value()).isEqualTo("v1");

        ((TieredCache<String, String>) cache).core().failures().failed("k", new SecurityException());
        CompletableFuture<Entry<String>> second = waits.hard(flight, Waits.BLOCKED);
        timePasses(HARD);
        assertThat(second).isCompletedExceptionally();
    }

    @Test
    void hardTimeout_lateLoadOfAnInvalidatedKey_isNotStored() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().hardTimeout(HARD));
        becomesSlow();
        Crew.Member<@Nullable String> leader = Crew.start(() -> cache.get("k"));
        Crew.await(loading);
        untilOver(leader, HARD);
        assertThat(leader.failure()).isInstanceOf(LoadTimeoutException.class);

        cache.invalidate("k");
        mayEnd.countDown();
        until(() -> cache.stats().loadSuccesses() == 1);
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void hardTimeout_loadHangs_isGivenUpAfterTenOfThemAndAnotherBegins() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().hardTimeout(HARD));
        becomesSlow();
        Crew.Member<@Nullable String> first = Crew.start(() -> cache.get("k"));
        Crew.await(loading);
        untilOver(first, HARD);
        assertThat(first.failure()).isInstanceOf(LoadTimeoutException.class);
        timePasses(Duration.ofMillis(1));
        Crew.Member<@Nullable String> second = Crew.start(() -> cache.get("k"));
        untilOver(second, HARD);
        assertThat(second.failure()).isInstanceOf(LoadTimeoutException.class);
        assertThat(origin.loads).as("not given up yet").hasSize(1);
        timePasses(HARD.multipliedBy(9));
        timePasses(Duration.ofMillis(1));
        origin.doing((key, context) -> "v3");

        assertThat(cache.get("k")).isEqualTo("v3");
        mayEnd.countDown();
        until(() -> cache.stats().loadSuccesses() == 2);
        assertThat(cache.getIfPresent("k")).isEqualTo("v3");
    }

    @Test
    void softTimeout_sourceIsSlow_servesTheStaleValueAndStoresTheLateOne() throws Exception {
        LoadingCache<String, String> cache =
                cache(FailSafe.defaults().softTimeout(SOFT).hardTimeout(HARD));
        cache.get("k");
        timePasses(LIFE);
        becomesSlow();
        Crew.Member<Answer<String>> reader = Crew.start(() -> cache.answer("k"));
        Crew.await(loading);
        untilOver(reader, SOFT);

        assertThat(reader.get().value()).isEqualTo("v1");
        assertThat(reader.get().state()).isEqualTo(State.STALE_ON_TIMEOUT);
        assertThat(reader.get().age()).isGreaterThanOrEqualTo(LIFE.plus(SOFT));
        assertThat(cache.stats().failures().softTimeouts()).isEqualTo(1);
        mayEnd.countDown();
        until(() -> "v2".equals(cache.getIfPresent("k")));
    }

    @Test
    void softTimeout_sourceIsQuick_servesTheNewValue() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().softTimeout(SOFT));
        cache.get("k");
        timePasses(LIFE);
        becomesSlow();
        mayEnd.countDown();

        assertThat(cache.answer("k").value()).isEqualTo("v2");
    }

    @Test
    void softTimeout_noStaleValue_waitsForTheLoad() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().softTimeout(SOFT));
        becomesSlow();
        Crew.Member<@Nullable String> reader = Crew.start(() -> cache.get("k"));
        Crew.await(loading);
        timePasses(SOFT.multipliedBy(100));
        mayEnd.countDown();

        assertThat(reader.get()).isEqualTo("v2");
    }

    @Test
    void hardTimeout_loaderThatAsksForItsOwnKey_isRefused() {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().hardTimeout(HARD));
        origin.doing((key, context) -> key.equals("k") ? cache.get("inner") : cache.get("k"));

        assertThatThrownBy(() -> cache.get("k")).isInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void hardTimeout_moreNestedLoadsThanThreads_goOn() throws Exception {
        LoadingCache<String, String> cache = cache(FailSafe.defaults().hardTimeout(HARD));
        int loads = 64;
        CountDownLatch outer = new CountDownLatch(16); // as many as the executor has threads at least
        origin.doing((key, context) -> {
            outer.countDown();
            Crew.await(outer);
            return key.startsWith("inner") ? "inner" : cache.get("inner" + key);
        });
        List<Crew.Member<@Nullable String>> crew = IntStream.range(0, loads)
                .mapToObj(i -> Crew.<@Nullable String>start(() -> cache.get("k" + i)))
                .toList();

        for (Crew.Member<@Nullable String> member : crew) {
            assertThat(member.get()).isEqualTo("inner");
        }
    }
}
