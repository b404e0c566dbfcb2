package dev.tarn.local;

import static dev.tarn.local.Stores.entry;
import static dev.tarn.spi.LocalStore.Guard.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.LocalStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HitNotesTest {
    private static final int ENTRIES = 1_000;
    private static final int BUFFER = 16;

    private final HitNotes notes = new HitNotes();

    @Test
    void hits_areToldUntilABufferIsFull_andAgainAfterAWrite() {
        assertThat(notes.isDue()).isTrue();
        assertThat(notes.isDue()).isTrue();

        notes.full();
        assertThat(notes.isDue()).isFalse();

        notes.written();
        assertThat(notes.isDue()).isTrue();
    }

    @Test
    void rest_whileTheBufferIsFull_endsByAWriteOnly() {
        notes.full();
        for (int i = 0; i < 100_000; i++) {
            assertThat(notes.isDue()).isFalse();
        }

        notes.written();
        assertThat(notes.isDue()).isTrue();
    }

    @Test
    void rest_withoutWrites_endsAfterAFewHundredHits() {
        int rests = 2_000;
        int hits = 0;
        for (int i = 0; i < rests; i++) {
            notes.full();
            notes.takenIn();
            while (!notes.isDue()) {
                hits++;
            }
        }

        assertThat(hits / rests).isBetween(200, 320);
    }

    @Test
    void upkeep_ofAStoreThatIsOnlyRead_isSeldom() {
        AtomicInteger upkeeps = new AtomicInteger();
        LocalStore<String, List<String>> store = full(upkeeps);

        for (int i = 0; i < 100_000; i++) {
            store.get("key" + i % ENTRIES);
        }

        assertThat(upkeeps.get()).isBetween(100, 100_000 / BUFFER / 4);
    }

    @Test
    void upkeep_withANewEntryForEveryFewHits_isDoneByWrites_soHitsNeverRest() {
        AtomicInteger upkeeps = new AtomicInteger();
        LocalStore<String, List<String>> store = full(upkeeps);

        for (int i = 0; i < 15_000; i++) {
            store.get("key" + i % ENTRIES);
            if (i % (BUFFER - 1) == 0) {
                store.put("new" + i, entry(1, "v"), ALWAYS);
            }
        }

        assertThat(upkeeps).hasValue(0);
    }

    /** Returns a store of which the policy is told of hits, for it is more than half full. */
    private static LocalStore<String, List<String>> full(AtomicInteger upkeeps) {
        LocalStore<String, List<String>> store =
                Stores.open(Heap.maximumEntries(2 * ENTRIES).executor(task -> {
                    upkeeps.incrementAndGet();
                    task.run();
                }));
        for (int i = 0; i < ENTRIES; i++) {
            store.put("key" + i, entry(1, "v"), ALWAYS);
        }
        return store;
    }
}
