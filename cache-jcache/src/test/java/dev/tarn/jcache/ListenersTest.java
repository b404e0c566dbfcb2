package dev.tarn.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryUpdatedListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private final Provided provided = new Provided();
    private final Cache<String, Long> cache = provided.cache(new TarnConfiguration<>(String.class, Long.class));

    @AfterEach
    void close() {
        provided.close();
    }

    private void listen(CacheEntryListener<String, Long> listener, boolean synchronous) {
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(
                new FactoryBuilder.SingletonFactory<>(listener), null, true, synchronous));
    }

    @Test
    void updates_onManyThreads_areToldInTheirOrder() throws Exception {
        List<Long> told = new ArrayList<>(); // one lane, so one thread at a time
        CacheEntryUpdatedListener<String, Long> listener =
                events -> events.forEach(event -> told.add(event.getValue()));
        listen(listener, true);
        cache.put("sum", 0L);
        EntryProcessorTest.addOnAllThreads(List.of(cache), 500);
        assertThat(told).hasSize(2_000).isSorted();
    }

    @Test
    void synchronousListener_thatChangesTheCache_isServed() {
        CacheEntryUpdatedListener<String, Long> listener = events -> events.forEach(event -> {
            if (event.getValue() < 5) {
                cache.put(event.getKey(), event.getValue() + 1);
            }
        });
        listen(listener, true);
        cache.put("a", 0L);
        cache.put("a", 1L);
        assertThat(cache.get("a")).isEqualTo(5L);
    }

    @Test
    void synchronousListener_thatFails_failsTheCallAfterTheChange_andNotTheNext() {
        List<Long> told = new ArrayList<>();
        CacheEntryUpdatedListener<String, Long> listener = events -> events.forEach(event -> {
            told.add(event.getValue());
            if (event.getValue() == 2) {
                throw new IllegalStateException("no two");
            }
        });
        listen(listener, true);
        cache.put("a", 1L);
        assertThatThrownBy(() -> cache.put("a", 2L))
                .isInstanceOf(CacheEntryListenerException.class)
                .hasRootCauseMessage("no two");
        assertThat(cache.get("a")).isEqualTo(2L);
        cache.put("a", 3L);
        assertThat(told).containsExactly(2L, 3L);
    }

    @Test
    void asynchronousListener_writerDoesNotWaitForIt_andItHearsOldValues() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch heard = new CountDownLatch(1);
        AtomicReference<Long> old = new AtomicReference<>();
        CacheEntryUpdatedListener<String, Long> listener = events -> {
            awaitQuietly(written);
            events.forEach(event -> old.set(event.getOldValue()));
            heard.countDown();
        };
        listen(listener, false);
        cache.put("a", 1L);
        cache.put("a", 2L);
        written.countDown();
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(old).hasValue(1L);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
