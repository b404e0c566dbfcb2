package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStore.Guard;
import dev.tarn.spi.Traits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every local store does. Each test works on a store of its own, big enough to keep some thousand small entries. */
public abstract class LocalStoreContract extends ContractSupport {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final int RACES = 500;

    private @Nullable LocalStore<Long, String> opened;

    /** For subclasses. */
    protected LocalStoreContract() {}

    /** Opens an empty store for at least 10,000 small entries; the contract closes it. */
    protected abstract LocalStore<Long, String> open();

    /** Returns the clock that the store was given; the machine's unless a test overrides it. */
    protected Clock clock() {
        return Clock.system();
    }

    @BeforeEach
    final void openStore() {
        opened = open();
    }

    @AfterEach
    final void closeStore() {
        store().close();
    }

    @Test
    void get_missingKey_isNull() {
        assertThat(store().get(1L)).isNull();
        assertThat(store().peek(1L)).isNull();
        assertThat(store().size()).isZero();
    }

    @Test
    void put_entry_comesBackWithAllItHolds() {
        Traits traits = new Traits(Set.of("red", "blue"), "etag", 12_345L);
        long now = clock().nanos();
        Entry<String> entry =
                new Entry<>("v", 7, now, now + HOUR_NANOS, now + HOUR_NANOS, now + 2 * HOUR_NANOS, traits);
        assertThat(store().put(1L, entry, Guard.ALWAYS)).isTrue();
        for (Entry<String> held : List.of(found(store().get(1L)), found(store().peek(1L)))) {
            assertThat(held.value()).isEqualTo("v");
            assertThat(held.isAbsence()).isFalse();
            assertThat(held.version()).isEqualTo(7);
            assertThat(held.traits()).isEqualTo(traits);
            assertThat(held.isFresh(now + HOUR_NANOS / 2)).isTrue();
            assertThat(held.isFresh(now + HOUR_NANOS + HOUR_NANOS / 2)).isFalse();
            assertThat(held.isDead(now + HOUR_NANOS + HOUR_NANOS / 2)).isFalse();
            assertThat(held.isDead(now + 3 * HOUR_NANOS)).isTrue();
        }
    }

    @Test
    void put_absence_isAnEntryWithoutValue() {
        store().put(1L, entry(null, 3), Guard.ALWAYS);
        assertThat(found(store().get(1L)).isAbsence()).isTrue();
        assertThat(found(store().get(1L)).version()).isEqualTo(3);
    }

    @Test
    void put_deadEntry_isNotForTheStoreToJudge() {
        long now = clock().nanos();
        Entry<String> dead = new Entry<>("v", 1, now - 30, now - 20, now - 20, now - 10, Traits.NONE);
        assertThat(store().put(1L, dead, Guard.ALWAYS)).isTrue();
        Entry<String> held = store().get(1L);
        if (held != null) {
            assertThat(held.isDead(clock().nanos())).isTrue();
        }
    }

    @Test
    void put_guardRefuses_changesNothing() {
        assertThat(store().put(1L, entry("v", 1), version -> false)).isFalse();
        assertThat(store().get(1L)).isNull();
        store().put(1L, entry("old", 1), Guard.ALWAYS);
        assertThat(store().put(1L, entry("new", 2), version -> false)).isFalse();
        assertThat(value(1L)).isEqualTo("old");
    }

    @Test
    void put_guard_isToldTheVersionHeld() {
        List<Long> told = new ArrayList<>();
        store().put(1L, entry("a", 5), told::add);
        store().put(1L, entry("b", 9), told::add);
        store().removeOlder(1L, Long.MAX_VALUE);
        store().put(1L, entry("c", 10), told::add);
        assertThat(told).containsExactly(Guard.NO_VERSION, 5L, Guard.NO_VERSION);
    }

    @Test
    void compute_presentAndMissing_replacesKeepsOrRemoves() {
        store().compute(1L, held -> held == null ? entry("new", 1) : null);
        assertThat(value(1L)).isEqualTo("new");
        store().compute(1L, held -> held);
        assertThat(value(1L)).isEqualTo("new");
        store().compute(
                        1L,
                        held -> entry(found(held).value() + "er", found(held).version() + 1));
        assertThat(value(1L)).isEqualTo("newer");
        assertThat(found(store().get(1L)).version()).isEqualTo(2);
        store().compute(1L, held -> null);
        assertThat(store().get(1L)).isNull();
        store().compute(1L, held -> null);
        assertThat(store().get(1L)).isNull();
    }

    @Test
    void compute_function_isCalledExactlyOnce() {
        AtomicInteger calls = new AtomicInteger();
        store().compute(1L, held -> {
            calls.incrementAndGet();
            return entry("v", 1);
        });
        store().compute(1L, held -> {
            calls.incrementAndGet();
            return held;
        });
        assertThat(calls).hasValue(2);
    }

    @Test
    void compute_manyThreads_losesNoUpdate() {
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(() -> {
                for (int n = 0; n < RACES; n++) {
                    store().compute(1L, held -> entry("v", held == null ? 1 : held.version() + 1));
                }
                return true;
            });
        }
        together(writers);
        assertThat(found(store().get(1L)).version()).isEqualTo(4 * RACES);
    }

    @Test
    void removeOlder_version_removesOnlyWhatIsBelowIt() {
        store().put(1L, entry("v", 5), Guard.ALWAYS);
        assertThat(store().removeOlder(1L, 5)).isFalse();
        assertThat(value(1L)).isEqualTo("v");
        assertThat(store().removeOlder(1L, 6)).isTrue();
        assertThat(store().get(1L)).isNull();
        assertThat(store().removeOlder(1L, 6)).isFalse();
        store().put(1L, entry("v", Long.MAX_VALUE), Guard.ALWAYS);
        assertThat(store().removeOlder(1L, Long.MAX_VALUE)).isTrue();
        assertThat(store().get(1L)).isNull();
    }

    @Test
    void together_changes_areSeenAtOnceAndTheirFailureIsThrown() {
        IllegalStateException failure = new IllegalStateException("a change");

        assertThatThrownBy(() -> store().together(() -> {
                    store().put(1L, entry("one", 1), Guard.ALWAYS);
                    assertThat(value(1L)).isEqualTo("one");
                    store().together(() -> store().removeOlder(1L, 2));
                    assertThat(store().get(1L)).isNull();
                    store().put(2L, entry("two", 1), Guard.ALWAYS);
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(value(2L)).isEqualTo("two");
        store().put(3L, entry("three", 1), Guard.ALWAYS);
        assertThat(value(3L)).isEqualTo("three");
    }

    @Test
    void clear_entries_areGone() {
        for (long key = 0; key < 100; key++) {
            store().put(key, entry("v" + key, 1), Guard.ALWAYS);
        }
        store().clear();
        for (long key = 0; key < 100; key++) {
            assertThat(store().get(key)).isNull();
        }
        eventually("the size follows", () -> store().size() == 0);
        store().put(1L, entry("again", 1), Guard.ALWAYS);
        assertThat(value(1L)).isEqualTo("again");
    }

    @Test
    void forEach_entries_visitsEachOnce() {
        Map<Long, String> expected = new HashMap<>();
        for (long key = 0; key < 500; key++) {
            store().put(key, entry("v" + key, 1), Guard.ALWAYS);
            expected.put(key, "v" + key);
        }
        Map<Long, @Nullable String> seen = new HashMap<>();
        store().forEach((key, entry) -> {
            assertThat(seen).doesNotContainKey(key);
            seen.put(key, entry.value());
            store().peek(key);
        });
        assertThat(seen).isEqualTo(expected);
        eventually("the size follows", () -> store().size() == 500);
    }

    @Test
    void reclaim_inSteps_removesTheCondemnedAndNothingElse() {
        for (long key = 0; key < 500; key++) {
            store().put(key, entry("v", key % 2), Guard.ALWAYS);
        }
        AtomicInteger asked = new AtomicInteger();
        int removed = 0;
        for (int step = 0; step < 100; step++) {
            asked.set(0);
            removed += store().reclaim(
                            entry -> {
                                asked.incrementAndGet();
                                return entry.version() == 0;
                            },
                            20);
            assertThat(asked.get()).isLessThanOrEqualTo(20);
        }
        assertThat(removed).isEqualTo(250);
        for (long key = 0; key < 500; key++) {
            assertThat(store().peek(key) != null).isEqualTo(key % 2 == 1);
        }
    }

    @Test
    void reclaim_emptyStore_endsAtOnce() {
        assertThat(store().reclaim(entry -> true, 1_000_000)).isZero();
    }

    @Test
    void put_equalKeys_areOneKey() {
        store().put(Long.valueOf("1234567"), entry("v", 1), Guard.ALWAYS);
        assertThat(value(Long.valueOf("1234567"))).isEqualTo("v");
        assertThat(store().get(1_234_568L)).isNull();
    }

    @Test
    void put_versionGuardRacing_keepsTheHighest() {
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int offset = i;
            writers.add(() -> {
                for (int n = 0; n < RACES; n++) {
                    long version = n * 4L + offset;
                    store().put(1L, entry("v" + version, version), held -> held <= version);
                }
                return true;
            });
        }
        together(writers);
        assertThat(value(1L)).isEqualTo("v" + (RACES * 4 - 1));
    }

    /** The fill guard: a load that began before an invalidation arrived never fills the store afterwards. */
    @Test
    void put_guardedByTheStampOfAnInvalidation_neverOutlivesIt() {
        for (int race = 1; race <= RACES; race++) {
            long key = race % 7;
            long label = race * 10L;
            AtomicLong stripe = new AtomicLong();
            together(List.<Callable<Boolean>>of(
                    () -> store().put(key, entry("old", label), held -> stripe.get() <= label && held <= label), () -> {
                        stripe.set(label + 1);
                        return store().removeOlder(key, label + 1);
                    }));
            assertThat(store().get(key)).as("race " + race).isNull();
        }
    }

    @Test
    void close_store_findsNothingAndTakesNothing() {
        store().put(1L, entry("v", 1), Guard.ALWAYS);
        store().close();
        store().close();
        assertThat(store().get(1L)).isNull();
        assertThat(store().peek(1L)).isNull();
        assertThat(store().put(2L, entry("v", 1), Guard.ALWAYS)).isFalse();
        store().compute(3L, held -> entry("v", 1));
        assertThat(store().get(2L)).isNull();
        assertThat(store().get(3L)).isNull();
        assertThat(store().removeOlder(1L, Long.MAX_VALUE)).isFalse();
        assertThat(store().reclaim(entry -> true, 10)).isZero();
        store().clear();
        store().forEach((key, entry) -> {
            throw new AssertionError("a closed store holds " + key);
        });
        assertThat(store().size()).isZero();
    }

    private LocalStore<Long, String> store() {
        if (opened == null) {
            throw new IllegalStateException("no test runs");
        }
        return opened;
    }

    private Entry<String> entry(@Nullable String value, long version) {
        long now = clock().nanos();
        return new Entry<>(value, version, now, now + HOUR_NANOS, now + HOUR_NANOS, now + 2 * HOUR_NANOS, Traits.NONE);
    }

    private @Nullable String value(long key) {
        return found(store().get(key)).value();
    }

    private static Entry<String> found(@Nullable Entry<String> entry) {
        if (entry == null) {
            throw new AssertionError("expected an entry, but there is none");
        }
        return entry;
    }
}
