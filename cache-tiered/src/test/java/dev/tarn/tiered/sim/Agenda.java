package dev.tarn.tiered.sim;

import java.util.Arrays;

/** Virtual time and what is to happen in it, in order of time, then of arrival. Not thread-safe. */
final class Agenda {
    private Item[] heap = new Item[1 << 10];
    private int size;
    private long now;
    private long sequence;

    /** Something to do; may be called off. */
    static final class Item {
        private final long at;
        private final long order;
        private final Runnable work;
        private boolean cancelled;

        Item(long at, long order, Runnable work) {
            this.at = at;
            this.order = order;
            this.work = work;
        }

        /** Calls it off if it has not begun. */
        void cancel() {
            cancelled = true;
        }

        private boolean isBefore(Item other) {
            return at != other.at ? at < other.at : order < other.order;
        }
    }

    /** Returns how many things are to be done that were not called off. */
    int pending() {
        int pending = 0;
        for (int i = 0; i < size; i++) {
            pending += heap[i].cancelled ? 0 : 1;
        }
        return pending;
    }

    /** Returns the nanoseconds since the beginning. */
    long now() {
        return now;
    }

    Item after(long delayNanos, Runnable work) {
        return at(now + Math.max(0, delayNanos), work);
    }

    Item at(long nanos, Runnable work) {
        Item item = new Item(Math.max(now, nanos), sequence++, work);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int place = size++;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!item.isBefore(heap[parent])) {
                break;
            }
            heap[place] = heap[parent];
            place = parent;
        }
        heap[place] = item;
        return item;
    }

    /** Does what is due until then; returns how many things were done. What is done may call this, too. */
    int runUntil(long end) {
        int count = 0;
        while (size > 0 && heap[0].at <= end) {
            Item next = poll();
            now = next.at;
            if (!next.cancelled) {
                next.work.run();
            }
            count++;
        }
        now = Math.max(now, end); // what was done may have done the same, and further
        return count;
    }

    private Item poll() {
        Item first = heap[0];
        Item last = heap[--size];
        heap[size] = null;
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(last)) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        if (size > 0) {
            heap[place] = last;
        }
        return first;
    }
}
