package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.CacheListener;
import dev.tarn.LoadingCache;
import dev.tarn.RemovalCause;
import dev.tarn.local.Heap;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        lab.close();
    }

    private final class Recording implements CacheListener<String, String> {
        @Override
        public void onLoad(String key, @Nullable String value) {
            heard.add("load " + key + "=" + value);
        }

        @Override
        public void onLoadFailure(String key, Throwable failure) {
            heard.add("failure " + key + " " + failure.getMessage());
        }

        @Override
        public void onRemoval(String key, @Nullable String value, RemovalCause cause) {
            heard.add(cause + " " + key + "=" + value);
        }
    }

    private List<String> heard() {
        lab.settle();
        List<String> all = List.copyOf(heard);
        heard.clear();
        return all;
    }

    @Test
    void listener_hearsOnTheExecutorOnly() {
        LoadingCache<String, String> cache = a.cache(Origin.of("k", "v"));
        cache.listen(new Recording());
        lab.settle();
        cache.get("k");

        assertThat(heard).isEmpty();
        assertThat(heard()).containsExactly("load k=v");
    }

    @Test
    void listener_hearsTheCauseOfEachRemoval() {
        Origin origin = Origin.of("k", "v");
        LoadingCache<String, String> cache = a.cache(origin);
        Cache<String, String> other = b.cache();
        cache.listen(new Recording());
        lab.settle();

        cache.get("k");
        cache.get("none");
        assertThat(heard()).containsExactly("load k=v", "load none=null");
        cache.put("k", "w");
        assertThat(heard()).containsExactly("REPLACED k=v");
        cache.invalidate("k");
        assertThat(heard()).containsExactly("EXPLICIT k=w");
        cache.put("k", "x");
        other.invalidate("k");
        assertThat(heard()).containsExactly("INVALIDATED k=x");
        cache.put("k", "y");
        lab.clock.advance(Node.LIFE);
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(heard()).containsExactly("EXPIRED k=y");
        origin.failure = new IllegalStateException("no source");
        assertThatThrownBy(() -> cache.get("k")).isSameAs(origin.failure);
        assertThat(heard()).containsExactly("failure k no source");
    }

    @Test
    void listener_hearsConditionalChanges() {
        Cache<String, String> cache = a.describe().localOnly().build();
        Cache<String, String> heapOnly = Tarn.builder()
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(a.executor)
                .build()
                .cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .build();
        assertThat(cache.name()).isEqualTo("texts");
        heapOnly.listen(new Recording());

        heapOnly.asMap().putIfAbsent("k", "v");
        assertThat(heard()).isEmpty();
        heapOnly.asMap().replace("k", "w");
        assertThat(heard()).containsExactly("REPLACED k=v");
        heapOnly.asMap().remove("k");
        assertThat(heard()).containsExactly("EXPLICIT k=w");
    }

    @Test
    void listener_hearsOfAWriteThatWasNotTaken() {
        Cache<String, String> cache = a.cache();
        cache.put("k", "v");
        cache.listen(new Recording());
        a.store.next(Operation.PUT, Fault.of(Fault.Kind.REFUSE));
        cache.put("k", "w");

        lab.clock.advance(Duration.ZERO);
        assertThat(heard()).containsExactly("REPLACED k=v");
    }

    @Test
    void listener_thatThrows_disturbsNobody() {
        LoadingCache<String, String> cache = a.cache(Origin.of("k", "v"));
        cache.listen(new CacheListener<>() {
            @Override
            public void onLoad(String key, @Nullable String value) {
                throw new AssertionError("broken listener");
            }
        });
        cache.listen(new Recording());

        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(heard()).containsExactly("load k=v");
    }

    @Test
    void registration_closed_hearsNoMore() {
        LoadingCache<String, String> cache = a.cache(Origin.of("k", "v", "l", "w"));
        CacheListener<String, String> listener = new Recording();
        Cache.Registration first = cache.listen(listener);
        Cache.Registration second = cache.listen(listener);
        first.close();
        first.close();
        cache.get("k");
        assertThat(heard()).containsExactly("load k=v");
        second.close();
        cache.get("l");
        assertThat(heard()).isEmpty();
    }
}
