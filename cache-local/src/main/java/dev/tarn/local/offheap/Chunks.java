package dev.tarn.local.offheap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives out chunks of memory for entries and takes them back. Thread-safe; the lock is held for a few steps, and while a region is zeroed.
 *
 * <p>A chunk is a number of granules in a row. Free ones hang in lists by size: one list for each size up to {@value #EXACT} granules, then
 * {@value #STEPS} to a doubling. A request takes a chunk of just its size, or one a little larger; else the front of a much larger one or
 * fresh memory at the end of the last region. Remainders too small to serve anybody are not made.
 *
 * <p>The first four bytes of a free chunk are its size with the sign bit set; the granules of the next and the last one in its list follow. Its last four bytes are
 * its size again, and the chunk behind it, whatever that is, has {@link #FRONT_FREE} among its first four (D. E. Knuth, The Art of Computer Programming, volume 1, 2.5: boundary
 * tags). So a chunk that becomes free takes in the free ones on both sides of it, and two free ones never lie side by side. Where entries of one size have given way to larger
 * ones, {@link #crowding} names an entry that must go for a free chunk to become larger.
 *
 * <p>Chunks that readers may be looking at go to <em>limbo</em> first, until the {@linkplain Epochs grace} is over.
 */
final class Chunks {
    /** No chunk. */
    static final int NONE = 0;

    private static final int FREE = 1 << 31;
    /** A bit of the first four bytes of a chunk that is not free: the one in front of it is. Changed by nobody else, and only by itself. */
    static final int FRONT_FREE = 1 << 5;

    /** What stands at the beginning of a chunk that was given out and not written yet, and of memory that nobody has had. */
    private static final int TAKEN = 0;
    /** The least granules of a chunk: room for the links. */
    private static final int LEAST = 2;

    private static final int LARGE_LISTS = 8;
    private static final int CHUNKS_PER_LIST = 4;
    /** From what share of the memory in use on, as a power of two, free chunks are cut before fresh memory is taken. */
    private static final int SPLITTING_SHIFT = 8;

    /** How often a thread tries to get the lock before it goes to sleep: some microseconds. */
    private static final int TRIES = 50;

    private static final int EXACT = 512;
    private static final int STEPS = 32;
    private static final int BINS = EXACT + 23 * STEPS;

    private final Memory memory;
    private final int leastRegion;
    private final Budget budget;
    private final RegionSource source;
    private final Epochs epochs;
    private final LongSupplier sketchBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final int[] heads = new int[BINS];
    private final long[] filled = new long[(BINS + 63) / 64];
    private final Limbo limbo = new Limbo();
    private int regions;
    private long fresh;
    private long freshEnd;
    private volatile boolean exhausted;
    private boolean closed;

    private long freeGranules;
    private long allocatedGranules;

    Chunks(Memory memory, Plan plan, Budget budget, RegionSource source, Epochs epochs, LongSupplier sketchBytes) {
        this.memory = memory;
        this.leastRegion = 1 << plan.leastRegionShift();
        this.budget = budget;
        this.source = source;
        this.epochs = epochs;
        this.sketchBytes = sketchBytes;
    }

    /** Tells whether there are no more regions to be had. */
    boolean isExhausted() {
        return exhausted;
    }

    /**
     * Tells how memory is used, in granules.
     *
     * @param allocated in chunks that hold entries
     * @param limbo in chunks that readers may still be looking at
     * @param free in free chunks
     * @param fresh at the end of the last region
     */
    record Usage(long allocated, long limbo, long free, long fresh) {}

    Usage usage() {
        lock();
        try {
            return new Usage(allocatedGranules - limbo.granules, limbo.granules, freeGranules, freshGranules());
        } finally {
            lock.unlock();
        }
    }

    /** Locks. Whoever has the lock has done with it sooner than a thread falls asleep and wakes up, unless a region is zeroed. */
    private void lock() {
        for (int tried = 0; tried < TRIES; tried++) {
            if (lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
    }

    private long freshGranules() {
        return (freshEnd - fresh) >>> memory.granuleShift();
    }

    /**
     * Allocates a chunk.
     *
     * @param wanted how many granules
     * @param slack how many more it may have
     * @param reserve how many must be left, those in limbo among them, once there are no more regions to be had
     * @return the first granule in the low half, in the high half how many more granules it has than wanted; 0 if there is none
     */
    long allocate(int wanted, int slack, long reserve) {
        int least = Math.max(wanted, LEAST);
        long found = allocateFrom(least, slack, reserve);
        return found == NONE ? NONE : found + ((long) (least - wanted) << 32);
    }

    private long allocateFrom(int wanted, int slack, long reserve) {
        lock();
        try {
            if (closed) {
                return NONE;
            }
            collect();
            if (exhausted && freeGranules + limbo.granules + freshGranules() < wanted + reserve) {
                return NONE;
            }
            long found = fromBins(wanted, slack);
            if (found == NONE && freeGranules > allocatedGranules >> SPLITTING_SHIFT) {
                found = bySplitting(wanted, usefulRemainder(wanted));
            }
            if (found == NONE) {
                found = fromFresh(wanted);
            }
            if (found == NONE) {
                found = bySplitting(wanted, usefulRemainder(wanted));
            }
            if (found == NONE) {
                found = bySplitting(wanted, LEAST); // a remainder of little use rather than an eviction
            }
            if (found != NONE) {
                allocatedGranules += wanted + (found >>> 32);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back a chunk that nobody but the caller has seen. */
    void free(int granule, int granules) {
        lock();
        try {
            if (!closed) {
                released(granule, granules);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes back a chunk that is not in the index any more. */
    void retire(int granule, int granules) {
        lock();
        try {
            if (!closed) {
                limbo.add(granule, granules, epochs.now());
                collect();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes sure that memory is not looked at from here any more. */
    void close() {
        lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private void collect() {
        if (limbo.granules == 0) {
            return;
        }
        for (int step = 0; step <= Epochs.GRACE; step++) {
            limbo.release(epochs.now(), this::released);
            if (limbo.granules == 0) {
                return;
            }
            epochs.tryAdvance();
        }
    }

    private void released(int granule, int granules) {
        allocatedGranules -= granules;
        add(granule, granules);
    }

    /** Makes a chunk free, together with those beside it. */
    private void add(int granule, int granules) {
        int first = granule;
        int size = granules;
        long address = memory.address(granule);
        if ((memory.getPublished(address) & FRONT_FREE) != 0) {
            int front = memory.getInt(address - Integer.BYTES);
            first -= front;
            size += front;
            unlink(memory.address(first), front);
        }
        long behind = address + memory.bytesOf(granules);
        int header = memory.getPublished(behind);
        if (header < 0) {
            size += header & ~FREE;
            unlink(behind, header & ~FREE);
        }
        link(first, size);
    }

    /** Puts a free chunk into its list. Those beside it are not free. */
    private void link(int granule, int granules) {
        int bin = bin(granules);
        long address = memory.address(granule);
        long behind = address + memory.bytesOf(granules);
        int next = heads[bin];
        memory.putInt(address + 4, next);
        memory.putInt(address + 8, NONE);
        memory.putInt(behind - Integer.BYTES, granules);
        memory.publish(address, FREE | granules);
        memory.setBits(behind, FRONT_FREE);
        if (next != NONE) {
            memory.putInt(memory.address(next) + 8, granule);
        }
        heads[bin] = granule;
        filled[bin >> 6] |= 1L << bin;
        freeGranules += granules;
    }

    private void unlink(long address, int granules) {
        int bin = bin(granules);
        int next = memory.getInt(address + 4);
        int last = memory.getInt(address + 8);
        if (next != NONE) {
            memory.putInt(memory.address(next) + 8, last);
        }
        if (last != NONE) {
            memory.putInt(memory.address(last) + 4, next);
        } else {
            heads[bin] = next;
            if (next == NONE) {
                filled[bin >> 6] &= ~(1L << bin);
            }
        }
        freeGranules -= granules;
        memory.publish(address, TAKEN);
        memory.clearBits(address + memory.bytesOf(granules), FRONT_FREE);
    }

    private static int bin(int granules) {
        if (granules < EXACT) {
            return granules;
        }
        int exponent = 31 - Integer.numberOfLeadingZeros(granules);
        return EXACT + (exponent - 9) * STEPS + ((granules >>> (exponent - 5)) & (STEPS - 1));
    }

    private long fromBins(int wanted, int slack) {
        for (int bin = filledFrom(bin(wanted)); bin >= 0 && bin <= bin(wanted + slack); bin = filledFrom(bin + 1)) {
            int granules = memory.getInt(memory.address(heads[bin])) & ~FREE;
            if (granules >= wanted && granules <= wanted + slack) {
                return pop(bin) | (long) (granules - wanted) << 32;
            }
        }
        return NONE;
    }

    /** Returns how much must be left of a chunk that is cut: room for one more of the size. Rather a larger one is cut than the one that fits best. */
    private static int usefulRemainder(int wanted) {
        return Math.max(LEAST, wanted);
    }

    /** Cuts a chunk from the front of one that is larger by so much, or by more. */
    private long bySplitting(int wanted, int remainder) {
        int least = wanted + remainder;
        for (int bin = filledFrom(bin(least)); bin >= 0; bin = filledFrom(bin + 1)) {
            int granules = memory.getInt(memory.address(heads[bin])) & ~FREE;
            if (granules >= least) {
                long front = pop(bin);
                link((int) front + wanted, granules - wanted);
                return front;
            }
        }
        return NONE;
    }

    private int filledFrom(int bin) {
        int word = bin >> 6;
        if (word >= filled.length) {
            return -1;
        }
        long bits = filled[word] & -1L << bin;
        while (bits == 0) {
            if (++word == filled.length) {
                return -1;
            }
            bits = filled[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /** Takes the first chunk of a list; returns its granule without a sign. */
    private long pop(int bin) {
        int granule = heads[bin];
        long address = memory.address(granule);
        unlink(address, memory.getInt(address) & ~FREE);
        return granule & 0xFFFF_FFFFL;
    }

    /**
     * Looks for entries behind the largest free chunks.
     *
     * @param visitor is given the granules of entries, each of which stays as it is until it returns
     */
    void crowding(IntConsumer visitor) {
        lock();
        try {
            int bin = closed ? -1 : filledBelow(BINS);
            for (int list = 0; list < LARGE_LISTS && bin >= 0; list++, bin = filledBelow(bin)) {
                int granule = heads[bin];
                for (int chunk = 0; chunk < CHUNKS_PER_LIST && granule != NONE; chunk++) {
                    long address = memory.address(granule);
                    long behind = address + memory.bytesOf(memory.getInt(address) & ~FREE);
                    if ((memory.getPublished(behind) & ~FRONT_FREE) > TAKEN) {
                        visitor.accept(memory.granule(behind));
                    }
                    granule = memory.getInt(address + 4);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private int filledBelow(int bin) {
        if (bin == 0) {
            return -1;
        }
        int word = (bin - 1) >> 6;
        long bits = filled[word] & -1L >>> -bin; // shifts count modulo 64
        while (bits == 0) {
            if (--word < 0) {
                return -1;
            }
            bits = filled[word];
        }
        return (word << 6) + 63 - Long.numberOfLeadingZeros(bits);
    }

    private long fromFresh(int wanted) {
        long bytes = memory.bytesOf(wanted);
        if (fresh + bytes > freshEnd && !openRegion()) {
            return NONE;
        }
        if (fresh + bytes > freshEnd) {
            return NONE;
        }
        long granule = memory.granule(fresh) & 0xFFFF_FFFFL;
        fresh += bytes;
        return granule;
    }

    /** Opens one more region, if there may be one; what is left of the last becomes a free chunk. */
    private boolean openRegion() {
        if (exhausted) {
            return false;
        }
        ByteBuffer region = newRegion();
        if (region == null) {
            exhausted = true;
            return false;
        }
        if (freshGranules() >= LEAST) {
            add(memory.granule(fresh), (int) freshGranules());
        }
        int capacity = memory.add(regions, region);
        long start = memory.addressOf(regions);
        // granule 0 stands for none; the margin lets eight bytes be read wherever a number begins
        fresh = start + (regions == 0 ? memory.bytesOf(1) : 0);
        freshEnd = start + capacity - memory.bytesOf(memory.granulesOf(Memory.MARGIN));
        regions++;
        return true;
    }

    /** Takes memory for a region: if there is not enough for a whole one, for a half, and so on. */
    private @Nullable ByteBuffer newRegion() {
        for (int bytes = memory.regionBytes(); bytes >= leastRegion && regions < memory.mostRegions(); bytes /= 2) {
            if (budget.takeRegion(bytes, sketchBytes.getAsLong())) {
                try {
                    return source.allocate(bytes);
                } catch (OutOfMemoryError e) {
                    budget.giveRegion(bytes); // perhaps there is less
                }
            }
        }
        return null;
    }

    /** Chunks that wait until nobody looks at them, in the order in which they came. */
    private static final class Limbo {
        private static final int FIRST = 256;

        private long[] chunks = new long[FIRST];
        private long[] since = new long[FIRST];
        private int head;
        private int count;
        private long granules;

        void add(int granule, int size, long epoch) {
            if (count == chunks.length) {
                grow();
            }
            int at = (head + count) & (chunks.length - 1);
            chunks[at] = (granule & 0xFFFF_FFFFL) | (long) size << 32;
            since[at] = epoch;
            count++;
            granules += size;
        }

        private void grow() {
            long[] allChunks = Arrays.copyOfRange(chunks, head, head + 2 * count);
            long[] allSince = Arrays.copyOfRange(since, head, head + 2 * count);
            System.arraycopy(chunks, 0, allChunks, count - head, head);
            System.arraycopy(since, 0, allSince, count - head, head);
            Arrays.fill(allChunks, count, 2 * count, 0);
            chunks = allChunks;
            since = allSince;
            head = 0;
        }

        void release(long epoch, Release release) {
            while (count > 0 && epoch - since[head] >= Epochs.GRACE) {
                long chunk = chunks[head];
                head = (head + 1) & (chunks.length - 1);
                count--;
                granules -= chunk >>> 32;
                release.chunk((int) chunk, (int) (chunk >>> 32));
            }
        }
    }

    /** Is given a chunk that nobody looks at any more. */
    private interface Release {
        void chunk(int granule, int granules);
    }
}
