package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordTest {
    @Test
    void hasTag_ofAnyWord_isOneForItsOwnTagAlone() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 10_000; round++) {
            long word = random.nextLong();
            int own = Word.tag(word);
            int other = own ^ 1 << random.nextInt(Word.TAG_BITS);
            assertThat(Word.hasTag(word, own)).isOne();
            assertThat(Word.hasTag(word, other)).isZero();
        }
    }

    @Test
    void matching_ofABucket_namesTheWordsWithTheTag() {
        long[] words = new long[3 * Stripe.BUCKET];
        words[Stripe.BUCKET + 2] = Word.of(1, 77, 3, true);
        words[Stripe.BUCKET + 7] = Word.of(2, 77, 0, false);
        words[Stripe.BUCKET + 3] = Word.of(3, 78, 0, false);
        words[0] = Word.of(4, 77, 0, false);
        assertThat(Stripe.matching(words, Stripe.BUCKET, 77)).isEqualTo(1 << 2 | 1 << 7);
    }
}
