package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.MemoryStats;
import dev.tarn.RemovalCause;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore.Guard;
import dev.tarn.spi.LocalStoreFactory.Context;
import dev.tarn.spi.Traits;
import dev.tarn.testing.time.FakeClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffHeapStoreTest {
    private static final long BYTES = 2 << 20;

    private final FakeClock clock = new FakeClock();
    private final CountingRegions regions = new CountingRegions(new DirectRegions(0));
    private final OffHeapStore<Long, String> store = open(Plan.of(BYTES));

    private OffHeapStore<Long, String> open(Plan plan) {
        return new OffHeapStore<>(Texts.numbersToTexts(clock, Texts.unwatched()), plan, regions);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Entry<String> entry(@Nullable String value, long version) {
        long now = clock.nanos();
        return new Entry<>(value, version, now, now + 1_000, now + 1_000, now + 2_000, Traits.NONE);
    }

    private @Nullable String value(long key) {
        Entry<String> held = store.get(key);
        return held == null ? null : held.value();
    }

    @Test
    void put_valuesOfEverySize_comeBackWhole() {
        for (int length = 0; length <= Plan.of(BYTES).largestEntry() - 64; length = length * 2 + 1) {
            store.put((long) length, entry("x".repeat(length), 1), Guard.ALWAYS);
            assertThat(value(length)).isEqualTo("x".repeat(length));
        }
    }

    /** What is freed takes in what is free beside it, and must serve such an entry again although it is a little too large. */
    @ParameterizedTest
    @ValueSource(ints = {30_000, 40_000, 53_000, 61_000})
    void put_entriesOfWhichFewFitIntoARegion_fillThemAgainAndAgain(int length) {
        int region = 1 << 16;
        try (OffHeapStore<Long, String> large = open(Plan.of(BYTES, 61_200))) {
            String value = "x".repeat(length);
            for (long key = 0; key < 200; key++) {
                large.put(key, entry(value, 1), Guard.ALWAYS);
            }
            long regions = BYTES / region - 2;
            assertThat(large.size()).isGreaterThanOrEqualTo((region / length) * regions - 3);
        }
    }

    @Test
    void put_tooLarge_isRefusedCountedAndLeavesNothingOld() {
        store.put(1L, entry("old", 1), Guard.ALWAYS);
        assertThat(store.put(1L, entry("x".repeat(Plan.of(BYTES).largestEntry()), 2), Guard.ALWAYS))
                .isTrue();
        assertThat(value(1)).isNull();
        assertThat(store.memory().refusedTooLarge()).isEqualTo(1);
    }

    @Test
    void put_notEncodable_isRefusedCountedAndLeavesNothingOld() {
        store.put(1L, entry("old", 1), Guard.ALWAYS);
        store.put(1L, entry(Texts.NOT_ENCODABLE, 2), Guard.ALWAYS);
        assertThat(value(1)).isNull();
        assertThat(store.memory().refusedNotEncodable()).isEqualTo(1);
    }

    /** The index knows of keys no more than their tags; two among some ten thousand have the same. */
    @Test
    void get_keysThatHaveTheSameTag_findsEachItsOwn() {
        long[] keys = keysOfOneTag();
        store.put(keys[0], entry("one", 1), Guard.ALWAYS);
        assertThat(value(keys[1])).isNull();
        store.put(keys[1], entry("other", 2), Guard.ALWAYS);
        assertThat(value(keys[0])).isEqualTo("one");
        assertThat(value(keys[1])).isEqualTo("other");
        assertThat(store.version(keys[0])).isEqualTo(1);
        assertThat(store.version(keys[1])).isEqualTo(2);
        store.removeOlder(keys[0], Long.MAX_VALUE);
        assertThat(value(keys[0])).isNull();
        assertThat(value(keys[1])).isEqualTo("other");
    }

    private long[] keysOfOneTag() {
        Codec<Long> codec =
                Texts.numbersToTexts(clock, Texts.unwatched()).codecs().keys();
        Map<Integer, Long> known = new HashMap<>();
        for (long key = 0; ; key++) {
            Long other = known.put(Word.tagOf(KeyHash.of(codec.encode(key))), key);
            if (other != null) {
                return new long[] {other, key};
            }
        }
    }

    @Test
    void get_bytesThatCannotBeDecoded_isACountedMiss() {
        store.put(1L, entry(Texts.NOT_DECODABLE, 1), Guard.ALWAYS);
        assertThat(store.get(1L)).isNull();
        assertThat(store.memory().unreadable()).isEqualTo(1);
    }

    @Test
    void entry_extremesOfEveryField_comeBack() {
        Traits traits = new Traits(Set.of("\uD800", "tag"), "etag", -1L);
        for (long version : new long[] {0, 1, 255, 256, Long.MAX_VALUE, Long.MIN_VALUE + 1, -1}) {
            for (long life : new long[] {1, 4_000_000_000L, 3_600_000_000_000L, Entry.MAX_LIFE_NANOS}) {
                long now = clock.nanos() - TimeUnit.DAYS.toNanos(30);
                Entry<String> entry =
                        new Entry<>("v", Entry.MAX_SHARD, version, now, now + life / 2, now + life, now + life, traits);
                store.put(1L, entry, Guard.ALWAYS);
                Entry<String> held = store.get(1L);
                assertThat(held).isNotNull();
                assertThat(held.version()).isEqualTo(version);
                assertThat(store.version(1L)).isEqualTo(version);
                assertThat(held.shard()).isEqualTo(Entry.MAX_SHARD);
                assertThat(held.traits()).isEqualTo(traits);
                assertThat(now - held.writtenAt()).isBetween(0L, 1023L);
                assertThat(now + life - held.deadAt()).isBetween(0L, 1024 + life / 1000);
                assertThat(now + life / 2 - held.refreshAt()).isBetween(0L, 1024 + life / 1000);
            }
        }
    }

    /** Two entries of a form in a row make it the usual one, which readers take for granted. */
    @Test
    void entries_ofManyForms_comeBackWhicheverIsUsual() {
        List<Entry<String>> all = entriesOfManyForms();
        for (Entry<String> usual : all) {
            store.put(Long.MIN_VALUE, usual, Guard.ALWAYS);
            store.put(Long.MAX_VALUE, usual, Guard.ALWAYS);
            for (int i = 0; i < all.size(); i++) {
                store.put(i * 1_000_003L, all.get(i), Guard.ALWAYS);
                assertSame(store.get(i * 1_000_003L), all.get(i));
                assertSame(store.get(Long.MIN_VALUE), usual);
                assertThat(store.version(i * 1_000_003L)).isEqualTo(all.get(i).version());
            }
        }
    }

    private List<Entry<String>> entriesOfManyForms() {
        List<Entry<String>> all = new ArrayList<>();
        for (long version : new long[] {0, 77, 70_000, 1L << 50, Long.MAX_VALUE}) {
            for (long age : new long[] {0, TimeUnit.SECONDS.toNanos(9), TimeUnit.DAYS.toNanos(300)}) {
                for (long life : new long[] {TimeUnit.HOURS.toNanos(1), Entry.MAX_LIFE_NANOS}) {
                    int shard = all.size() % 3 * (Entry.MAX_SHARD / 2);
                    long now = clock.nanos() - age;
                    long end = now + life;
                    all.add(new Entry<>("v" + all.size(), shard, version, now, end, end, end, Traits.NONE));
                }
            }
        }
        return all;
    }

    private static void assertSame(@Nullable Entry<String> held, Entry<String> put) {
        assertThat(held).isNotNull();
        assertThat(held.value()).isEqualTo(put.value());
        assertThat(held.version()).isEqualTo(put.version());
        assertThat(held.shard()).isEqualTo(put.shard());
        assertThat(put.writtenAt() - held.writtenAt()).isBetween(0L, 1023L);
        assertThat(put.freshUntil() - held.freshUntil()).isBetween(0L, 4_000_000L);
        assertThat(held.deadAt()).isEqualTo(held.freshUntil());
        assertThat(held.refreshAt()).isEqualTo(held.freshUntil());
    }

    @Test
    void churn_ofMixedSizes_staysWithinTheBudgetAndKeepsItFull() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 60_000; i++) {
            store.put((long) random.nextInt(20_000), entry("x".repeat(random.nextInt(900)), 1), Guard.ALWAYS);
            assertThat(store.memory().reservedBytes()).isLessThanOrEqualTo(BYTES);
        }
        long[] sum = new long[1];
        store.forEach((key, entry) -> sum[0] += 5 + entry.value().length());
        assertThat(regions.bytes()).isLessThanOrEqualTo(BYTES);
        assertThat((double) sum[0] / BYTES).isGreaterThan(0.80);
        assertThat(store.memory().evictedForSize()).isGreaterThan(10_000);
        assertThat(store.memory().refusedNoMemory()).isZero();
    }

    @Test
    void size_afterOverwritesAndRemovals_isTheNumberOfEntries() {
        for (long i = 0; i < 3_000; i++) {
            store.put(i % 1_000, entry("v", i), Guard.ALWAYS);
        }
        for (long i = 0; i < 500; i++) {
            store.removeOlder(i, Long.MAX_VALUE);
        }
        assertThat(store.size()).isEqualTo(500);
        long live = store.memory().liveBytes();
        store.clear();
        assertThat(store.memory().liveBytes()).isLessThan(live).isZero();
    }

    /** What one size has left behind serves another. */
    @Test
    void churn_fromSmallToLargeValues_reusesTheMemory() {
        for (long i = 0; i < 40_000; i++) {
            store.put(i, entry("x".repeat(50), 1), Guard.ALWAYS);
        }
        store.clear();
        int held = 0;
        for (long i = 0; i < 1_000; i++) {
            store.put(i, entry("x".repeat(500), 1), Guard.ALWAYS);
        }
        for (long i = 0; i < 1_000; i++) {
            held += store.peek(i) == null ? 0 : 1;
        }
        assertThat(held).isGreaterThan(900);
    }

    @Test
    void allocation_failing_keepsWhatIsThereAndIsNoError() {
        regions.failAfter(2);
        for (long i = 0; i < 5_000; i++) {
            assertThat(store.put(i, entry("value " + i + "y".repeat(100), 1), Guard.ALWAYS))
                    .isTrue();
        }
        int held = 0;
        for (long i = 0; i < 5_000; i++) {
            String value = value(i);
            if (value != null) {
                held++;
                assertThat(value).startsWith("value " + i + "y");
            }
        }
        assertThat(held).isBetween(500, 1_500);
    }

    @Test
    void allocation_failingAtOnce_leavesMissesAndNothingOld() {
        regions.failAfter(0);
        assertThat(store.put(1L, entry("v", 1), Guard.ALWAYS)).isTrue();
        store.compute(2L, held -> entry("v", 1));
        assertThat(store.get(1L)).isNull();
        assertThat(store.get(2L)).isNull();
        assertThat(store.memory().refusedNoMemory()).isEqualTo(2);
    }

    @Test
    void reclaim_dead_givesTheirMemoryToOthersWithoutAnyRead() {
        for (long i = 0; i < 1_000; i++) {
            store.put(i, entry("x".repeat(500), 1), Guard.ALWAYS);
        }
        clock.advance(java.time.Duration.ofSeconds(1));
        int removed = 0;
        for (int slice = 0; slice < 20; slice++) {
            removed += store.reclaim(entry -> entry.isDead(clock.nanos()), 100);
        }
        assertThat(removed).isEqualTo(1_000);
        assertThat(store.memory().liveBytes()).isZero();
        assertThat(store.memory().evictedDead()).isEqualTo(1_000);
    }

    @Test
    void eviction_watched_isToldWithKeyAndValue() {
        List<String> told = new ArrayList<>();
        Context<Long, String> context = Texts.numbersToTexts(clock, (key, entry, cause) -> {
            assertThat(cause).isEqualTo(RemovalCause.SIZE);
            told.add(key + "=" + entry.value());
        });
        try (OffHeapStore<Long, String> small = new OffHeapStore<>(context, Plan.of(1 << 20), new DirectRegions(0))) {
            for (long i = 0; i < 60_000; i++) {
                small.put(i, entry("v" + i, 1), Guard.ALWAYS);
                small.put(i, entry("w" + i, 1), Guard.ALWAYS);
            }
            assertThat(told).hasSizeGreaterThan(1_000).allMatch(line -> line.matches("(\\d+)=w\\1"));
            assertThat(told).doesNotHaveDuplicates();
            assertThat(told.size() + small.size() + small.memory().refusedNoMemory())
                    .isEqualTo(60_000);
        }
    }

    @Test
    void scan_ofKeysThatAreNeverAskedAgain_leavesTheHotOnes() {
        for (int round = 0; round < 5; round++) {
            for (long hot = 0; hot < 1_000; hot++) {
                if (store.get(hot) == null) {
                    store.put(hot, entry("x".repeat(300), 1), Guard.ALWAYS);
                }
            }
        }
        for (long cold = 10_000; cold < 40_000; cold++) {
            store.put(cold, entry("x".repeat(300), 1), Guard.ALWAYS);
        }
        int kept = 0;
        for (long hot = 0; hot < 1_000; hot++) {
            kept += store.peek(hot) == null ? 0 : 1;
        }
        assertThat(kept).isGreaterThan(950);
    }

    @Test
    void memory_ofAFilledStore_addsUp() {
        for (long i = 0; i < 3_000; i++) {
            store.put(i, entry("x".repeat(100), 1), Guard.ALWAYS);
        }
        store.removeOlder(5L, Long.MAX_VALUE);
        MemoryStats memory = store.memory();
        long used = memory.liveBytes() + memory.deadBytes() + memory.freeBytes() + memory.unusedBytes();
        // of each region up to a cache line is lost at its beginning, and a few bytes at its end
        assertThat(used + memory.indexBytes()).isBetween(memory.reservedBytes() - 8 * 80, memory.reservedBytes());
        assertThat(memory.liveBytes()).isBetween(2_999L * 120, 2_999L * 136);
        assertThat(memory.probes()).isBetween(3.0, 8.0);
        assertThat(memory.longestProbe()).isBetween(8, 16);
        assertThat(memory.evictedForIndex()).isZero();
        assertThat(store.size()).isEqualTo(2_999);
    }

    @Test
    void close_open_givesTheRegionsBack() {
        store.put(1L, entry("v", 1), Guard.ALWAYS);
        store.close();
        assertThat(regions.isClosed()).isTrue();
        assertThat(store.weight()).isZero();
    }
}
