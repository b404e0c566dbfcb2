package dev.tarn.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EntryTest {
    /** The clock may start anywhere and run over: an entry written just before it does must age all the same. */
    @Test
    void entry_overAnOverflowingClock_agesByDifferences() {
        long start = Long.MAX_VALUE - 5;
        Entry<String> entry = new Entry<>("v", 7, start, start + 5, start + 10, start + 20, Traits.NONE);

        assertThat(entry.isFresh(start + 9)).isTrue();
        assertThat(entry.isFresh(start + 10)).isFalse();
        assertThat(entry.isDead(start + 19)).isFalse();
        assertThat(entry.isDead(start + 20)).isTrue();
    }

    @Test
    void labelled_givesShardAndVersion_andKeepsTheRest() {
        Entry<String> entry = new Entry<>("v", 7, 1, 2, 3, 4, Traits.NONE).labelled(5, 99);

        assertThat(entry.shard()).isEqualTo(5);
        assertThat(entry.version()).isEqualTo(99);
        assertThat(entry.value()).isEqualTo("v");
        assertThat(entry.deadAt()).isEqualTo(4);
    }

    @Test
    void cacheId_withOtherCharacters_isRefusedWithTheValue() {
        assertThatThrownBy(() -> new CacheId("shop", "a b"))
                .hasMessageContaining("cache name")
                .hasMessageContaining("'a b'");
        assertThatThrownBy(() -> new CacheId("", "a")).hasMessageContaining("namespace");
        assertThat(new CacheId("shop", "a.b_c-1")).hasToString("shop:a.b_c-1");
    }
}
