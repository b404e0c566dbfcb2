package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChunksTest {
    private static final int SIZE = 10;

    private final Plan plan = Plan.of(1 << 20);
    private final CountingRegions regions = new CountingRegions(new DirectRegions(0));
    private final Chunks chunks =
            new Chunks(plan.newMemory(), plan, new Budget(plan.bytes()), regions, new Epochs(), () -> 0);
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

    /** The one that is freed last does not see the free ones before it: they are merged when somebody needs it. */
    @Test
    void allocate_whereFreedFrontToBack_mergesThem() {
        free(1, 2, 3);
        assertThat(allocate(2 * SIZE))
                .isIn(taken.get(1).longValue(), taken.get(2).longValue());
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
