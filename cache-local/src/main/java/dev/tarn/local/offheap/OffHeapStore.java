package dev.tarn.local.offheap;

import dev.tarn.CodecException;
import dev.tarn.MemoryStats;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory.Context;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Holds entries outside the heap.
 *
 * <p><b>An entry never changes.</b> It is written into a chunk that nobody else knows, and then made known by one word of the {@link Index}.
 * A newer one goes into another chunk, and the word is exchanged. So a reader sees the one or the other, whole.
 *
 * <p><b>Readers take no lock.</b> They are counted in by {@link Epochs} while they look at the index and at memory; a chunk is used anew only
 * when all who could have seen its entry are gone. That is also how memory is given back: {@link #close} empties the index, and the last
 * one who is inside gives the memory back, which usually is {@code close} itself.
 *
 * <p><b>Writers</b> find a chunk first, evicting others if need be, and fill it without a lock. Then they lock the key's stripe, ask the
 * guard, and exchange the word. Whoever holds a stripe's lock may look at the entries in it as well: they cannot be evicted meanwhile, and
 * {@code close} waits for the lock.
 */
final class OffHeapStore<K, V> implements LocalStore<K, V> {
    static final String TIER = "offheap";

    /** Stands for a visit whose hit is not noted. */
    private static final int UNNOTED = -1;
    /** Stands for one that wants to know about an entry, but not its value. */
    private static final int WITHOUT_VALUE = -2;

    private final Clock clock;
    private final Memory memory;
    private final Index index;
    private final Chunks chunks;
    private final Pages pages;
    private final Epochs epochs = new Epochs();
    private final EntryForm<K, V> form;
    private final RegionSource source;
    private final Holdings<K, V> holdings;
    private final Room room;
    private final Sweep<K, V> sweep;
    private final Counts counts;
    private final Budget budget;
    private final int largest;
    private final AtomicBoolean freed = new AtomicBoolean();

    private volatile boolean closed;
    private volatile boolean emptied;

    OffHeapStore(Context<K, V> context, Plan plan, RegionSource source) {
        this.clock = context.clock();
        this.source = source;
        this.counts = new Counts(context.cache());
        this.largest = plan.largestEntry();
        this.budget = new Budget(plan.bytes());
        this.memory = plan.newMemory();
        LongSupplier sketchBytes = () -> budget.used() - budget.regionBytes();
        this.chunks = new Chunks(memory, plan, budget, source, epochs, sketchBytes);
        this.pages = new Pages(memory, chunks, this::pageOf);
        this.index = new Index(budget, pages);
        this.form = new EntryForm<>(
                memory, context.codecs().keys(), context.codecs().values(), clock.nanos());
        Probation probation = new Probation(chunks);
        this.holdings = new Holdings<>(memory, chunks, form, probation, counts, context.removals());
        this.room = new Room(plan, chunks, new Evictor(index, holdings, probation), epochs);
        this.sweep = new Sweep<>(index, memory, form, holdings, counts, clock);
    }

    @Override
    public String tier() {
        return TIER;
    }

    @Override
    public @Nullable Entry<V> get(K key) {
        return read(key, true, true);
    }

    @Override
    public @Nullable Entry<V> peek(K key) {
        return read(key, false, true);
    }

    @Override
    public long version(K key) {
        Entry<V> entry = read(key, false, false);
        return entry == null ? Guard.NO_VERSION : entry.version();
    }

    private @Nullable Entry<V> read(K key, boolean touch, boolean withValue) {
        byte[] bytes = encoded(key);
        if (bytes == null) {
            return null;
        }
        int visit = epochs.enter();
        try {
            return lookUp(bytes, touch ? visit : withValue ? UNNOTED : WITHOUT_VALUE);
        } catch (CodecException e) {
            counts.refused(Counts.Refusal.UNREADABLE, e);
            return null;
        } finally {
            leave(visit);
        }
    }

    /**
     * Reads the entry of a key.
     *
     * @param visit in which the hit is noted, {@link #UNNOTED}, or {@link #WITHOUT_VALUE}
     */
    private @Nullable Entry<V> lookUp(byte[] key, int visit) {
        int tag = Word.tagOf(KeyHash.of(key));
        Stripe stripe = index.stripeOf(tag);
        int moves = stripe.moves();
        Places places = stripe.places();
        if (places.length() == 0) {
            return null;
        }
        int place = places.find(tag);
        if (place < 0) {
            VarHandle.acquireFence();
            return stripe.moves() == moves ? null : lookAgain(stripe, key, tag, visit);
        }
        Entry<V> entry = readAt(stripe, places, place, places.look(place), key, visit);
        return entry != null ? entry : lookAgain(stripe, key, tag, visit);
    }

    /**
     * Looks at all words with a tag in both buckets: the first one was of another key, or something was moved meanwhile, so that it may have been passed by. Once more if something is moved again.
     */
    private @Nullable Entry<V> lookAgain(Stripe stripe, byte[] key, int tag, int visit) {
        for (; ; ) {
            int moves = stripe.moves();
            Places places = stripe.places();
            if (places.length() == 0) {
                return null;
            }
            Entry<V> one = lookThrough(stripe, places, places.first(tag), key, tag, visit);
            Entry<V> entry = one != null ? one : lookThrough(stripe, places, places.second(tag), key, tag, visit);
            VarHandle.acquireFence();
            if (entry != null || stripe.moves() == moves) {
                return entry;
            }
        }
    }

    private @Nullable Entry<V> lookThrough(Stripe stripe, Places places, int bucket, byte[] key, int tag, int visit) {
        Entry<V> entry = null;
        for (int place = bucket; entry == null && place < bucket + Places.BUCKET; place++) {
            long word = places.at(place);
            if (Word.hasTag(word, tag)) {
                entry = readAt(stripe, places, place, word, key, visit);
            }
        }
        return entry;
    }

    /** Reads the entry of the word in a place if it is that of a key. */
    private @Nullable Entry<V> readAt(Stripe stripe, Places places, int place, long word, byte[] key, int visit) {
        if (word == Word.EMPTY) {
            return null;
        }
        if (visit >= 0) {
            // before it is compared, while its memory is awaited: another key of this tag is as good as never there
            stripe.noteHit(places, place, word, epochs.draw(visit));
        }
        long address = memory.address(Word.granule(word));
        return visit == WITHOUT_VALUE ? form.readWithoutValue(address, key) : form.read(address, key);
    }

    /** Leaves what {@link Epochs#enter} has entered; the last one to leave a closed store gives the memory back. */
    private void leave(int visit) {
        epochs.exit(visit);
        if (emptied) {
            freeIfDeserted();
        }
    }

    private void freeIfDeserted() {
        if (epochs.isDeserted() && freed.compareAndSet(false, true)) {
            source.close();
        }
    }

    private byte @Nullable [] encoded(K key) {
        byte[] bytes;
        try {
            bytes = form.encode(key);
        } catch (CodecException e) {
            counts.refused(Counts.Refusal.KEY, e);
            return null;
        }
        if (bytes.length > EntryForm.LONGEST_KEY) {
            counts.refused(Counts.Refusal.KEY, null);
            return null;
        }
        return bytes;
    }

    /** Turns an entry into bytes; returns null if it cannot be held. */
    private EntryForm.@Nullable Draft draft(byte[] key, Entry<V> entry) {
        try {
            EntryForm.Draft draft = form.draft(key, entry);
            if (draft.bytes() <= largest) {
                return draft;
            }
            counts.refused(Counts.Refusal.TOO_LARGE, null);
        } catch (CodecException | UncheckedIOException e) {
            counts.refused(Counts.Refusal.NOT_ENCODABLE, e);
        }
        return null;
    }

    @Override
    public boolean put(K key, Entry<V> entry, Guard guard) {
        byte[] bytes = encoded(key);
        if (bytes == null) {
            return !closed && guard.admits(Guard.NO_VERSION);
        }
        EntryForm.Draft draft = draft(bytes, entry);
        long chunk = draft == null ? Chunks.NONE : allocated(draft, false);
        boolean used = false;
        try {
            if (draft != null && chunk != Chunks.NONE && !isWritten(draft, chunk)) {
                return false;
            }
            Stripe stripe = index.stripeOf(Word.tagOf(KeyHash.of(bytes)));
            stripe.lock.lock();
            try {
                int place = stripe.isClosed() ? -1 : holdings.placeOf(stripe, bytes);
                boolean admitted = !stripe.isClosed() && guard.admits(holdings.versionAt(stripe, place));
                if (admitted) {
                    used = holdings.publish(stripe, place, bytes, (int) chunk);
                }
                return admitted;
            } finally {
                stripe.lock.unlock();
            }
        } finally {
            if (!used && draft != null && chunk != Chunks.NONE) {
                chunks.free((int) chunk, memory.granulesOf(draft.bytes()) + (int) (chunk >>> 32));
            }
            room.settle();
        }
    }

    /**
     * Writes an entry into a chunk; returns false if the store is closed. Whoever goes on to lock a stripe is not inside any more: what is evicted to make the index
     * larger would else stay in limbo until the writer itself has left.
     */
    private boolean isWritten(EntryForm.Draft draft, long chunk) {
        int visit = epochs.enter();
        try {
            if (closed) {
                return false;
            }
            form.write(memory.address((int) chunk), draft, (int) (chunk >>> 32));
            return true;
        } finally {
            leave(visit);
        }
    }

    /** Returns a chunk for an entry, or {@link Chunks#NONE}. */
    private long allocated(EntryForm.Draft draft, boolean locked) {
        int granules = memory.granulesOf(draft.bytes());
        long chunk = room.allocateAtOnce(granules);
        if (chunk == Chunks.NONE) {
            long began = clock.nanos();
            chunk = locked ? room.allocateLocked(granules) : room.allocate(granules);
            counts.evictNanos.add(clock.nanos() - began);
        }
        if (chunk == Chunks.NONE && !closed) {
            counts.refused(Counts.Refusal.NO_MEMORY, null);
        }
        return chunk;
    }

    /** Returns a chunk for a page of the index, or {@link Chunks#NONE}. */
    private long pageOf(int granules) {
        return room.allocateExactly(granules);
    }

    @Override
    public void compute(K key, UnaryOperator<@Nullable Entry<V>> change) {
        byte[] bytes = encoded(key);
        if (bytes == null) {
            if (!closed && change.apply(null) != null) {
                counts.refused(Counts.Refusal.KEY);
            }
            return;
        }
        Stripe stripe = index.stripeOf(Word.tagOf(KeyHash.of(bytes)));
        stripe.lock.lock();
        try {
            if (!stripe.isClosed()) {
                computeIn(stripe, bytes, change);
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    private void computeIn(Stripe stripe, byte[] key, UnaryOperator<@Nullable Entry<V>> change) {
        int place = holdings.placeOf(stripe, key);
        Entry<V> held = place < 0 ? null : readHeld(holdings.addressAt(stripe, place));
        Entry<V> changed = change.apply(held);
        if (changed == held && held != null) {
            return;
        }
        EntryForm.Draft draft = changed == null ? null : draft(key, changed);
        long chunk = draft == null ? Chunks.NONE : allocated(draft, true);
        if (draft != null && chunk != Chunks.NONE) {
            form.write(memory.address((int) chunk), draft, (int) (chunk >>> 32));
        }
        // making room may have evicted this very key
        if (!holdings.publish(stripe, holdings.placeOf(stripe, key), key, (int) chunk)
                && draft != null
                && chunk != Chunks.NONE) {
            chunks.free((int) chunk, memory.granulesOf(draft.bytes()) + (int) (chunk >>> 32));
        }
    }

    private @Nullable Entry<V> readHeld(long address) {
        try {
            return form.read(address);
        } catch (CodecException e) {
            counts.refused(Counts.Refusal.UNREADABLE, e);
            return null;
        }
    }

    @Override
    public boolean removeOlder(K key, long version) {
        byte[] bytes = encoded(key);
        if (bytes == null) {
            return false;
        }
        Stripe stripe = index.stripeOf(Word.tagOf(KeyHash.of(bytes)));
        stripe.lock.lock();
        try {
            int place = stripe.isClosed() ? -1 : holdings.placeOf(stripe, bytes);
            if (place < 0 || (holdings.versionAt(stripe, place) >= version && version != Long.MAX_VALUE)) {
                return false;
            }
            holdings.remove(stripe, place);
            return true;
        } finally {
            stripe.lock.unlock();
        }
    }

    @Override
    public void clear() {
        for (Stripe stripe : index.stripes()) {
            stripe.lock.lock();
            try {
                stripe.clear(holdings::retire);
            } finally {
                stripe.lock.unlock();
            }
        }
    }

    @Override
    public int reclaim(Predicate<Entry<V>> condemned, int examined) {
        return sweep.examine(condemned, examined);
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super Entry<V>> visitor) {
        for (Stripe stripe : index.stripes()) {
            for (long word : wordsOf(stripe)) {
                if (word != Word.EMPTY) {
                    visit(stripe, word, visitor);
                }
            }
        }
    }

    /** Returns the words of a stripe as they are at one moment: while entries are moved, one might be passed by. */
    private static long[] wordsOf(Stripe stripe) {
        stripe.lock.lock();
        try {
            long[] words = new long[stripe.length()];
            Arrays.setAll(words, stripe::wordAt);
            return words;
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Shows an entry to a visitor, if it is still there. */
    private void visit(Stripe stripe, long word, BiConsumer<? super K, ? super Entry<V>> visitor) {
        K key;
        Entry<V> entry;
        stripe.lock.lock();
        try {
            if (stripe.placeOf(word) < 0) {
                return;
            }
            long address = memory.address(Word.granule(word));
            key = form.key(address);
            entry = form.read(address);
        } catch (CodecException e) {
            counts.refused(Counts.Refusal.UNREADABLE, e);
            return;
        } finally {
            stripe.lock.unlock();
        }
        visitor.accept(key, entry);
    }

    @Override
    public long size() {
        return index.size();
    }

    /** {@inheritDoc} Here, the bytes of all that holds entries, and of the index. */
    @Override
    public long weight() {
        return closed ? 0 : memory.bytesOf(chunks.usage().allocated()) + index.sketchBytes();
    }

    @Override
    public long maximum() {
        return budget.limit();
    }

    /** {@inheritDoc} Never: memory is divided when the store opens, and what was taken of it is not given back before it closes. */
    @Override
    public void resize(long maximum) {
        throw new UnsupportedOperationException(
                "the budget of an off-heap tier does not change while it runs: its memory is divided"
                        + " when the cache is built, and given back as a whole when it is closed; build the cache anew, or take the tier out of use");
    }

    private Probes probes() {
        int visit = epochs.enter();
        try {
            return Probes.of(index);
        } finally {
            leave(visit);
        }
    }

    @Override
    public MemoryStats memory() {
        Chunks.Usage usage = chunks.usage();
        long inPages = memory.bytesOf(pages.granules());
        Probes probes = probes();
        return new MemoryStats(
                budget.used(),
                index.sketchBytes() + inPages,
                memory.bytesOf(usage.allocated()) - inPages,
                memory.bytesOf(usage.limbo()),
                memory.bytesOf(usage.free()),
                memory.bytesOf(usage.fresh()),
                probes.mean(),
                probes.longest(),
                counts.evictedForSize.sum(),
                counts.evictedForIndex.sum(),
                counts.evictedDead.sum(),
                counts.refusals(Counts.Refusal.KEY),
                counts.refusals(Counts.Refusal.NOT_ENCODABLE),
                counts.refusals(Counts.Refusal.TOO_LARGE),
                counts.refusals(Counts.Refusal.NO_MEMORY),
                counts.refusals(Counts.Refusal.UNREADABLE),
                counts.evictNanos.sum(),
                counts.reclaimNanos.sum());
    }

    @Override
    public void close() {
        closed = true;
        for (Stripe stripe : index.stripes()) {
            stripe.lock.lock();
            try {
                if (!stripe.isClosed()) {
                    stripe.close();
                }
            } finally {
                stripe.lock.unlock();
            }
        }
        chunks.close();
        emptied = true;
        freeIfDeserted();
    }
}
