package dev.tarn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BareSlabTest {
    private static final int ENTRIES = 4;

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void put_ofMoreKeysThanThereArePlaces_isRefused() {
        BareSlab slab = new BareSlab(ENTRIES, 1 << 20);

        assertThatThrownBy(() -> {
                    for (int i = 0; i <= 2 * ENTRIES; i++) {
                        slab.put("key-" + i, new byte[8]);
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the slab is full");
        assertThat(slab.entries()).isEqualTo(2 * ENTRIES - 1);
        assertThat(slab.get("absent")).isNull();
        slab.close();
    }
}
