package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tarn.Answer;
import dev.tarn.Breaker;
import dev.tarn.CacheLoader;
import dev.tarn.FailSafe;
import dev.tarn.LoadContext;
import dev.tarn.LoadLimits;
import dev.tarn.LoadShedException;
import dev.tarn.LoadTimeoutException;
import dev.tarn.LoadingCache;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.fault.FaultProxy.Direction;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of {@code docs/failure.md}: what callers get while Redis, the source or both are sick, and what heals. Over 500 lines, for it has a test for
 * each row of that one table.
 */
class FailurePolicyIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int SOME_READS = 20;

    private RedisServer server;
    private FaultProxy proxy;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger loads = new AtomicInteger();
    private volatile CacheLoader<String, String> source = (key, context) -> key + "!";

    /** A fault of Redis or of the way to it. */
    @SuppressWarnings("ImmutableEnumChecker") // what they do is done to the test that is given
    private enum Fault {
        KILLED(it -> it.server.kill(), it -> it.server.restart(), WriteStatus.QUEUED, false),
        FROZEN(it -> it.server.pause(), it -> it.server.resume(), WriteStatus.QUEUED, true),
        SLOW(
                it -> it.proxy.latency(Direction.TO_CLIENT, Duration.ofMillis(200)),
                it -> it.proxy.heal(),
                null, // its budget is hardly longer than that
                true),
        REQUESTS_LOST(it -> it.proxy.lose(Direction.TO_SERVER), it -> it.proxy.heal(), WriteStatus.QUEUED, true),
        ANSWERS_LOST(it -> it.proxy.lose(Direction.TO_CLIENT), it -> it.proxy.heal(), WriteStatus.QUEUED, true),
        OUT_OF_MEMORY(
                it -> it.server.command("CONFIG", "SET", "maxmemory", "1"),
                it -> it.server.command("CONFIG", "SET", "maxmemory", "0"),
                WriteStatus.APPLIED,
                false),
        REFUSING_WRITES(
                it -> it.server.command("CONFIG", "SET", "min-replicas-to-write", "1"),
                it -> it.server.command("CONFIG", "SET", "min-replicas-to-write", "0"),
                WriteStatus.QUEUED,
                false);

        private final Consumer<FailurePolicyIT> inflict;
        private final Consumer<FailurePolicyIT> heal;
        private final @Nullable WriteStatus change;
        private final boolean silent;

        Fault(
                Consumer<FailurePolicyIT> inflict,
                Consumer<FailurePolicyIT> heal,
                @Nullable WriteStatus change,
                boolean silent) {
            this.inflict = inflict;
            this.heal = heal;
            this.change = change;
            this.silent = silent;
        }
    }

    @BeforeEach
    void start() {
        server = RedisServer.start();
        proxy = FaultProxy.to(server.address(), server.port());
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        proxy.close();
        server.close();
    }

    private Tarn tarn() {
        return Tarn.builder()
                .remote(RedisStore.builder()
                        .uri("redis://" + proxy.address() + ":" + proxy.port())
                        .build())
                .breaker(Breaker.defaults().probeEvery(Duration.ofMillis(200)))
                .build();
    }

    private LoadingCache<String, String> cache(Tarn tarn, FailSafe policy) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(Duration.ofMinutes(10))
                .failSafe(policy)
                .loader((key, context) -> {
                    loads.incrementAndGet();
                    return source.load(key, context);
                })
                .build();
    }

    /** A cache whose values are stale soon. */
    private LoadingCache<String, String> shortLived(Tarn tarn, FailSafe policy) {
        return tarn.cache("short", String.class, String.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(Duration.ofMillis(50))
                .staleFor(Duration.ofMinutes(10))
                .failSafe(policy)
                .loader((key, context) -> source.load(key, context))
                .build();
    }

    /** Loads a key until it is held: the first word of the log may void what was loaded before. */
    private static void untilHeld(LoadingCache<String, String> cache, String key, String value) {
        untilRemoteServes(cache);
        await().atMost(LONG).until(() -> value.equals(cache.get(key)) && value.equals(cache.getIfPresent(key)));
    }

    /** Reads until a row of reads does not meet a remote tier that keeps them waiting. */
    private void untilReadsDoNotWait(LoadingCache<String, String> cache) {
        await().atMost(LONG).until(() -> waited(cache, SOME_READS) == 0);
    }

    /** Reads keys that no tier holds; returns how many calls to the remote tier have failed meanwhile. */
    private long waited(LoadingCache<String, String> cache, int reads) {
        long before = failures(cache);
        for (int i = 0; i < reads; i++) {
            String key = "cold" + loads.get();
            assertThat(cache.get(key)).isEqualTo(key + "!");
        }
        return failures(cache) - before;
    }

    private static long failures(LoadingCache<String, String> cache) {
        return cache.stats().tier("remote").orElseThrow().failures();
    }

    private static void untilRemoteServes(LoadingCache<String, String> cache) {
        await().atMost(LONG).until(() -> cache.put("seen", "v") == WriteStatus.APPLIED);
    }

    @ParameterizedTest
    @EnumSource
    void redisSick_inTheMiddle_callersGetTheirValuesAndAllHealsByItself(Fault fault) {
        try (Tarn tarn = tarn();
                Tarn other = tarn()) {
            LoadingCache<String, String> cache = cache(tarn, FailSafe.defaults());
            LoadingCache<String, String> others = cache(other, FailSafe.defaults());
            untilHeld(cache, "held", "held!");

            fault.inflict.accept(this);
            assertThat(cache.get("held")).as("the heap serves").isEqualTo("held!");
            assertThat(cache.get("cold")).isEqualTo("cold!");
            if (fault.silent) {
                untilReadsDoNotWait(cache);
            }
            WriteStatus status = cache.invalidate("held");
            if (fault.change != null) {
                assertThat(status).isEqualTo(fault.change);
            }

            fault.heal.accept(this);
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(cache.stats().coherence().pendingInvalidations()).isZero();
                assertThat(cache.stats().breaker().state()).isEqualTo(Breaker.State.CLOSED);
            });
            source = (key, context) -> "anew";
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(cache.put("shared", "v")).isEqualTo(WriteStatus.APPLIED);
                assertThat(others.getIfPresent("shared")).isEqualTo("v");
            });
            assertThat(others.get("held")).as("the invalidation has come").isEqualTo("anew");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KILLED", "FROZEN", "REQUESTS_LOST", "ANSWERS_LOST", "OUT_OF_MEMORY", "REFUSING_WRITES"})
    void redisSick_atTheStart_cachesServeMeanwhileAndUseItWhenItIsThere(Fault fault) {
        fault.inflict.accept(this);
        try (Tarn tarn = tarn()) {
            LoadingCache<String, String> cache = cache(tarn, FailSafe.defaults());
            for (int i = 0; i < 5; i++) {
                assertThat(cache.get("cold" + i)).isEqualTo("cold" + i + "!");
                assertThat(cache.get("cold" + i)).isEqualTo("cold" + i + "!");
            }
            assertThat(loads).hasValueBetween(5, 10); // the first word of the log may void what was loaded before

            fault.heal.accept(this);
            untilRemoteServes(cache);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KILLED", "FROZEN"})
    void redisAway_isWarnedOfOnceAndItsReturnIsTold(Fault fault) {
        List<String> told = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger("dev.tarn");
        Handler handler = outagesInto(told);
        log.addHandler(handler);
        try (Tarn tarn = tarn()) {
            LoadingCache<String, String> cache = cache(tarn, FailSafe.defaults());
            untilRemoteServes(cache);
            told.clear();
            fault.inflict.accept(this);
            untilReadsDoNotWait(cache);
            await().atMost(LONG).untilAsserted(() -> {
                cache.put("k", "v");
                waited(cache, 1);
                assertThat(told).containsExactly("WARNING");
            });

            fault.heal.accept(this);
            await().atMost(LONG).untilAsserted(() -> {
                untilRemoteServes(cache);
                assertThat(told).startsWith("WARNING", "INFO");
            });
        } finally {
            log.removeHandler(handler);
        }
    }

    /** Notes the levels of what is logged of the remote tier's being away and back. */
    private static Handler outagesInto(List<String> levels) {
        return new Handler() {
            @Override
            public void publish(LogRecord logged) {
                if (logged.getMessage().contains("the remote tier failed")
                        || logged.getMessage().contains("the remote tier answers again")) {
                    levels.add(logged.getLevel().getName());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void redisOutOfMemory_goesOnServingWhatItHolds() {
        try (Tarn tarn = tarn();
                Tarn other = tarn()) {
            LoadingCache<String, String> cache = cache(tarn, FailSafe.defaults());
            LoadingCache<String, String> others = cache(other, FailSafe.defaults());
            await().atMost(LONG).until(() -> cache.put("k", "v") == WriteStatus.APPLIED);
            Fault.OUT_OF_MEMORY.inflict.accept(this);

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(others.getIfPresent("k")).isEqualTo("v"));
            assertThat(loads).hasValue(0);
        }
    }

    @Test
    void sourceAskedTooMuch_whatHasNoRoomIsRefusedAndTheTiersServe() {
        CountDownLatch answer = new CountDownLatch(1);
        try (Tarn tarn = tarn();
                Tarn other = tarn()) {
            LoadingCache<String, String> others = cache(other, FailSafe.defaults());
            await().atMost(LONG).until(() -> others.put("held", "v") == WriteStatus.APPLIED);
            LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(1_000))
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .loads(LoadLimits.of(1).maximumWaiting(1).maximumWait(Duration.ofMinutes(1)))
                    .loader((key, context) -> {
                        answer.await();
                        return key + "!";
                    })
                    .build();
            List<CompletableFuture<String>> reads = Stream.of("a", "b", "c", "d")
                    .map(key -> CompletableFuture.supplyAsync(() -> cache.get(key), threads))
                    .toList();
            await().atMost(LONG).until(() -> refused(reads) == 2);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(cache.get("held")).isEqualTo("v"));

            answer.countDown();
            await().atMost(LONG).until(() -> reads.stream().allMatch(CompletableFuture::isDone) && refused(reads) == 2);
        }
    }

    private static long refused(List<CompletableFuture<String>> reads) {
        return reads.stream()
                .filter(read -> read.isCompletedExceptionally()
                        && read.handle((value, failure) -> failure).join().getCause() instanceof LoadShedException)
                .count();
    }

    @Test
    void redisFrozen_afterTheFirstReads_othersDoNotWaitAndItIsFoundBack() {
        try (Tarn tarn = tarn();
                Tarn other = tarn()) {
            LoadingCache<String, String> cache = cache(tarn, FailSafe.defaults());
            LoadingCache<String, String> others = cache(other, FailSafe.defaults());
            untilRemoteServes(cache);
            server.pause();
            untilReadsDoNotWait(cache);
            assertThat(waited(cache, 1_000)).as("reads that have waited").isZero();

            server.resume();
            await().atMost(LONG).untilAsserted(() -> {
                String key = "cold" + loads.get();
                assertThat(others.put(key, "v")).isEqualTo(WriteStatus.APPLIED);
                assertThat(cache.getIfPresent(key)).isEqualTo("v");
            });
        }
    }

    @Test
    void sourceFails_withAndWithoutAStaleValue() {
        try (Tarn tarn = tarn()) {
            LoadingCache<String, String> cache = shortLived(tarn, FailSafe.defaults());
            untilHeld(cache, "k", "k!");
            source = (key, context) -> {
                throw new IllegalStateException("no source");
            };

            await().atMost(LONG).untilAsserted(() -> {
                Answer<String> answer = cache.answer("k");
                assertThat(answer.value()).isEqualTo("k!");
                assertThat(answer.state()).isEqualTo(Answer.State.STALE_ON_FAILURE);
            });
            assertThatThrownBy(() -> cache.get("unknown")).hasMessage("no source");

            source = (key, context) -> "back";
            await().atMost(LONG).until(() -> "back".equals(cache.get("k")));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sourceSlow_atTheStart_callersWaitForOneLoad(boolean redisFrozenToo) {
        CountDownLatch mayEnd = new CountDownLatch(1);
        if (redisFrozenToo) {
            server.pause();
        }
        try (Tarn tarn = tarn()) {
            LoadingCache<String, String> cache = cache(tarn, FailSafe.defaults());
            source = (key, context) -> {
                mayEnd.await();
                return key + "!";
            };
            List<CompletableFuture<@Nullable String>> reads = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.<@Nullable String>supplyAsync(() -> cache.get("k"), threads))
                    .toList();
            await().atMost(LONG).untilAsserted(() -> assertThat(loads).hasPositiveValue());
            assertThat(reads).noneMatch(CompletableFuture::isDone);
            mayEnd.countDown();

            assertThat(reads)
                    .allSatisfy(read -> assertThat(read).succeedsWithin(LONG).isEqualTo("k!"));
            assertThat(loads).hasValueBetween(1, 2); // the first word of the log may void what was begun before
        } finally {
            mayEnd.countDown();
        }
    }

    @Test
    void sourceSlow_atTheStartWithTimeouts_callersLeaveOrGetTheFallbackAndTheLateValueIsStored() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Tarn tarn = tarn()) {
            FailSafe policy =
                    FailSafe.defaults().softTimeout(Duration.ofMillis(20)).hardTimeout(Duration.ofMillis(200));
            source = (key, context) -> {
                mayEnd.await();
                return "late";
            };
            LoadingCache<String, String> cache = cache(tarn, policy);
            LoadingCache<String, String> withFallback = tarn.cache("fallback", String.class, String.class)
                    .heap(Heap.maximumEntries(1_000))
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .failSafe(policy)
                    .fallback((key, failure) -> "instead")
                    .loader((key, context) -> source.load(key, context))
                    .build();

            assertThatThrownBy(() -> cache.get("k")).isInstanceOf(LoadTimeoutException.class);
            assertThat(withFallback.answer("k").state()).isEqualTo(Answer.State.FALLBACK);
            assertThat(withFallback.get("k")).isEqualTo("instead");
            mayEnd.countDown();
            await().atMost(LONG).until(() -> "late".equals(cache.get("k")));
            await().atMost(LONG).until(() -> "late".equals(withFallback.get("k")));
        } finally {
            mayEnd.countDown();
        }
    }

    @Test
    void sourceFails_atTheStart_callersSeeItUntilItIsBack() {
        try (Tarn tarn = tarn()) {
            source = (key, context) -> {
                throw new IllegalStateException("no source");
            };
            LoadingCache<String, String> cache = cache(tarn, FailSafe.defaults());
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> cache.get("k")).hasMessage("no source");
            }
            assertThat(loads)
                    .as("nothing to serve meanwhile, so each read tries")
                    .hasValue(3);
            source = new Back();
            assertThat(cache.get("k")).isEqualTo("back");
        }
    }

    @Test
    void sourceSlow_inTheMiddle_theStaleValueIsServedAtOnceAndTheLateOneLater() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Tarn tarn = tarn()) {
            LoadingCache<String, String> cache = shortLived(tarn, FailSafe.defaults());
            untilHeld(cache, "k", "k!");
            source = (key, context) -> {
                mayEnd.await();
                return "late";
            };
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(cache.answer("k").state()).isEqualTo(Answer.State.STALE_WHILE_LOADING));
            assertThat(cache.get("k")).isEqualTo("k!");
            mayEnd.countDown();
            await().atMost(LONG).until(() -> "late".equals(cache.get("k")));
        } finally {
            mayEnd.countDown();
        }
    }

    @Test
    void sourceHangs_callersLeaveAndTheLateValueIsStored() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Tarn tarn = tarn()) {
            FailSafe policy =
                    FailSafe.defaults().softTimeout(Duration.ofMillis(20)).hardTimeout(Duration.ofMillis(200));
            LoadingCache<String, String> cache = shortLived(tarn, policy);
            untilHeld(cache, "k", "k!");
            source = (key, context) -> {
                mayEnd.await();
                return "late";
            };

            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(cache.answer("k").state()).isEqualTo(Answer.State.STALE_ON_TIMEOUT));
            assertThatThrownBy(() -> cache.get("unknown")).isInstanceOf(LoadTimeoutException.class);
            mayEnd.countDown();
            await().atMost(LONG).until(() -> "late".equals(cache.get("k")));
        } finally {
            mayEnd.countDown();
        }
    }

    @Test
    void bothSick_staleValueIsServedAndBothHeal() {
        try (Tarn tarn = tarn()) {
            LoadingCache<String, String> cache = shortLived(tarn, FailSafe.defaults());
            untilHeld(cache, "k", "k!");
            server.pause();
            source = (key, context) -> {
                throw new IllegalStateException("no source");
            };

            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(cache.answer("k").state()).isEqualTo(Answer.State.STALE_ON_FAILURE));
            assertThat(cache.get("k")).isEqualTo("k!");
            assertThatThrownBy(() -> cache.get("unknown")).hasMessage("no source");

            server.resume();
            source = new Back();
            await().atMost(LONG).until(() -> "back".equals(cache.get("k")));
        }
    }

    /** A source that is well again. */
    private static final class Back implements CacheLoader<String, String> {
        @Override
        public @Nullable String load(String key, LoadContext<String> context) {
            return "back";
        }
    }
}
