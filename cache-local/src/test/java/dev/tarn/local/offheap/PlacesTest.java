package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final int LENGTH = 2 * Places.PAGE + 3 * Places.BUCKET;

    private final Plan plan = Plan.of(1 << 20);
    private final Memory memory = plan.newMemory();
    private final RegionSource regions = new DirectRegions(0);
    private final Epochs epochs = new Epochs();
    private final Chunks chunks = new Chunks(memory, plan, new Budget(plan.bytes()), regions, epochs, () -> 0);
    private final Pages pages = new Pages(memory, chunks, granules -> chunks.allocate(granules, 0, 0));

    @AfterEach
    void close() {
        regions.close();
    }

    private Places allocated(int length) {
        Places places = pages.allocate(length);
        assertThat(places).isNotNull();
        return places;
    }

    @Test
    void find_tagInEachPlaceOfItsBuckets_isThere() {
        Places places = allocated(LENGTH);
        int tag = 77;
        assertThat(places.find(tag)).isEqualTo(-1);
        for (int bucket : new int[] {places.first(tag), places.second(tag)}) {
            for (int place = bucket; place < bucket + Places.BUCKET; place++) {
                places.set(place, Word.of(1, tag, 3, true));
                assertThat(places.find(tag)).isEqualTo(place);
                places.set(place, Word.of(1, tag + 1, 3, true));
            }
        }
        assertThat(places.find(tag)).isEqualTo(-1);
    }

    @Test
    void find_tagInSeveralPlaces_isTheFirstOfTheFirstBucket() {
        Places places = allocated(LENGTH);
        places.set(places.second(77), Word.of(1, 77, 0, false));
        places.set(places.first(77) + 5, Word.of(2, 77, 0, false));
        assertThat(places.find(77)).isEqualTo(places.first(77) + 5);
        places.set(places.first(77) + 3, Word.of(3, 77, 0, false));
        assertThat(places.find(77)).isEqualTo(places.first(77) + 3);
    }

    @Test
    void at_everyPlaceOfSeveralPages_isWhatWasSet() {
        Places places = allocated(LENGTH);
        for (int place = 0; place < LENGTH; place++) {
            assertThat(places.exchange(place, Word.of(place + 1, place, 0, false)))
                    .isEqualTo(Word.EMPTY);
        }
        for (int place = 0; place < LENGTH; place++) {
            assertThat(Word.granule(places.at(place))).isEqualTo(place + 1);
            assertThat(places.look(place)).isEqualTo(places.at(place));
        }
    }

    @Test
    void wordsOf_anyChunk_beginAtACacheLineOfTheMachine() {
        memory.add(0, ByteBuffer.allocateDirect(4096).alignedSlice(64).slice(8, 2048));
        assertThat(memory.region(0).alignmentOffset(0, 64)).isZero();
        for (long chunk = 0; chunk < 256; chunk += 8) {
            assertThat(Places.wordsOf(chunk) % 64).isZero();
            assertThat(Places.wordsOf(chunk) - chunk).isBetween(4L, (long) Places.HEAD_BYTES);
        }
    }

    /** What was used before and is dirty serves as an array. */
    @Test
    void allocate_memoryUsedBefore_isEmptyAgain() {
        Places first = allocated(LENGTH);
        for (int place = 0; place < LENGTH; place++) {
            first.set(place, -1);
        }
        int[] before = first.pages().clone();
        pages.retire(first);
        chunks.retire((int) chunks.allocate(10, 0, 0), 10);
        Places second = allocated(LENGTH);
        assertThat(second.pages()).containsAnyOf(before);
        for (int place = 0; place < LENGTH; place++) {
            assertThat(second.at(place)).isEqualTo(Word.EMPTY);
        }
    }

    @Test
    void retire_whileSomebodyIsInside_keepsTheMemoryUntilAllAreGone() {
        int visit = epochs.enter();
        Places places = allocated(LENGTH);
        places.set(LENGTH - 1, 42);
        long inLimbo = pages.granules();
        pages.retire(places);
        assertThat(pages.granules()).isZero();
        assertThat(inLimbo).isGreaterThan(LENGTH).isEqualTo(chunks.usage().limbo());
        while (chunks.allocate(8, 0, 0) != Chunks.NONE) {
            assertThat(chunks.usage().limbo()).isEqualTo(inLimbo); // what there is, is taken, but not this
        }
        assertThat(places.at(LENGTH - 1)).isEqualTo(42);
        epochs.exit(visit);
        assertThat(chunks.allocate(8, 0, 0)).isNotEqualTo(Chunks.NONE);
        assertThat(chunks.usage().limbo()).isZero();
    }

    @Test
    void allocate_moreThanThereIs_givesBackWhatItHad() {
        while (chunks.allocate(3_000, 0, 0) != Chunks.NONE) {
            assertThat(pages.granules()).isZero();
        }
        long free = chunks.usage().free() + chunks.usage().fresh();
        assertThat(free).isGreaterThan(3 * Places.PAGE);
        assertThat(pages.allocate((int) free)).isNull();
        assertThat(pages.granules()).isZero();
        assertThat(chunks.usage().free() + chunks.usage().fresh()).isEqualTo(free);
    }
}
