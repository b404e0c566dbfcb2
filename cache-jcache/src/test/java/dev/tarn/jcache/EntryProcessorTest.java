package dev.tarn.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EntryProcessorTest {
    static final EntryProcessor<String, Long, Long> ADD_ONE = (entry, arguments) -> {
        long sum = (entry.exists() ? entry.getValue() : 0) + 1;
        entry.setValue(sum);
        return sum;
    };
    private static final int THREADS = 4;
    private static final int ROUNDS = 2_000;

    private final Provided provided = new Provided();

    @AfterEach
    void close() {
        provided.close();
    }

    /** Adds one to a key on several threads at once. */
    static void addOnAllThreads(List<Cache<String, Long>> caches, int rounds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Cache<String, Long> cache = caches.get(thread % caches.size());
                running.add(threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        Long unused = cache.invoke("sum", ADD_ONE);
                    }
                }));
            }
            for (Future<?> one : running) {
                Object unused = one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void processors_onManyThreads_loseNoUpdate() throws Exception {
        Cache<String, Long> cache = provided.cache(new TarnConfiguration<>(String.class, Long.class));
        addOnAllThreads(List.of(cache), ROUNDS);
        assertThat(cache.get("sum")).isEqualTo((long) THREADS * ROUNDS);
    }

    @Test
    void processor_throws_changesNothing() {
        Cache<String, Long> cache = provided.cache(new TarnConfiguration<>(String.class, Long.class));
        cache.put("a", 1L);
        assertThatThrownBy(() -> cache.invoke("a", (entry, arguments) -> {
                    entry.setValue(2L);
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(EntryProcessorException.class)
                .hasRootCauseMessage("no");
        assertThat(cache.get("a")).isEqualTo(1L);
    }

    @Test
    void processor_thatReadsAnotherKey_isServed() {
        Cache<String, Long> cache = provided.cache(new TarnConfiguration<>(String.class, Long.class));
        cache.put("a", 1L);
        Long sum = cache.invoke("b", (entry, arguments) -> {
            Long other = cache.invoke("a", ADD_ONE);
            entry.setValue(other);
            return other;
        });
        assertThat(sum).isEqualTo(2L);
        assertThat(cache.get("b")).isEqualTo(2L);
    }
}
