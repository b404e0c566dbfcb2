package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Places on the heap, which a test can watch. */
class HeapPlaces extends Places {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;

    HeapPlaces(int length) {
        super(new Memory(0, 0, 0), new int[0], length);
        this.words = new long[length];
    }

    /** Returns a source that forgets what was retired. */
    static PlaceSource source() {
        return new PlaceSource() {
            @Override
            public Places allocate(int length) {
                return new HeapPlaces(length);
            }

            @Override
            public void retire(Places places) {}
        };
    }

    @Override
    long at(int place) {
        return (long) WORDS.getAcquire(words, place);
    }

    @Override
    void set(int place, long word) {
        WORDS.setVolatile(words, place, word);
    }

    @Override
    long exchange(int place, long word) {
        return (long) WORDS.getAndSet(words, place, word);
    }

    @Override
    boolean alter(int place, long word, long altered) {
        return WORDS.compareAndSet(words, place, word, altered);
    }
}
