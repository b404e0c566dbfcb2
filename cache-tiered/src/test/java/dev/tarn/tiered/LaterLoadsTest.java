package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.AsyncCacheLoader;
import dev.tarn.Cache;
import dev.tarn.LoadLimits;
import dev.tarn.RecursiveLoadException;
import dev.tarn.local.Heap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source that answers later is waited for by nobody's thread: a test that settles would hang if it were. */
class LaterLoadsTest {
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Source source = new Source();

    /** Answers when the test says so. */
    private static final class Source implements AsyncCacheLoader<String, String> {
        final List<CompletableFuture<@Nullable String>> begun = new ArrayList<>();

        @Override
        public CompletableFuture<@Nullable String> load(String key, dev.tarn.LoadContext<String> context) {
            CompletableFuture<@Nullable String> answer = new CompletableFuture<>();
            begun.add(answer);
            return answer.thenApply(value -> {
                context.tags("t");
                return value;
            });
        }
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private Cache<String, String> cache(Node node) {
        Cache<String, String> cache = node.describe()
                .loadLease(LEASE)
                .staleFor(Duration.ofHours(1))
                .loadersByCall()
                .build();
        lab.settle();
        return cache;
    }

    private CompletableFuture<@Nullable String> get(Cache<String, String> cache, String key) {
        CompletableFuture<@Nullable String> answer = cache.async().getOrLoadAsync(key, source);
        lab.settle();
        return answer;
    }

    private void answer(int load, @Nullable String value) {
        source.begun.get(load).complete(value);
        lab.settle();
    }

    @Test
    void getOrLoadAsync_manyPending_holdNoThread() {
        Cache<String, String> cache = cache(a);
        List<CompletableFuture<@Nullable String>> answers =
                IntStream.range(0, 100).mapToObj(key -> get(cache, "k" + key)).toList();
        assertThat(source.begun).hasSize(100);
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        IntStream.range(0, 100).forEach(load -> answer(load, "v" + load));

        assertThat(answers.get(99)).isCompletedWithValue("v99");
        assertThat(cache.getIfPresent("k99")).isEqualTo("v99");
        assertThat(cache.stats().loadSuccesses()).isEqualTo(100);
    }

    @Test
    void getOrLoadAsync_whoElseAsks_sharesTheLoadOnEveryNode() {
        Cache<String, String> here = cache(a);
        Cache<String, String> there = cache(b);
        CompletableFuture<@Nullable String> first = get(here, "k");
        CompletableFuture<@Nullable String> second = get(here, "k");
        CompletableFuture<@Nullable String> third = get(there, "k");
        lab.pass(LEASE.multipliedBy(2).minusSeconds(1)); // kept alive, or the other node would load
        assertThat(source.begun).hasSize(1);
        answer(0, "v");

        assertThat(List.of(first, second, third))
                .allSatisfy(answer -> assertThat(answer).isCompletedWithValue("v"));
        assertThat(source.begun).hasSize(1);
    }

    @Test
    void getOrLoadAsync_whatTheContextIsToldLater_holds() {
        Cache<String, String> cache = cache(a);
        assertThat(get(cache, "k")).isNotDone();
        answer(0, "v");
        cache.invalidateTag("t");

        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void getOrLoadAsync_keyIsInvalidatedMeanwhile_isNotStored() {
        Cache<String, String> cache = cache(a);
        CompletableFuture<@Nullable String> answer = get(cache, "k");
        CompletableFuture<?> told = cache.async().invalidate("k");
        lab.settle();
        assertThat(told).isDone();
        answer(0, "old");

        assertThat(answer).isCompletedWithValue("old");
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void getOrLoadAsync_fails_failsAsTheSourceAndLetsOthersLoadAtOnce() {
        Cache<String, String> here = cache(a);
        Cache<String, String> there = cache(b);
        CompletableFuture<@Nullable String> failing = get(here, "k");
        CompletableFuture<@Nullable String> waiting = get(there, "k");
        IllegalStateException failure = new IllegalStateException("source");
        source.begun.get(0).completeExceptionally(failure);
        lab.settle();

        assertThatThrownBy(failing::join).hasCause(failure);
        assertThat(source.begun).hasSize(2);
        answer(1, "v");
        assertThat(waiting).isCompletedWithValue("v");
    }

    @Test
    void getOrLoadAsync_throwsOrGivesNoFuture_fails() {
        Cache<String, String> cache = cache(a);
        IllegalStateException failure = new IllegalStateException("source");
        CompletableFuture<@Nullable String> thrown = cache.async().getOrLoadAsync("k", (key, context) -> {
            throw failure;
        });
        CompletableFuture<@Nullable String> none = cache.async().getOrLoadAsync("n", (key, context) -> null);
        lab.settle();

        assertThatThrownBy(thrown::join).hasCause(failure);
        assertThatThrownBy(none::join).hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    void getOrLoadAsync_stale_isServedAndRefreshedByTheSameLoader() {
        Cache<String, String> cache = cache(a);
        assertThat(get(cache, "k")).isNotDone();
        answer(0, "old");
        lab.pass(Node.LIFE.plusSeconds(1));

        assertThat(get(cache, "k")).isCompletedWithValue("old");
        answer(1, "new");
        assertThat(get(cache, "k")).isCompletedWithValue("new");
    }

    @Test
    void getOrLoadAsync_asksForItsOwnKey_isRefused() {
        Cache<String, String> cache = cache(a);
        CompletableFuture<@Nullable String> answer = cache.async()
                .getOrLoadAsync("k", (key, context) -> cache.async().getOrLoadAsync(key, source));
        lab.settle();

        assertThatThrownBy(answer::join).hasCauseInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void getOrLoadAsync_limits_countWhatIsPending() {
        Cache<String, String> cache = a.describe().loads(LoadLimits.of(1)).build();
        lab.settle();
        CompletableFuture<@Nullable String> first = get(cache, "k");
        CompletableFuture<@Nullable String> second = get(cache, "l");
        assertThat(source.begun).hasSize(1);
        answer(0, "v");
        assertThat(first).isCompletedWithValue("v");
        assertThat(source.begun).hasSize(2);
        answer(1, "w");
        assertThat(second).isCompletedWithValue("w");
    }

    @Test
    void getOrLoadAsync_noRoomToLand_landsWhereTheFutureIsDone() {
        List<Runnable> room = new ArrayList<>();
        try (Tarn tarn = Tarn.builder()
                .executor(work -> {
                    if (!room.isEmpty()) {
                        throw new RejectedExecutionException("full");
                    }
                    room.add(work);
                    work.run();
                })
                .build()) {
            Cache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .build();
            CompletableFuture<@Nullable String> answer = cache.async().getOrLoadAsync("k", source);
            source.begun.get(0).complete("v");

            assertThat(answer).isCompletedWithValue("v");
            assertThat(cache.getIfPresent("k")).isEqualTo("v");
        }
    }
}
