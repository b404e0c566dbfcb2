package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpochsTest {
    private static final int DRAWS = 64_000;

    private final Epochs epochs = new Epochs();

    /** One in 64 has nothing but zeros in its six highest bits, also of those whom another visitor has put out of the slot. */
    @Test
    void draw_ofAVisitorWithASlotAndOfOneWithout_isByChance() {
        int visit = epochs.enter();
        int nested = epochs.enter();
        assertThat(nested).isNotEqualTo(visit);
        for (int visitor : new int[] {visit, nested}) {
            int zeros = 0;
            for (int i = 0; i < DRAWS; i++) {
                zeros += epochs.draw(visitor) >>> (Integer.SIZE - 6) == 0 ? 1 : 0;
            }
            assertThat(zeros).isBetween(DRAWS / 64 * 8 / 10, DRAWS / 64 * 12 / 10);
        }
        epochs.exit(nested);
        epochs.exit(visit);
        assertThat(epochs.isDeserted()).isTrue();
    }
}
