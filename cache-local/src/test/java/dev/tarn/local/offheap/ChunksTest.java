package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunksTest {
    private static final int SIZE = 10;

    private final Plan plan = Plan.of(1 << 20);
    private final CountingRegions regions = new CountingRegions(new DirectRegions(0));
    private final Memory memory = plan.newMemory();
    private final Chunks chunks = new Chunks(memory, plan, new Budget(plan.bytes()), regions, new Epochs(), () -> 0);
    private final List<Integer> taken = new ArrayList<>();

    /** Takes all of one region in chunks of one size, which then lie one behind the other. */
    @BeforeEach
    void takeAll() {
        regions.failAfter(1);
        for (long chunk = allocate(SIZE); chunk != Chunks.NONE; chunk = allocate(SIZE)) {
            taken.add((int) chunk);
        }
    }

    @AfterEach
    void close() {
        regions.close();
    }

    private long allocate(int granules) {
        return chunks.allocate(granules, 0, 0);
    }

    private void free(int... numbers) {
        for (int number : numbers) {
            chunks.free(taken.get(number), SIZE);
        }
    }

    @Test
    void allocate_behindFreedBackToFront_findsThemMerged() {
        free(3, 2, 1);
        assertThat(allocate(2 * SIZE)).isEqualTo(taken.get(1).longValue());
    }

    @Test
    void allocate_whereFreedFrontToBack_findsThemMerged() {
        free(1, 2, 3);
        assertThat(allocate(3 * SIZE)).isEqualTo(taken.get(1).longValue());
    }

    @Test
    void allocate_whereTheOneBetweenIsFreedLast_findsAllThreeMerged() {
        free(1, 3, 2);
        assertThat(allocate(3 * SIZE)).isEqualTo(taken.get(1).longValue());
    }

    /** What was cut from has forgotten what was in front of it, and what is left of it tells those behind. */
    @Test
    void allocate_ofPartsOfAFreeOne_leavesARemainderThatMerges() {
        free(1, 2, 3);
        long front = allocate(SIZE);
        assertThat(front).isEqualTo(taken.get(1).longValue());
        free(4);
        assertThat(allocate(3 * SIZE)).isEqualTo(taken.get(2).longValue());
        chunks.free((int) front, SIZE);
        free(0);
        assertThat(allocate(2 * SIZE)).isEqualTo(taken.get(0).longValue());
    }

    /** Its writer does not know of what happens in front of it, nor does that wait for the writer. */
    @Test
    void free_inFrontOfAnEntry_isKnownAfterTheEntryWasWritten() {
        free(1);
        long entry = memory.address(taken.get(2));
        memory.setBits(entry, 0x1234_0000);
        assertThat(memory.getInt(entry) & ~Chunks.FRONT_FREE).isEqualTo(0x1234_0000);
        free(2);
        assertThat(allocate(2 * SIZE)).isEqualTo(taken.get(1).longValue());
        assertThat(memory.getInt(memory.address(taken.get(3))) & Chunks.FRONT_FREE)
                .isZero();
    }

    @Test
    void free_ofAllInAnyOrder_leavesOneChunk() {
        Random random = new Random(1);
        int[] sizes = new int[taken.size()];
        Arrays.fill(sizes, SIZE);
        for (int round = 0; round < 20_000; round++) {
            int number = random.nextInt(sizes.length);
            if (sizes[number] > 0) {
                chunks.free(taken.get(number), sizes[number]);
                sizes[number] = 0;
            } else {
                int size = 2 + random.nextInt(3 * SIZE);
                long chunk = allocate(size);
                if (chunk != Chunks.NONE) {
                    taken.set(number, (int) chunk);
                    sizes[number] = size;
                }
            }
        }
        for (int number = 0; number < sizes.length; number++) {
            if (sizes[number] > 0) {
                chunks.free(taken.get(number), sizes[number]);
            }
        }
        assertThat(allocate((int) chunks.usage().free())).isNotEqualTo(Chunks.NONE);
        assertThat(chunks.usage().free()).isZero();
    }

    @Test
    void allocate_ofJustWhatMergingGives_findsIt() {
        free(1, 2);
        assertThat(allocate(2 * SIZE)).isEqualTo(taken.get(1).longValue());
    }

    @Test
    void allocate_whereFreeOnesAreApart_findsNothing() {
        free(1, 3, 5, 7);
        assertThat(allocate(2 * SIZE)).isEqualTo(Chunks.NONE);
        assertThat(allocate(SIZE)).isNotEqualTo(Chunks.NONE);
    }

    /** Large regions go back to the system when they are freed; what is left of the budget is taken in smaller ones. */
    @Test
    void allocate_allOfALargeBudget_takesLargeRegionsAndThenSmallerOnes() {
        Plan large = Plan.of(260L << 20);
        Budget budget = new Budget(large.bytes());
        Sizes sizes = new Sizes();
        try (sizes) {
            Chunks all = new Chunks(large.newMemory(), large, budget, sizes, new Epochs(), () -> 1 << 20);
            int granules = 100_000 >> large.granuleShift();
            long end = 0;
            for (long chunk = all.allocate(granules, 0, 0);
                    chunk != Chunks.NONE;
                    chunk = all.allocate(granules, 0, 0)) {
                assertThat(chunk & 0xFFFF_FFFFL).isGreaterThanOrEqualTo(end);
                end = (chunk & 0xFFFF_FFFFL) + granules;
            }
        }
        assertThat(sizes.taken).startsWith(32 << 20, 32 << 20).isSortedAccordingTo(Comparator.reverseOrder());
        long taken = sizes.taken.stream().mapToLong(bytes -> bytes).sum();
        assertThat(budget.regionBytes()).isEqualTo(taken).isBetween((260L << 20) - (2 << 20), 260L << 20);
    }

    @Test
    void plan_ofASmallBudget_takesLittleAtATime() {
        assertThat(Plan.of(200L << 20).regionShift()).isEqualTo(19);
        assertThat(Plan.of(1L << 20).regionShift()).isEqualTo(16);
    }

    /** Of a small budget a whole region more would often not fit in: a half or a quarter of one does. */
    @Test
    void allocate_allOfASmallBudget_leavesLessThanHalfARegion() {
        Plan small = Plan.of((1 << 20) + 50_000);
        Budget budget = new Budget(small.bytes());
        Sizes sizes = new Sizes();
        try (sizes) {
            Chunks all = new Chunks(small.newMemory(), small, budget, sizes, new Epochs(), () -> 0);
            while (all.allocate(SIZE, 0, 0) != Chunks.NONE) {
                assertThat(all.usage().allocated()).isPositive();
            }
        }
        assertThat(sizes.taken).startsWith(1 << 16).endsWith(1 << 15, 1 << 14);
        assertThat(small.bytes() - budget.used()).isLessThan(1 << 14);
    }

    /** Notes how large regions are. */
    private static final class Sizes implements RegionSource {
        private final DirectRegions source = new DirectRegions(0);
        private final List<Integer> taken = new ArrayList<>();

        @Override
        public ByteBuffer allocate(int bytes) {
            taken.add(bytes);
            return source.allocate(bytes);
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
