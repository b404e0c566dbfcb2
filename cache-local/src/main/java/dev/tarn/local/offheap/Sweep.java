package dev.tarn.local.offheap;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Goes round the index, a slice at a time, and takes out what is dead. Thread-safe; one at a time, others do nothing. */
final class Sweep<K, V> {
    private final Index index;
    private final Memory memory;
    private final EntryForm<K, V> form;
    private final Holdings<K, V> holdings;
    private final Counts counts;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** Where the next slice begins. Guarded by {@link #lock}. */
    private int nextStripe;

    private int nextPlace;

    Sweep(Index index, Memory memory, EntryForm<K, V> form, Holdings<K, V> holdings, Counts counts, Clock clock) {
        this.index = index;
        this.memory = memory;
        this.form = form;
        this.holdings = holdings;
        this.counts = counts;
        this.clock = clock;
    }

    /**
     * Looks at some entries.
     *
     * @param condemned tells which must go; is shown entries without their values
     * @return how many went
     */
    int examine(Predicate<Entry<V>> condemned, int examined) {
        if (!lock.tryLock()) {
            return 0;
        }
        long began = clock.nanos();
        try {
            return sweep(condemned, examined);
        } finally {
            counts.reclaimNanos.add(clock.nanos() - began);
            lock.unlock();
        }
    }

    private int sweep(Predicate<Entry<V>> condemned, int examined) {
        int removed = 0;
        int left = examined;
        for (int visited = 0; visited <= index.stripes().length && left > 0; visited++) {
            Stripe stripe = index.stripes()[nextStripe];
            stripe.lock.lock();
            try {
                while (left > 0 && nextPlace < stripe.length()) {
                    int place = nextPlace++;
                    long word = stripe.wordAt(place);
                    if (word != Word.EMPTY) {
                        left--;
                        if (condemned.test(form.readWithoutValue(memory.address(Word.granule(word))))) {
                            counts.evictedDead.increment();
                            holdings.remove(stripe, place);
                            removed++;
                        }
                    }
                }
            } finally {
                stripe.lock.unlock();
            }
            if (left > 0) {
                nextPlace = 0;
                nextStripe = (nextStripe + 1) & (index.stripes().length - 1);
            }
        }
        return removed;
    }
}
