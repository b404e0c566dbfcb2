package dev.tarn.local.offheap;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes the memory of the index from where that of entries comes from: an array stands in pages, each of them a chunk. So one budget holds for both, pages that a stripe
 * has left serve another one or entries, and the memory of entries serves the index when it must grow.
 */
final class Pages implements PlaceSource {
    private final Memory memory;
    private final Chunks chunks;
    private final IntToLongFunction room;
    private final AtomicLong granules = new AtomicLong();

    /**
     * Creates a source.
     *
     * @param room finds room for so many granules, and neither more nor less, as {@link Chunks#allocate} does
     */
    Pages(Memory memory, Chunks chunks, IntToLongFunction room) {
        this.memory = memory;
        this.chunks = chunks;
        this.room = room;
    }

    /** Returns the granules of all pages in use. */
    long granules() {
        return granules.get();
    }

    @Override
    public @Nullable Places allocate(int length) {
        int[] pages = new int[(length + Places.PAGE - 1) / Places.PAGE];
        for (int i = 0; i < pages.length; i++) {
            long chunk = room.applyAsLong(granulesOf(length, i));
            if (chunk == Chunks.NONE) {
                giveUp(Arrays.copyOf(pages, i), length);
                return null;
            }
            pages[i] = (int) chunk;
            granules.addAndGet(granulesOf(length, i));
            long words = Places.wordsOf(memory.address((int) chunk));
            for (int word = 0; word < wordsOf(length, i); word++) {
                memory.putLong(words + (long) word * Long.BYTES, Word.EMPTY);
            }
        }
        return new Places(memory, pages, length);
    }

    private void giveUp(int[] pages, int length) {
        for (int i = 0; i < pages.length; i++) {
            granules.addAndGet(-granulesOf(length, i));
            chunks.free(pages[i], granulesOf(length, i));
        }
    }

    @Override
    public void retire(Places places) {
        int[] pages = places.pages();
        for (int i = 0; i < pages.length; i++) {
            granules.addAndGet(-granulesOf(places.length(), i));
            chunks.retire(pages[i], granulesOf(places.length(), i));
        }
    }

    private static int wordsOf(int length, int page) {
        return Math.min(Places.PAGE, length - page * Places.PAGE);
    }

    private int granulesOf(int length, int page) {
        return memory.granulesOf(Places.HEAD_BYTES + (long) wordsOf(length, page) * Long.BYTES);
    }
}
