package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Options;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory;
import dev.tarn.spi.Traits;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PromotionTest {
    private static final int MANY = 10_000;

    /** Puts an entry, and has it leave the heap tier alone. */
    private static TieredCache<String, String> belowTheHeap(Tarn tarn, String key) {
        TieredCache<String, String> cache =
                (TieredCache<String, String>) tarn.cache("texts", String.class, String.class)
                        .heap(Heap.maximumEntries(100))
                        .offHeap(OffHeap.maximumBytes(4 << 20))
                        .build();
        cache.put(key, "value");
        cache.core().locals().store(0).removeOlder(key, Long.MAX_VALUE);
        return cache;
    }

    private static boolean isOnHeap(TieredCache<String, String> cache, String key) {
        return cache.core().locals().store(0).peek(key) != null;
    }

    @Test
    void hitBelow_once_staysThere() {
        try (Tarn tarn = Tarn.builder().build()) {
            TieredCache<String, String> cache = belowTheHeap(tarn, "k");
            assertThat(cache.getIfPresent("k")).isEqualTo("value");
            assertThat(isOnHeap(cache, "k")).isFalse();
        }
    }

    @Test
    void hitBelow_twice_movesUp() {
        try (Tarn tarn = Tarn.builder().build()) {
            TieredCache<String, String> cache = belowTheHeap(tarn, "k");
            cache.getIfPresent("k");
            assertThat(cache.getIfPresent("k")).isEqualTo("value");
            assertThat(isOnHeap(cache, "k")).isTrue();
            assertThat(cache.getIfPresent("k")).isEqualTo("value");
            assertThat(cache.stats().tier("heap").orElseThrow().freshHits()).isEqualTo(1);
        }
    }

    @Test
    void hitBelow_whileAnotherAnswerComesUnderTheSameLabel_doesNotTakeItsPlace() {
        try (Tarn tarn = Tarn.builder().build()) {
            AtomicReference<Runnable> afterLook = new AtomicReference<>(() -> {});
            TieredCache<String, String> cache =
                    (TieredCache<String, String>) tarn.cache("texts", String.class, String.class)
                            .heap(Heap.maximumEntries(100))
                            .offHeap(watched(Heap.maximumEntries(100), afterLook))
                            .build();
            LocalStore<String, String> near = cache.core().locals().store(0);
            cache.put("k", "value");
            Entry<String> held = Objects.requireNonNull(near.peek("k"));
            near.removeOlder("k", Long.MAX_VALUE);
            cache.getIfPresent("k");
            Entry<String> other = new Entry<>(
                            "other",
                            held.version(),
                            held.writtenAt(),
                            held.refreshAt(),
                            held.freshUntil(),
                            held.deadAt(),
                            Traits.NONE)
                    .labelled(held.shard(), held.version());
            afterLook.set(() -> near.put("k", other, current -> true));

            assertThat(cache.getIfPresent("k")).isEqualTo("value");

            assertThat(cache.getIfPresent("k")).isEqualTo("other");
        }
    }

    @Test
    void clear_thatIsNotRecorded_whileAnEntryMovesUp_leavesItInNoTier() {
        expectNoTraceAfter("clear", Coherence::forgetAll);
    }

    @Test
    void invalidateTag_thatIsNotRecorded_whileAnEntryMovesUp_leavesItInNoTier() {
        expectNoTraceAfter("forEach", coherence -> coherence.forgetTag("red"));
    }

    /** Has an entry move up just before the tier below is swept, when the one above has been. */
    private static void expectNoTraceAfter(String swept, Consumer<Coherence<String, String>> change) {
        try (Tarn tarn = Tarn.builder().build()) {
            AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
            TieredCache<String, String> cache =
                    (TieredCache<String, String>) tarn.cache("texts", String.class, String.class)
                            .heap(Heap.maximumEntries(100))
                            .offHeap(watched(
                                    Heap.maximumEntries(100),
                                    () -> {},
                                    swept,
                                    () -> before.get().run()))
                            .build();
            cache.put("k", "value", Options.tagged("red"));
            cache.core().locals().store(0).removeOlder("k", Long.MAX_VALUE);
            cache.getIfPresent("k");
            before.set(() -> {
                before.set(() -> {});
                assertThat(cache.getIfPresent("k")).isEqualTo("value");
                assertThat(isOnHeap(cache, "k")).isTrue();
            });

            change.accept(cache.core().coherence());

            assertThat(cache.getIfPresent("k")).isNull();
        }
    }

    private static LocalStoreFactory watched(LocalStoreFactory factory, AtomicReference<Runnable> afterLook) {
        return watched(factory, () -> afterLook.get().run(), "", () -> {});
    }

    /** Makes stores that run something each time after they were looked into, and before another method. */
    private static LocalStoreFactory watched(
            LocalStoreFactory factory, Runnable afterLook, String method, Runnable before) {
        return new LocalStoreFactory() {
            @Override
            public String tier() {
                return "below";
            }

            @Override
            @SuppressWarnings("unchecked") // it has the type of the store behind it
            public <K, V> LocalStore<K, V> open(Context<K, V> context) {
                LocalStore<K, V> store = factory.open(context);
                InvocationHandler handler = (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        before.run();
                    }
                    Object answer = called.invoke(store, arguments);
                    if (called.getName().equals("get")) {
                        afterLook.run();
                    }
                    return answer;
                };
                return (LocalStore<K, V>) Proxy.newProxyInstance(
                        PromotionTest.class.getClassLoader(), new Class<?>[] {LocalStore.class}, handler);
            }
        };
    }

    @Test
    void hitBelow_beforeManyOthers_isForgotten() {
        try (Tarn tarn = Tarn.builder().build()) {
            TieredCache<String, String> cache = belowTheHeap(tarn, "k");
            Promotion promotion = new Promotion();
            assertThat(promotion.isDue("k", cache.core().locals().store(0))).isFalse();
            int due = 0;
            for (int other = 0; other < MANY; other++) {
                due += promotion.isDue("other " + other, cache.core().locals().store(0)) ? 1 : 0;
            }
            assertThat(due).isLessThan(MANY / 3);
            assertThat(promotion.isDue("k", cache.core().locals().store(0))).isFalse();
            assertThat(promotion.isDue("k", cache.core().locals().store(0))).isTrue();
        }
    }
}
