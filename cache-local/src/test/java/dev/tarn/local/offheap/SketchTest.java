package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SketchTest {
    private static final int LEAST = 1;

    @Test
    void frequency_keyAskedForAFewTimes_isExact() {
        Sketch sketch = Sketch.of(1024, LEAST);
        for (int times = 0; times < 4; times++) {
            assertThat(sketch.frequency(7)).isEqualTo(times);
            sketch.count(7);
        }
    }

    @Test
    void frequency_threeTimesAsManyOthersAsPlaces_isSeldomTooHigh() {
        int places = 1000;
        Sketch sketch = Sketch.of(places, LEAST);
        for (int tag = 0; tag < 3 * places; tag++) {
            sketch.count(tag);
        }
        int wrong = 0;
        for (int tag = 3 * places; tag < 4 * places; tag++) {
            wrong += sketch.frequency(tag) > 0 ? 1 : 0;
        }
        assertThat(wrong).isLessThan(places / 5);
    }

    /** With large entries there are few places, but many keys to be compared. */
    @Test
    void frequency_asManyOthersAsWordsOfALargeSketchOfFewPlaces_isNotHalved() {
        int words = 1024;
        Sketch sketch = Sketch.of(32, words);
        countFourTimes(sketch, 7);
        countOthers(sketch, words);
        assertThat(sketch.frequency(7)).isEqualTo(4);
    }

    @Test
    void frequency_manyOthersSince_isHalved() {
        Sketch sketch = Sketch.of(64, LEAST);
        countFourTimes(sketch, 7);
        countOthers(sketch, 1000);
        assertThat(sketch.frequency(7)).isLessThan(4);
    }

    @Test
    void resized_twiceThePlaces_remembers() {
        Sketch sketch = Sketch.of(64, LEAST);
        for (int tag = 0; tag < 16; tag++) {
            sketch.count(tag);
            sketch.count(tag);
        }
        Sketch larger = sketch.resized(128, LEAST);
        assertThat(larger.bytes()).isEqualTo(2 * sketch.bytes());
        for (int tag = 0; tag < 16; tag++) {
            assertThat(larger.frequency(tag)).isEqualTo(sketch.frequency(tag)).isGreaterThanOrEqualTo(2);
        }
    }

    private static void countFourTimes(Sketch sketch, int tag) {
        for (int i = 0; i < 4; i++) {
            sketch.count(tag);
        }
    }

    private static void countOthers(Sketch sketch, int others) {
        for (int tag = 1000; tag < 1000 + others; tag++) {
            sketch.count(tag);
        }
    }
}
