package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {
    private final AtomicInteger made = new AtomicInteger();
    private final List<Integer> dropped = new ArrayList<>();
    private final Pool<Integer> pool = new Pool<>(made::incrementAndGet, dropped::add);

    @Test
    void helper_givenBack_isUsedAgain() {
        Integer first = pool.take();
        pool.give(first);

        assertThat(pool.take()).isSameAs(first);
        assertThat(made).hasValue(1);
    }

    @Test
    void helper_inUse_isNotHandedOutTwice() {
        assertThat(pool.take()).isNotEqualTo(pool.take());
    }

    @Test
    void helpers_beyondTheBound_areDropped() {
        List<Integer> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(pool.take());
        }
        many.forEach(pool::give);

        assertThat(dropped).hasSizeGreaterThan(9_000);
        assertThat(dropped).doesNotHaveDuplicates();
    }
}
