package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheInterruptedException;
import dev.tarn.CacheLoader;
import dev.tarn.LoadContext;
import dev.tarn.LoadLimits;
import dev.tarn.LoadShedException;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.testing.time.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loads that wait for their turn, and share it. Time is the test's, the threads are real. */
class LoadDeskTest {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final FakeClock clock = new FakeClock();
    private final Tarn tarn = Tarn.builder().clock(clock).scheduler(clock).build();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Bulk source = new Bulk();

    @AfterEach
    void close() {
        mayEnd.countDown();
        tarn.close();
    }

    private LoadingCache<String, String> cache(LoadLimits limits) {
        return cache(limits, source);
    }

    private LoadingCache<String, String> cache(LoadLimits limits, CacheLoader<String, String> loader) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(10_000))
                .expireAfterWrite(LIFE)
                .staleFor(LIFE)
                .loads(limits.maximumWait(LONGEST_WAIT))
                .loader(loader)
                .build();
    }

    /** Takes the only place with a load that ends when the test says so. */
    private Crew.Member<@Nullable String> busy(LoadingCache<String, String> cache) throws InterruptedException {
        source.slowKey = "slow";
        Crew.Member<@Nullable String> member = Crew.start(() -> cache.get("slow"));
        Crew.await(source.slowBegun);
        return member;
    }

    private static List<Crew.Member<@Nullable String>> readers(LoadingCache<String, String> cache, int count) {
        List<Crew.Member<@Nullable String>> readers = IntStream.range(0, count)
                .mapToObj(i -> Crew.<@Nullable String>start(() -> cache.get("k" + i)))
                .toList();
        readers.forEach(Crew.Member::untilWaiting);
        return readers;
    }

    private static int waiting(LoadingCache<String, String> cache) {
        return ((TieredCache<String, String>) cache).core().desk().waitingKeys();
    }

    private static void untilWaiting(LoadingCache<String, String> cache, int keys) throws InterruptedException {
        for (int i = 0; waiting(cache) != keys; i++) {
            assertThat(i).as("waited in vain").isLessThan(20_000);
            boolean never = new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            assertThat(never).isFalse();
        }
    }

    @Test
    void get_missesWhileAllPlacesAreTaken_shareOneLoad() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1));
        Crew.Member<@Nullable String> slow = busy(cache);
        List<Crew.Member<@Nullable String>> readers = readers(cache, 10);
        untilWaiting(cache, 10);
        mayEnd.countDown();

        assertThat(slow.get()).isEqualTo("slow!");
        for (int i = 0; i < 10; i++) {
            assertThat(readers.get(i).get()).isEqualTo("k" + i + "!");
        }
        assertThat(source.batches)
                .hasSize(2)
                .last()
                .satisfies(keys -> assertThat(keys).hasSize(10));
        assertThat(cache.stats().failures().loadCalls()).isEqualTo(2);
        assertThat(cache.stats().loadSuccesses()).isEqualTo(11);
    }

    @Test
    void get_twoPlaces_neverMoreThanTwoLoadsAtOnce() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        LoadingCache<String, String> cache = cache(LoadLimits.of(2).maximumBatch(1), (key, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            boolean never = new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            running.decrementAndGet();
            return key + never;
        });
        List<CompletableFuture<@Nullable String>> async = IntStream.range(100, 120)
                .mapToObj(i -> cache.async().get("k" + i))
                .toList();
        List<Crew.Member<@Nullable String>> readers = IntStream.range(0, 20)
                .mapToObj(i -> Crew.<@Nullable String>start(() -> cache.get("k" + i)))
                .toList();
        for (Crew.Member<@Nullable String> reader : readers) {
            reader.get();
        }
        for (CompletableFuture<@Nullable String> answer : async) {
            answer.get(20, TimeUnit.SECONDS);
        }

        assertThat(most).hasValue(2);
        assertThat(waiting(cache)).isZero();
    }

    @Test
    void get_sharedLoad_eachGetsItsOwnValueAbsenceOrFailure() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1));
        busy(cache);
        source.answers = (key, context) -> switch (key) {
            case "k0" -> "here";
            case "k1" -> null;
            case "slow" -> "slow";
            default -> context.failed(new IOException("no access"));
        };
        List<Crew.Member<@Nullable String>> readers = readers(cache, 3);
        untilWaiting(cache, 3);
        mayEnd.countDown();

        assertThat(readers.get(0).get()).isEqualTo("here");
        assertThat(readers.get(1).get()).isNull();
        assertThat(readers.get(2).failure()).hasRootCauseInstanceOf(IOException.class);
        assertThat(cache.stats().loadFailures()).isEqualTo(1);
        assertThat(cache.stats().loadSuccesses()).isEqualTo(3);
        assertThat(source.batches).hasSize(2);
    }

    @Test
    void get_queueIsFull_isShedAtOnce() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1).maximumWaiting(2));
        busy(cache);
        List<Crew.Member<@Nullable String>> readers = readers(cache, 2);
        untilWaiting(cache, 2);

        assertThatThrownBy(() -> cache.get("k2"))
                .isInstanceOf(LoadShedException.class)
                .hasMessageContaining("2 keys may wait");
        assertThat(cache.stats().failures().shedLoads()).isEqualTo(1);
        mayEnd.countDown();
        assertThat(readers.get(0).get()).isEqualTo("k0!");
        assertThat(cache.get("k2")).isEqualTo("k2!");
    }

    @Test
    void get_waitedTooLong_isShed() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1));
        busy(cache);
        Crew.Member<@Nullable String> reader = readers(cache, 1).get(0);
        untilWaiting(cache, 1);
        clock.advance(LONGEST_WAIT);
        clock.runDue();

        assertThat(reader.failure()).isInstanceOf(LoadShedException.class).hasMessageContaining("PT3S");
        assertThat(waiting(cache)).isZero();
    }

    @Test
    void refresh_thatIsShed_leavesTheStaleValue() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1).maximumWaiting(1));
        assertThat(cache.get("k")).isEqualTo("k!");
        busy(cache);
        readers(cache, 1);
        untilWaiting(cache, 1);
        CompletableFuture<@Nullable String> refreshed = cache.async().refresh("k");

        assertThat(refreshed.get(20, TimeUnit.SECONDS)).isEqualTo("k!");
        assertThat(cache.stats().failures().shedLoads()).isEqualTo(1);
    }

    @Test
    void get_loaderNeedsAKeyThatWaits_loadsItItself() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1));
        source.answers = (key, context) -> key.equals("slow") ? cache.get("k0") + cache.get("other") : key;
        busy(cache);
        Crew.Member<@Nullable String> reader = readers(cache, 1).get(0);
        untilWaiting(cache, 1);
        mayEnd.countDown();

        assertThat(reader.get()).isEqualTo("k0");
        assertThat(cache.get("slow")).isEqualTo("k0other");
        assertThat(source.batches).hasSize(3);
    }

    @Test
    void get_keyOfASharedLoadNeedsAnotherOne_theyAreLoadedApart() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1));
        busy(cache);
        source.answers = (key, context) -> key.equals("k0") ? "k0 " + cache.get("k1") : key;
        List<Crew.Member<@Nullable String>> readers = readers(cache, 2);
        untilWaiting(cache, 2);
        mayEnd.countDown();

        assertThat(readers.get(0).get()).isEqualTo("k0 k1");
        assertThat(readers.get(1).get()).isEqualTo("k1");
    }

    @Test
    void get_threadOfASharedLoadIsInterrupted_theOthersAreLoadedAllTheSame() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1));
        busy(cache);
        CountDownLatch sharedBegun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        source.answers = (key, context) -> {
            if (key.equals("k0") && sharedBegun.getCount() > 0) {
                sharedBegun.countDown();
                Crew.await(never);
            }
            return key;
        };
        Crew.Member<@Nullable String> first = Crew.start(() -> cache.get("k0"));
        untilWaiting(cache, 1);
        Crew.Member<@Nullable String> second = Crew.start(() -> cache.get("k1"));
        untilWaiting(cache, 2);
        mayEnd.countDown();
        Crew.await(sharedBegun);
        first.thread().interrupt();

        assertThat(first.failure()).isInstanceOf(CacheInterruptedException.class);
        assertThat(second.get()).isEqualTo("k1");
    }

    @Test
    void gatherFor_executorRefusesTheLoad_shedsTheFirstAndLoadsThoseThatGatheredWithIt() {
        AtomicBoolean full = new AtomicBoolean();
        Executor sometimesFull = task -> {
            if (full.getAndSet(false)) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        };
        try (Tarn other = Tarn.builder()
                .clock(clock)
                .scheduler(clock)
                .executor(sometimesFull)
                .build()) {
            LoadingCache<String, String> cache = other.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(10_000))
                    .loads(LoadLimits.none().gatherFor(Duration.ofMillis(5)))
                    .loader(source)
                    .build();
            List<CompletableFuture<@Nullable String>> reads = IntStream.range(0, 3)
                    .mapToObj(i -> cache.async().get("k" + i))
                    .toList();
            full.set(true);
            clock.advance(Duration.ofMillis(5));

            assertThat(reads.get(0))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(LoadShedException.class);
            assertThat(reads.get(1)).isCompletedWithValue("k1!");
            assertThat(reads.get(2)).isCompletedWithValue("k2!");
            assertThat(source.batches).containsExactly(Set.of("k1", "k2"));
        }
    }

    @Test
    void gatherFor_firstMiss_waitsForOthersToShareItsLoad() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.none().gatherFor(Duration.ofMillis(5)));
        List<Crew.Member<@Nullable String>> readers = readers(cache, 3);
        untilWaiting(cache, 3);
        assertThat(source.batches).isEmpty();
        clock.advance(Duration.ofMillis(5));
        clock.runDue();

        for (Crew.Member<@Nullable String> reader : readers) {
            assertThat(reader.get()).endsWith("!");
        }
        assertThat(source.batches).hasSize(1);
    }

    @Test
    void close_keysWait_theirReadersAreTold() throws Exception {
        LoadingCache<String, String> cache = cache(LoadLimits.of(1));
        busy(cache);
        List<Crew.Member<@Nullable String>> readers = readers(cache, 2);
        untilWaiting(cache, 2);
        tarn.closeCache("texts");

        assertThat(readers.get(0).failure()).hasMessageContaining("closed");
        assertThat(readers.get(1).failure()).hasMessageContaining("closed");
    }

    /** A source that is asked for many keys at once and remembers for which. */
    private final class Bulk implements CacheLoader<String, String> {
        final List<Set<String>> batches = new CopyOnWriteArrayList<>();
        final CountDownLatch slowBegun = new CountDownLatch(1);
        volatile CacheLoader<String, String> answers = (key, context) -> key + "!";
        volatile String slowKey = "";

        @Override
        public @Nullable String load(String key, LoadContext<String> context) throws Exception {
            batches.add(Set.of(key));
            return answer(key, context);
        }

        @Override
        public Map<String, @Nullable String> loadAll(
                Set<? extends String> keys, Function<? super String, LoadContext<String>> contexts) throws Exception {
            batches.add(Set.copyOf(keys));
            Map<String, @Nullable String> loaded = new LinkedHashMap<>();
            for (String key : keys) {
                loaded.put(key, answer(key, contexts.apply(key)));
            }
            return loaded;
        }

        private @Nullable String answer(String key, LoadContext<String> context) throws Exception {
            if (key.equals(slowKey)) {
                slowBegun.countDown();
                Crew.await(mayEnd);
            }
            return answers.load(key, context);
        }

        @Override
        public boolean isBulk() {
            return true;
        }
    }
}
