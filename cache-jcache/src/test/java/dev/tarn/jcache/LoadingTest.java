package dev.tarn.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading through, and loading by hand, when values end, are changed meanwhile, or the remote tier is away. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadingTest {
    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);
    private final Tarn shared = Tarn.builder()
            .clock(clock)
            .scheduler(clock)
            .remote(server.connect())
            .build();
    private final Provided provided = new Provided();
    private final CountingLoader loader = new CountingLoader();

    /** Gives each key a number of its own for each call. */
    private static final class CountingLoader implements CacheLoader<String, Long> {
        private final List<Set<String>> asked = new ArrayList<>();
        private volatile Runnable meanwhile = () -> {};

        @Override
        public Long load(String key) {
            return loadAll(Set.of(key)).get(key);
        }

        @Override
        public Map<String, Long> loadAll(Iterable<? extends String> keys) {
            Set<String> all = StreamSupport.stream(keys.spliterator(), false).collect(Collectors.toSet());
            asked.add(all);
            long number = asked.size();
            meanwhile.run();
            return all.stream().collect(Collectors.toMap(key -> key, key -> number));
        }
    }

    @AfterEach
    void close() {
        provided.close();
        shared.close();
    }

    private TarnConfiguration<String, Long> configuration() {
        TarnConfiguration<String, Long> configuration = new TarnConfiguration<>(String.class, Long.class).clock(clock);
        configuration.setReadThrough(true);
        configuration.setCacheLoaderFactory(new FactoryBuilder.SingletonFactory<>(loader));
        configuration.setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_MINUTE));
        return configuration;
    }

    private Cache<String, Long> local() {
        return provided.cache(configuration());
    }

    private Cache<String, Long> remote() {
        Cache<String, Long> cache =
                provided.cache(configuration().tarn(shared).expireAfterWrite(java.time.Duration.ofHours(1)));
        clock.advance(java.time.Duration.ofSeconds(1));
        return cache;
    }

    private static void loadAll(Cache<String, Long> cache, boolean replace, String... keys) throws Exception {
        CompletionListenerFuture loaded = new CompletionListenerFuture();
        cache.loadAll(Set.of(keys), replace, loaded);
        Object unused = loaded.get(30, TimeUnit.SECONDS);
    }

    @Test
    void get_valueHasEndedAndTheRemoteTierIsAway_isLoaded() {
        Cache<String, Long> cache = remote();
        assertThat(cache.get("a")).isEqualTo(1L);
        clock.advance(java.time.Duration.ofMinutes(2));
        server.down();
        assertThat(cache.get("a")).isEqualTo(2L);
    }

    @Test
    void getAll_valueHasEndedAndTheRemoteTierIsAway_isLoaded() {
        Cache<String, Long> cache = remote();
        assertThat(cache.get("a")).isEqualTo(1L);
        clock.advance(java.time.Duration.ofMinutes(2));
        server.down();
        assertThat(cache.getAll(Set.of("a"))).containsEntry("a", 2L);
    }

    @Test
    void loadAll_valueHasEnded_isLoaded() throws Exception {
        Cache<String, Long> cache = local();
        assertThat(cache.get("a")).isEqualTo(1L);
        clock.advance(java.time.Duration.ofMinutes(2));
        loadAll(cache, false, "a");
        assertThat(loader.asked).hasSize(2);
        assertThat(cache.get("a")).isEqualTo(2L);
    }

    @Test
    void loadAll_replacing_replacesAndAddsAndLeavesWhatWasChangedMeanwhile() throws Exception {
        Cache<String, Long> cache = local();
        cache.put("a", 10L);
        cache.put("b", 10L);
        cache.put("c", 10L);
        loader.meanwhile = () -> {
            loader.meanwhile = () -> {};
            cache.put("b", 20L);
            boolean unused = cache.remove("c");
        };
        loadAll(cache, true, "a", "b", "c", "d");
        assertThat(cache.get("b")).isEqualTo(20L);
        assertThat(cache.containsKey("c")).isFalse();
        assertThat(cache.get("a")).isLessThan(10L);
        assertThat(cache.get("d")).isLessThan(10L);
        assertThat(loader.asked.size()).isLessThanOrEqualTo(2);
    }

    @Test
    void loadAll_loaderBreaksDown_isTold() {
        Cache<String, Long> cache = local();
        loader.meanwhile = () -> {
            throw new StackOverflowError("loader");
        };
        assertThatThrownBy(() -> loadAll(cache, true, "a"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CacheLoaderException.class)
                .hasRootCauseMessage("loader");
    }

    @Test
    void load_keyIsRemovedMeanwhile_isNotKept() {
        Cache<String, Long> cache = local();
        loader.meanwhile = () -> {
            boolean unused = cache.remove("a");
        };
        assertThat(cache.get("a")).isEqualTo(1L);
        assertThat(cache.containsKey("a")).isFalse();
    }
}
