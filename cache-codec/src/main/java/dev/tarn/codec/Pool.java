package dev.tarn.codec;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps a bounded number of costly, single-threaded helpers for use by one thread after the other. Thread-safe, lock-free; never waits:
 * where all are in use a new one is made, and where there is no room for one it is dropped. Bound to no thread, so that a million virtual
 * threads need no more helpers than run at once.
 *
 * @param <T> the type of the helpers
 */
final class Pool<T> {
    private static final int SLOTS =
            Math.max(8, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4);

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<T> maker;
    private final Consumer<T> dropper;

    Pool(Supplier<T> maker, Consumer<T> dropper) {
        this.maker = maker;
        this.dropper = dropper;
    }

    /** Takes a helper out of the pool, or makes one. */
    T take() {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) & (SLOTS - 1);
            if (slots.getPlain(slot) != null) {
                T helper = slots.getAndSet(slot, null);
                if (helper != null) {
                    return helper;
                }
            }
        }
        return maker.get();
    }

    /** Gives a helper back. */
    void give(T helper) {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) & (SLOTS - 1);
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, helper)) {
                return;
            }
        }
        dropper.accept(helper);
    }

    private static int start() {
        long id = Thread.currentThread().getId();
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 40) & (SLOTS - 1);
    }
}
