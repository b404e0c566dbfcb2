package dev.tarn.local;

import static dev.tarn.local.Stores.absence;
import static dev.tarn.local.Stores.entry;
import static dev.tarn.spi.LocalStore.Guard.ALWAYS;
import static dev.tarn.spi.LocalStore.Guard.NO_VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.RemovalCause;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over 500 lines, because all of it is about one small class and shares its helpers. */
@Timeout(60)
class HeapStoreTest {
    private static final Heap LARGE = Heap.maximumEntries(10_000);

    @Test
    void get_hit_returnsTheVeryEntry() {
        var store = Stores.open(LARGE);
        Entry<List<String>> entry = entry(5, "v");

        store.put("k", entry, ALWAYS);

        assertThat(store.get("k")).isSameAs(entry);
        assertThat(store.peek("k")).isSameAs(entry);
        assertThat(store.get("other")).isNull();
        assertThat(store.peek("other")).isNull();
    }

    @Test
    void get_firstHitSinceEntriesCame_tellsThePolicy() {
        var store = Stores.open(Heap.maximumEntries(100).executor(Runnable::run));
        for (int i = 0; i < 80; i++) { // before it is half full, Caffeine does not care what is read
            store.put("k" + i, entry(1, "value"), ALWAYS);
        }

        store.get("k1");
        store.get("k2");
        assertThat(store.hottest(2)).containsExactly("k2", "k1");
        store.get("k1");
        assertThat(store.hottest(2)).as("nothing has come").containsExactly("k2", "k1");
        store.put("new", entry(1, "value"), ALWAYS);
        store.get("k1");
        assertThat(store.hottest(2)).containsExactly("k1", "k2");
    }

    @Test
    void together_moreThanFits_isBackWithinItsBoundWhenItReturnsAndTellsOfEvictions() {
        List<String> evicted = new ArrayList<>();
        var store = Stores.open(Heap.maximumEntries(10), (key, entry, cause) -> evicted.add(key));

        store.together(() -> {
            for (int i = 0; i < 100; i++) {
                store.put("k" + i, entry(1, "value"), ALWAYS);
            }
            assertThat(evicted).as("while they are put").isEmpty();
        });

        assertThat(evicted).hasSize(90);
        List<String> held = new ArrayList<>();
        store.forEach((key, entry) -> held.add(key));
        assertThat(held).hasSize(10).doesNotContainAnyElementsOf(evicted);
    }

    @Test
    void put_guardRefuses_keepsWhatWasThere() {
        var store = Stores.open(LARGE);
        Entry<List<String>> held = entry(5, "held");
        store.put("k", held, ALWAYS);
        List<Long> seen = new ArrayList<>();

        boolean admitted = store.put("k", entry(4, "older"), version -> !seen.add(version));
        boolean admittedAbsent = store.put("none", entry(4, "new"), version -> !seen.add(version));

        assertThat(admitted).isFalse();
        assertThat(admittedAbsent).isFalse();
        assertThat(seen).containsExactly(5L, NO_VERSION);
        assertThat(store.get("k")).isSameAs(held);
        assertThat(store.get("none")).isNull();
    }

    @Test
    void compute_replacesKeepsAndRemoves() {
        var store = Stores.open(LARGE);
        Entry<List<String>> first = entry(1, "a");

        store.compute("k", held -> held == null ? first : null);
        assertThat(store.get("k")).isSameAs(first);
        store.compute("k", held -> held);
        assertThat(store.get("k")).isSameAs(first);
        store.compute("k", held -> null);
        assertThat(store.get("k")).isNull();
    }

    @Test
    void removeOlder_comparesVersions() {
        var store = Stores.open(LARGE);
        store.put("k", entry(5, "v"), ALWAYS);

        assertThat(store.removeOlder("k", 5)).isFalse();
        assertThat(store.get("k")).isNotNull();
        assertThat(store.removeOlder("k", 6)).isTrue();
        assertThat(store.get("k")).isNull();
        assertThat(store.removeOlder("k", Long.MAX_VALUE)).isFalse();
    }

    @Test
    void removeOlder_ofTheHighestVersion_removesAny() {
        var store = Stores.open(LARGE);
        store.put("k", entry(Long.MAX_VALUE, "v"), ALWAYS);

        assertThat(store.removeOlder("k", Long.MAX_VALUE)).isTrue();
        assertThat(store.get("k")).isNull();
    }

    /** The race that the guard is there for: the key is still absent while the store under the old stamp is under way. */
    @Test
    void removeOlder_whileAPutOfTheAbsentKeyIsUnderWay_waitsAndRemoves() throws Exception {
        var store = Stores.open(LARGE);
        AtomicLong stamp = new AtomicLong();
        CountDownLatch guardHasRead = new CountDownLatch(1);
        CountDownLatch guardMayGoOn = new CountDownLatch(1);
        Thread publisher = new Thread(() -> store.put("k", entry(7, "old"), current -> {
            boolean admitted = stamp.get() <= 7;
            guardHasRead.countDown(); // 1: read the old stamp
            awaitQuietly(guardMayGoOn);
            return admitted;
        }));
        AtomicBoolean removed = new AtomicBoolean();
        Thread invalidator = new Thread(() -> {
            stamp.set(8); // 2: the stamp goes up
            removed.set(store.removeOlder("k", 8)); // 3: must wait for the publisher
        });
        publisher.start();
        guardHasRead.await();

        invalidator.start();
        awaitStoppedOrEnded(invalidator);
        guardMayGoOn.countDown();
        publisher.join();
        invalidator.join();

        assertThat(removed).isTrue();
        assertThat(store.get("k")).isNull();
    }

    private static void awaitStoppedOrEnded(Thread thread) {
        Set<Thread.State> stopped = Set.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TERMINATED);
        while (!stopped.contains(thread.getState())) {
            Thread.onSpinWait();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void bound_inEntries_isKeptAndTold() {
        Set<String> evicted = new HashSet<>();
        Set<RemovalCause> causes = new HashSet<>();
        var store = Stores.open(Heap.maximumEntries(10), (key, entry, cause) -> {
            evicted.add(key);
            causes.add(cause);
        });

        for (int i = 0; i < 100; i++) {
            store.put("k" + i, i % 2 == 0 ? entry(i, "v") : absence(i), ALWAYS);
        }

        assertThat(store.size()).isEqualTo(10);
        assertThat(evicted).hasSize(90);
        assertThat(causes).containsExactly(RemovalCause.SIZE);
        for (int i = 0; i < 100; i++) {
            assertThat(store.peek("k" + i) == null).as("k" + i).isEqualTo(evicted.contains("k" + i));
        }
        assertThat(store.weight()).isEqualTo(-1);
    }

    @Test
    void removals_byCalls_areNotTold() {
        List<String> told = new ArrayList<>();
        var store = Stores.open(LARGE, (key, entry, cause) -> told.add(key));

        store.put("replaced", entry(1, "a"), ALWAYS);
        store.put("replaced", entry(2, "b"), ALWAYS);
        store.put("removed", entry(1, "a"), ALWAYS);
        store.removeOlder("removed", 2);
        store.put("reclaimed", entry(1, "a"), ALWAYS);
        store.reclaim(entry -> entry.version() == 1, 10);
        store.clear();
        store.close();

        assertThat(told).isEmpty();
    }

    /** Told inside Caffeine's locks, the observer could not change the store without a fault. */
    @Test
    void observer_changesTheStore_outsideOfItsLocks() {
        AtomicReference<LocalStore<String, List<String>>> opened = new AtomicReference<>();
        List<String> told = new ArrayList<>();
        List<String> done = new ArrayList<>();
        var store = Stores.open(Heap.maximumEntries(1), (key, entry, cause) -> {
            told.add(key);
            opened.get().compute(key, held -> null);
            opened.get().removeOlder(key, Long.MAX_VALUE);
            done.add(key);
        });
        opened.set(store);

        for (int i = 0; i < 1000; i++) {
            store.put("k" + i, entry(i, "v"), ALWAYS);
        }

        assertThat(told).isNotEmpty().doesNotHaveDuplicates();
        assertThat(done).isEqualTo(told);
    }

    @Test
    void observer_throws_othersAreToldAndTheCallerIsNotDisturbed() {
        List<String> told = new ArrayList<>();
        var store = Stores.open(Heap.maximumEntries(1), (key, entry, cause) -> {
            told.add(key);
            throw new IllegalStateException("observer");
        });

        for (int i = 0; i < 5; i++) {
            store.put("k" + i, entry(i, "v"), ALWAYS);
        }

        assertThat(told).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void evictions_whileManyThreadsWrite_areAllToldByTheTimeTheyAreDone(int together) throws Exception {
        AtomicInteger evictions = new AtomicInteger();
        var store = Stores.open(Heap.maximumEntries(10), (key, entry, cause) -> evictions.incrementAndGet());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t * 5_000;
            threads.add(new Thread(() -> {
                for (int i = first; i < first + 5_000; i += together) {
                    int from = i;
                    store.together(() -> {
                        for (int key = from; key < from + together; key++) {
                            store.put("k" + key, entry(key, "v"), ALWAYS);
                        }
                    });
                }
            }));
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(evictions).hasValue(20_000 - (int) store.size());
    }

    @Test
    void upkeep_afterReads_isLeftToThePoolAndAfterWritesIsNot() {
        List<Runnable> pool = new ArrayList<>();
        HeapStore<String, List<String>> store = new HeapStore<>(
                "products",
                new HeapBound.Limit<>(100, null, HeapBound.entries(100)),
                (key, entry, cause) -> {},
                new RefusedValues("products"),
                pool::add);

        for (int i = 0; i < 1_000; i++) {
            store.put("k" + i, entry(1, "v"), ALWAYS);
        }
        assertThat(store.size()).isEqualTo(100);
        assertThat(pool).isEmpty();
        for (int i = 0; i < 1_000; i++) {
            store.get("k" + i);
        }
        assertThat(pool).isNotEmpty();
    }

    @Test
    void resize_evictsAndTellsBeforeItReturns() {
        List<String> evicted = new ArrayList<>();
        HeapStore<String, List<String>> store = new HeapStore<>(
                "products",
                new HeapBound.Limit<>(100, null, HeapBound.entries(100)),
                (key, entry, cause) -> evicted.add(key),
                new RefusedValues("products"),
                Runnable::run);
        for (int i = 0; i < 100; i++) {
            store.put("k" + i, entry(1, "v"), ALWAYS);
        }

        store.resize(10);
        assertThat(store.size()).isEqualTo(10);
        assertThat(evicted).hasSize(90);
        assertThat(store.maximum()).isEqualTo(10);
    }

    @Test
    void resize_inWeight_isInTheUnitOfTheBound() {
        var store = Stores.open(Heap.maximumWeight(
                        100, (String key, List<String> value) -> value.get(0).length())
                .copyValues((List<String> value) -> List.copyOf(value)));
        for (int i = 0; i < 100; i++) {
            store.put("k" + i, entry(1, "12345"), ALWAYS);
        }

        store.resize(50);
        assertThat(store.weight()).isLessThanOrEqualTo(50);
        assertThat(store.maximum()).isEqualTo(50);
        assertThatThrownBy(() -> store.resize(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bound_inWeight_isKept() {
        var store = Stores.open(Heap.maximumWeight(
                100, (String key, List<String> value) -> value.get(0).length()));

        store.put("ten", entry(1, "0123456789"), ALWAYS);
        store.put("absent", absence(1), ALWAYS);
        assertThat(store.weight()).isEqualTo(11);
        for (int i = 0; i < 50; i++) {
            store.put("k" + i, entry(1, "0123456789"), ALWAYS);
        }

        assertThat(store.weight()).isBetween(80L, 100L);
    }

    @Test
    void bound_inWeight_doesNotHoldWhatIsHeavierThanAll() {
        List<String> told = new ArrayList<>();
        var store = Stores.open(
                Heap.maximumWeight(3, (String key, List<String> value) -> value.size()),
                (key, entry, cause) -> told.add(key));

        assertThat(store.put("heavy", entry(1, "a", "b", "c", "d"), ALWAYS)).isTrue();

        assertThat(store.get("heavy")).isNull();
        assertThat(told).containsExactly("heavy");
    }

    @Test
    void weigher_failsOrIsNegative_neitherTheNewNorTheOldValueIsHeld() {
        var store = Stores.open(Heap.maximumWeight(100, (String key, List<String> value) -> {
            if (value.contains("throws")) {
                throw new IllegalStateException("weigher");
            }
            return value.contains("negative") ? -1 : 1;
        }));
        store.put("a", entry(1, "good"), ALWAYS);
        store.put("b", entry(1, "good"), ALWAYS);

        assertThat(store.put("a", entry(2, "throws"), ALWAYS)).isTrue();
        store.compute("b", held -> entry(2, "negative"));

        assertThat(store.get("a")).isNull();
        assertThat(store.get("b")).isNull();
    }

    @Test
    void bound_inEncodedBytes_countsKeyValueAndOverhead() {
        var store = Stores.open(Heap.maximumEncodedBytes(4 * 1024));

        store.put("key", entry(1, "0123456789"), ALWAYS);
        assertThat(store.weight()).isEqualTo(3 + 10 + EncodedWeight.OVERHEAD);
        store.put("bad", entry(1, Stores.NOT_ENCODABLE), ALWAYS);
        assertThat(store.get("bad")).isNull();
        for (int i = 0; i < 100; i++) {
            store.put("k" + i, entry(1, "0123456789"), ALWAYS);
        }

        assertThat(store.weight()).isBetween(3 * 1024L, 4 * 1024L);
    }

    @Test
    void reclaim_goesOnWhereItEnded() {
        var store = Stores.open(LARGE);
        for (int i = 0; i < 100; i++) {
            store.put("k" + i, entry(i, "v"), ALWAYS);
        }
        Set<Long> seen = new HashSet<>();

        for (int call = 0; call < 10; call++) {
            assertThat(store.reclaim(entry -> !seen.add(entry.version()), 10)).isZero();
        }

        assertThat(seen).hasSize(100);
    }

    @Test
    void reclaim_afterTheEnd_beginsAgain() {
        var store = Stores.open(LARGE);
        for (int i = 0; i < 10; i++) {
            store.put("k" + i, entry(i, "v"), ALWAYS);
        }

        assertThat(store.reclaim(entry -> entry.version() < 4, 1000)).isEqualTo(4);
        assertThat(store.reclaim(entry -> entry.version() < 6, 1000)).isEqualTo(2);

        assertThat(store.size()).isEqualTo(4);
        assertThat(store.get("k5")).isNull();
        assertThat(store.get("k6")).isNotNull();
    }

    @Test
    void reclaim_entryReplacedAfterItWasCondemned_keepsTheNewOne() {
        var store = Stores.open(LARGE);
        store.put("k", entry(1, "old"), ALWAYS);
        Entry<List<String>> fresh = entry(2, "new");

        int removed = store.reclaim(
                entry -> {
                    store.put("k", fresh, ALWAYS); // another thread's, in the moment between verdict and removal
                    return entry.version() == 1;
                },
                1);

        assertThat(removed).isZero();
        assertThat(store.get("k")).isSameAs(fresh);
    }

    @Test
    void clear_removesAll() {
        var store = Stores.open(LARGE);
        store.put("k", entry(1, "v"), ALWAYS);

        store.clear();

        assertThat(store.get("k")).isNull();
        assertThat(store.put("k", entry(2, "v"), ALWAYS)).isTrue();
        assertThat(store.get("k")).isNotNull();
    }

    @Test
    void forEach_visitsAll_andMayCallTheStore() {
        var store = Stores.open(LARGE);
        store.put("a", entry(1, "v"), ALWAYS);
        store.put("b", entry(2, "v"), ALWAYS);
        List<String> seen = new ArrayList<>();

        store.forEach((key, entry) -> {
            seen.add(key + entry.version());
            store.removeOlder(key, Long.MAX_VALUE);
        });

        assertThat(seen).containsExactlyInAnyOrder("a1", "b2");
        assertThat(store.size()).isZero();
    }

    @Test
    void close_emptiesAndRefusesWrites() {
        var store = Stores.open(LARGE);
        store.put("k", entry(1, "v"), ALWAYS);

        store.close();
        store.close();
        store.put("k", entry(2, "v"), ALWAYS);
        store.compute("k", held -> entry(3, "v"));

        assertThat(store.get("k")).isNull();
        assertThat(store.size()).isZero();
        assertThat(store.removeOlder("k", 9)).isFalse();
        assertThat(store.reclaim(entry -> true, 10)).isZero();
    }

    /** A store that is under way while the map is emptied may land behind the broom; it must be taken back. */
    @Test
    void close_whileAPutIsUnderWay_leavesNothing() throws Exception {
        var store = Stores.open(LARGE);
        CountDownLatch guardIsAsked = new CountDownLatch(1);
        CountDownLatch guardMayGoOn = new CountDownLatch(1);
        Thread writer = new Thread(() -> store.put("k", entry(1, "v"), current -> {
            guardIsAsked.countDown();
            awaitQuietly(guardMayGoOn);
            return true;
        }));
        writer.start();
        guardIsAsked.await();

        Thread closer = new Thread(store::close);
        closer.start();
        awaitStoppedOrEnded(closer);
        guardMayGoOn.countDown();
        writer.join();
        closer.join();

        assertThat(store.get("k")).isNull();
        assertThat(store.size()).isZero();
    }
}
