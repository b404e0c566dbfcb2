package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordTest {
    @Test
    void hasTag_ofAnyWord_isTrueOfItsOwnTagAlone() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 10_000; round++) {
            long word = random.nextLong();
            int own = Word.tag(word);
            int other = own ^ 1 << random.nextInt(Word.TAG_BITS);
            assertThat(Word.hasTag(word, own)).isTrue();
            assertThat(Word.hasTag(word, other)).isFalse();
        }
    }
}
