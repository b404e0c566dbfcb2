package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.AsyncCacheLoader;
import dev.tarn.CacheLoader;
import dev.tarn.Explanation.State;
import dev.tarn.LoadingCache;
import dev.tarn.spi.Begun;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.fake.FakeRemoteStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a load ends, other nodes come first: who waits here may keep the thread busy for long. */
class LandingOrderTest {
    private static final LeaseToken OTHER = new LeaseToken(7, 7);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final FakeRemoteStore other = lab.server.connect();
    private final RemoteTier tier = other.open(Node.ID);

    /** How a value is loaded. */
    enum Way {
        ALONE,
        TOGETHER,
        LATER;

        CompletableFuture<?> get(LoadingCache<String, String> cache) {
            AsyncCacheLoader<String, String> later = (key, context) -> CompletableFuture.completedFuture("v");
            return switch (this) {
                case ALONE -> cache.async().get("k");
                case TOGETHER -> cache.async().getAll(List.of("k", "l"));
                case LATER -> cache.async().getOrLoadAsync("k", later);
            };
        }
    }

    @BeforeEach
    void settle() {
        lab.settle();
    }

    @AfterEach
    void close() {
        other.close();
        lab.close();
    }

    private LoadingCache<String, String> cache(CacheLoader<String, String> loader) {
        LoadingCache<String, String> cache = a.describe().loader(loader).build();
        lab.settle();
        return cache;
    }

    private boolean isFilled(String key) {
        return tier.read(Node.keyOf(key)).toCompletableFuture().join().envelope() != null;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void load_ends_isFilledBeforeThoseWhoWaitAreAnswered(Way way) {
        LoadingCache<String, String> cache = cache(CacheLoader.bulk(keys -> Map.of("k", "v", "l", "v")));

        CompletableFuture<Boolean> filled = way.get(cache).thenApply(answer -> isFilled("k"));
        lab.settle();

        assertThat(filled).isCompletedWithValue(true);
    }

    @Test
    void loads_endTogether_areAllFilledBeforeAnyoneIsAnswered() {
        LoadingCache<String, String> cache = cache(CacheLoader.bulk(keys -> Map.of("k", "v", "l", "v")));

        CompletableFuture<?> all = cache.async().getAll(List.of("k", "l"));
        CompletableFuture<Boolean> filled = cache.async().get("k").thenApply(answer -> isFilled("l"));
        lab.settle();

        assertThat(all).isCompleted();
        assertThat(filled).isCompletedWithValue(true);
    }

    @Test
    void readOfMany_ends_allAreStoredBeforeAnyoneIsAnswered() {
        b.describe().build().putAll(Map.of("k", "v", "l", "v"));
        LoadingCache<String, String> cache = cache(CacheLoader.bulk(keys -> Map.of()));

        CompletableFuture<?> all = cache.async().getAll(List.of("k", "l"));
        CompletableFuture<State> heap = cache.async()
                .get("k")
                .thenApply(first -> cache.explain("l").tiers().get(0).state());
        lab.settle();

        assertThat(all).isCompleted();
        assertThat(heap).isCompletedWithValue(State.FRESH);
    }

    @Test
    void load_fails_givesUpItsLeaseBeforeThoseWhoWaitAreTold() {
        LoadingCache<String, String> cache = cache((key, context) -> {
            throw new IllegalStateException("source");
        });

        CompletableFuture<Begun> begun = cache.async()
                .get("k")
                .handle((value, failure) -> tier.begin(List.of(Node.keyOf("k")), OTHER, Duration.ofSeconds(5), false)
                        .toCompletableFuture()
                        .join()
                        .get(0));
        lab.settle();

        assertThat(begun.join()).isInstanceOf(Begun.Leased.class);
    }
}
