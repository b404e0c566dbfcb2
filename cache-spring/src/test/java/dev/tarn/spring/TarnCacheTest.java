package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.local.Heap;
import dev.tarn.tiered.Tarn;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Corners of {@link TarnCache} that no annotation leads to by itself. */
class TarnCacheTest {
    private final ExecutorService oneThread = Executors.newSingleThreadExecutor();
    private final Tarn tarn = Tarn.builder().executor(oneThread).build();
    private final dev.tarn.Cache<Object, Object> cache = tarn.cache("values", Object.class, Object.class)
            .heap(Heap.maximumEntries(1_000))
            .absentFor(java.time.Duration.ofDays(1))
            .build();
    private final TarnCache view = new TarnCache(cache, CacheTransactions.none(), true);

    @AfterEach
    void close() {
        tarn.close();
        oneThread.shutdown();
    }

    /** Returns a view whose looks are followed by something, before their answer arrives. */
    @SuppressWarnings("unchecked") // it is a proxy of the very type
    private TarnCache afterLook(Runnable something) {
        dev.tarn.Cache<Object, Object> looked = (dev.tarn.Cache<Object, Object>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {dev.tarn.Cache.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(cache, arguments);
                    if (method.getName().equals("getIfPresent")) {
                        something.run();
                    }
                    return result;
                });
        return new TarnCache(looked, CacheTransactions.none(), true);
    }

    @Test
    void putIfAbsent_nullWhileAnotherPuts_doesNotOverwriteIt() {
        boolean[] put = new boolean[1];
        TarnCache raced = afterLook(() -> {
            if (!put[0]) {
                put[0] = true;
                cache.put("k", "other");
            }
        });
        assertThat(raced.putIfAbsent("k", null).get()).isEqualTo("other");
        assertThat(view.get("k").get()).isEqualTo("other");
    }

    @Test
    void retrieve_manyPending_holdNoThread() {
        List<CompletableFuture<String>> sources = IntStream.range(0, 50)
                .mapToObj(any -> new CompletableFuture<String>())
                .toList();
        List<CompletableFuture<String>> answers = IntStream.range(0, 50)
                .mapToObj(key -> view.retrieve("k" + key, () -> sources.get(key)))
                .toList();
        // the one thread of the executor would wait for the first: from the last on, none could ever be done
        for (int key = 49; key >= 0; key--) {
            sources.get(key).complete("v" + key);
            assertThat(answers.get(key)
                            .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                            .join())
                    .isEqualTo("v" + key);
        }
    }

    @Test
    void retrieve_supplierThrowsOrFails_failsAsItDid() {
        IllegalStateException failure = new IllegalStateException("source");
        CompletableFuture<String> thrown = view.retrieve("k", () -> {
            throw failure;
        });
        assertThatThrownBy(thrown::join).isInstanceOf(CompletionException.class).hasCause(failure);
        assertThatThrownBy(() -> view.<String>retrieve("k", () -> CompletableFuture.failedFuture(failure))
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCause(failure);
    }
}
