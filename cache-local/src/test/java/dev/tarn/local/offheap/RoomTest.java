package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A writer, and a reader who does not leave while all memory waits for that. */
class RoomTest {
    private static final int SIZE = 10;

    private final Plan plan = Plan.of(1 << 20);
    private final CountingRegions regions = new CountingRegions(new DirectRegions(0));
    private final Epochs epochs = new Epochs();
    private final Budget budget = new Budget(plan.bytes());
    private final Chunks chunks = new Chunks(plan.newMemory(), plan, budget, regions, epochs, () -> 0);
    private final int visit = epochs.enter();
    private int pauses;
    private IntConsumer pause = round -> {};
    private final Room room = new Room(plan, chunks, noEntries(), epochs, round -> {
        assertThat(round).isEqualTo(pauses++);
        pause.accept(round);
    });

    private Evictor noEntries() {
        Evictor.Removal none = new Evictor.Removal() {
            @Override
            public void evict(Stripe stripe, int place, long word) {
                throw new AssertionError("there are no entries");
            }

            @Override
            public void crowding(LongConsumer visitor) {}

            @Override
            public int granules(long word) {
                throw new AssertionError("there are no entries");
            }
        };
        return new Evictor(new Index(budget, HeapPlaces.source()), none, new Probation(chunks));
    }

    @BeforeEach
    void retireAll() {
        regions.failAfter(1);
        long first = chunks.allocate(SIZE, 0, 0);
        for (long chunk = chunks.allocate(SIZE, 0, 0); chunk != Chunks.NONE; chunk = chunks.allocate(SIZE, 0, 0)) {
            chunks.retire((int) chunk, SIZE);
        }
        chunks.retire((int) first, SIZE);
    }

    @AfterEach
    void close() {
        regions.close();
    }

    @Test
    void allocate_readerLeavingLate_waitsForTheMemory() {
        pause = round -> {
            if (round == 100) {
                epochs.exit(visit);
            }
        };
        assertThat(room.allocate(SIZE)).isNotEqualTo(Chunks.NONE);
        assertThat(pauses).isEqualTo(101);
    }

    /** One writer waits in vain, and then no other one does before something has changed. */
    @Test
    void allocate_readerStaying_isRefusedAfterOneWaitForAll() {
        assertThat(room.allocate(SIZE)).isEqualTo(Chunks.NONE);
        assertThat(pauses).isBetween(100, 500);
        pauses = 0;
        assertThat(room.allocate(SIZE)).isEqualTo(Chunks.NONE);
        assertThat(pauses).isZero();
        epochs.exit(visit);
        assertThat(room.allocate(SIZE)).isNotEqualTo(Chunks.NONE);
        int other = epochs.enter();
        for (long chunk = chunks.allocate(SIZE, 0, 0); chunk != Chunks.NONE; chunk = chunks.allocate(SIZE, 0, 0)) {
            chunks.retire((int) chunk, SIZE);
        }
        assertThat(room.allocate(SIZE)).isEqualTo(Chunks.NONE);
        assertThat(pauses).isPositive();
        epochs.exit(other);
    }

    @Test
    void allocateLocked_readerStaying_isRefusedWithoutRest() {
        assertThat(room.allocateLocked(SIZE)).isEqualTo(Chunks.NONE);
        assertThat(pauses).isEqualTo(32);
    }
}
