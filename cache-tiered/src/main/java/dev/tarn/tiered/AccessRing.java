package dev.tarn.tiered;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Takes keys from many threads, for one that fetches them. A bounded ring: nobody waits, nothing is allocated, and what does not fit in is refused.
 */
final class AccessRing {
    private final AtomicReferenceArray<@Nullable Object> keys;
    /** When each key was read; written before the key, read after it. */
    private final long[] times;

    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();

    /** Takes a key and the time of its read. */
    @FunctionalInterface
    interface Taker {
        void take(Object key, long nanos);
    }

    /**
     * Creates an empty one.
     *
     * @param places a power of two
     */
    AccessRing(int places) {
        this.keys = new AtomicReferenceArray<>(places);
        this.times = new long[places];
        this.mask = places - 1;
    }

    /** Puts a key in; returns false if there is no room. */
    boolean offer(Object key, long nanos) {
        long place;
        do {
            place = tail.get();
            if (place - head.get() > mask) {
                return false;
            }
        } while (!tail.compareAndSet(place, place + 1));
        times[(int) place & mask] = nanos;
        keys.setRelease((int) place & mask, key);
        return true;
    }

    /** Hands over what is there, in order, up to one that is just being put in. For one thread at a time. */
    void drain(Taker taker) {
        for (long place = head.get(); ; place++) {
            int at = (int) place & mask;
            Object key = keys.getAcquire(at);
            if (key == null) {
                return;
            }
            long nanos = times[at];
            keys.setRelease(at, null);
            head.setRelease(place + 1);
            taker.take(key, nanos);
        }
    }
}
