package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.CacheClosedException;
import dev.tarn.CacheListener;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.testing.fake.FakeServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final FakeServer server = new FakeServer(Clock.system());
    private final CountDownLatch loading = new CountDownLatch(2);
    private final CountDownLatch never = new CountDownLatch(1);

    private Tarn tarn() {
        return Tarn.builder().namespace("closing").remote(server.connect()).build();
    }

    private static LoadingCache<String, String> cache(Tarn tarn, Origin origin) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Duration.ofMinutes(1))
                .loader(origin)
                .build();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> thread.getName().startsWith("tarn-closing"))
                .collect(Collectors.toSet());
    }

    @Test
    void close_withinATime_deliversWhatIsPending() {
        Tarn tarn = tarn();
        LoadingCache<String, String> cache = cache(tarn, Origin.of());
        server.down();
        cache.invalidate("k");
        assertThat(cache.stats().coherence().pendingInvalidations()).isEqualTo(1);
        server.up();

        assertThat(tarn.close(Duration.ofSeconds(20)).isClean()).isTrue();
        assertThat(cache.stats().coherence().pendingInvalidations()).isZero();
        assertThatThrownBy(() -> cache.lookup("k")).isInstanceOf(CacheClosedException.class);
    }

    @Test
    void close_remoteTierIsAwayAndALoadHangs_tellsWhatIsLeft() throws Exception {
        Tarn tarn = tarn();
        LoadingCache<String, String> cache = cache(tarn, Origin.of().doing((key, context) -> {
            loading.countDown();
            loading.countDown();
            never.await();
            return "never";
        }));
        server.down();
        cache.invalidateAll(List.of("k", "l"));
        Crew.Member<@Nullable String> reader = Crew.start(() -> cache.get("hangs"));
        Crew.await(loading);

        CloseReport report = tarn.close(Duration.ofMillis(50));

        assertThat(report.undelivered()).containsExactly(new CloseReport.Undelivered("texts", 1, 2));
        reader.thread().interrupt();
        assertThat(reader.failure()).isNotNull();
    }

    @Test
    void closeCache_oneOfTwo_endsItAloneAndFreesItsName() {
        try (Tarn tarn = tarn()) {
            LoadingCache<String, String> first = cache(tarn, Origin.of().doing((key, context) -> "first"));
            Cache<String, String> other = tarn.cache("others", String.class, String.class)
                    .expireAfterWrite(Duration.ofMinutes(1))
                    .build();

            assertThat(tarn.closeCache("texts")).isTrue();
            assertThat(tarn.closeCache("texts")).isFalse();
            assertThatThrownBy(() -> first.lookup("k")).isInstanceOf(CacheClosedException.class);
            assertThat(other.getIfPresent("k")).isNull();
            LoadingCache<String, String> again = cache(tarn, Origin.of().doing((key, context) -> "again"));
            assertThat(again.get("k")).isEqualTo("again");
        }
    }

    @Test
    void close_whileLoadsRun_tellsWhoWaitsAndLeavesNothing() throws Exception {
        Tarn tarn = tarn();
        LoadingCache<String, String> cache = cache(tarn, Origin.of().doing((key, context) -> {
            loading.countDown();
            never.await();
            return "v";
        }));
        CompletableFuture<@Nullable String> async = cache.async().get("async");
        Crew.Member<@Nullable String> leader = Crew.start(() -> cache.get("k"));
        Crew.await(loading);
        Crew.Member<@Nullable String> joiner = Crew.start(() -> cache.get("k"));
        joiner.untilWaiting();
        CompletableFuture<@Nullable String> joined = cache.async().get("async");
        assertThat(threads()).isNotEmpty();

        tarn.close();
        tarn.close();

        assertThat(joiner.failure()).isInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> async.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> joined.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(CacheClosedException.class);
        never.countDown();
        assertThat(leader.failure()).isInstanceOf(CacheClosedException.class);
        for (Thread thread : threads()) {
            thread.join(TimeUnit.SECONDS.toMillis(20)); // it may be on its way out of the load
        }
        assertThat(threads()).isEmpty();
        server.assertNothingOpen();
    }

    @Test
    void everyMethod_afterClose_saysThatTheCacheIsClosed() {
        Tarn tarn = tarn();
        LoadingCache<String, String> cache = cache(tarn, Origin.of("k", "v"));
        cache.get("k");
        tarn.close();

        List<ThrowingCallable> calls = List.of(
                () -> cache.get("k"),
                () -> cache.get("k", key -> "v"),
                () -> cache.getIfPresent("k"),
                () -> cache.lookup("k"),
                () -> cache.getAll(List.of("k")),
                () -> cache.getAll(List.of("k"), keys -> Map.of()),
                () -> cache.getAllPresent(List.of("k")),
                () -> cache.put("k", "v"),
                () -> cache.put("k", "v", Options.none()),
                () -> cache.putAll(Map.of("k", "v")),
                () -> cache.invalidate("k"),
                () -> cache.invalidateAll(List.of("k")),
                () -> cache.invalidateTag("t"),
                cache::clear,
                () -> cache.refresh("k"),
                () -> cache.explain("k"),
                () -> cache.listen(new CacheListener<>() {}),
                () -> cache.asMap().get("k"),
                () -> cache.asMap().put("k", "v"),
                () -> cache.asMap().putIfAbsent("k", "v"),
                () -> cache.async().get("k"),
                () -> cache.async().getIfPresent("k"),
                () -> cache.async().put("k", "v"),
                () -> cache.async().clear());
        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(CacheClosedException.class)
                        .hasMessageContaining("closed"));
        assertThatThrownBy(() -> cache(tarn, Origin.of())).isInstanceOf(CacheClosedException.class);
        server.assertNothingOpen();
    }

    @Test
    void close_heapOnlyMap_refusesToo() {
        Tarn tarn = Tarn.builder().build();
        var map = tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .build()
                .asMap();
        tarn.close();

        assertThatThrownBy(() -> map.putIfAbsent("k", "v")).isInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> map.remove("k")).isInstanceOf(CacheClosedException.class);
    }
}
