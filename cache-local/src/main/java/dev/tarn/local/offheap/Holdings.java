package dev.tarn.local.offheap;

import dev.tarn.CodecException;
import dev.tarn.RemovalCause;
import dev.tarn.spi.LocalStore.Guard;
import dev.tarn.spi.LocalStoreFactory.RemovalObserver;
import java.util.function.LongConsumer;

/**
 * Puts entries into the index and takes them out of it. All is done with the lock of the entry's stripe held: so the entries in it can be
 * looked at, for they cannot be evicted meanwhile.
 */
final class Holdings<K, V> implements Evictor.Removal {
    /** How many times the index grows for one entry whose places are taken. */
    private static final int MOST_GROWTHS = 3;

    private final Memory memory;
    private final Chunks chunks;
    private final EntryForm<K, V> form;
    private final Probation probation;
    private final Counts counts;
    private final RemovalObserver<K, V> removals;

    Holdings(
            Memory memory,
            Chunks chunks,
            EntryForm<K, V> form,
            Probation probation,
            Counts counts,
            RemovalObserver<K, V> removals) {
        this.memory = memory;
        this.chunks = chunks;
        this.form = form;
        this.probation = probation;
        this.counts = counts;
        this.removals = removals;
    }

    /** Returns the version of the entry in a place; {@link Guard#NO_VERSION} if there is no place. */
    long versionAt(Stripe stripe, int place) {
        return place < 0 ? Guard.NO_VERSION : form.version(addressAt(stripe, place));
    }

    long addressAt(Stripe stripe, int place) {
        return memory.address(Word.granule(stripe.wordAt(place)));
    }

    /** Returns where a key stands, or -1. */
    int placeOf(Stripe stripe, byte[] key) {
        int tag = Word.tagOf(KeyHash.of(key));
        Places places = stripe.places();
        if (places.length() == 0) {
            return -1;
        }
        int place = placeIn(places, places.first(tag), tag, key);
        return place >= 0 ? place : placeIn(places, places.second(tag), tag, key);
    }

    private int placeIn(Places places, int bucket, int tag, byte[] key) {
        for (int place = bucket; place < bucket + Stripe.BUCKET; place++) {
            long word = places.at(place);
            if (word != Word.EMPTY && Word.tag(word) == tag && form.isOf(memory.address(Word.granule(word)), key)) {
                return place;
            }
        }
        return -1;
    }

    /**
     * Makes a chunk the entry of a key, or removes the key if there is no chunk.
     *
     * @param place where the key stands now, or -1
     * @return whether the chunk is in the index now
     */
    boolean publish(Stripe stripe, int place, byte[] key, int chunk) {
        if (chunk == Chunks.NONE) {
            if (place >= 0) {
                remove(stripe, place);
            }
            return false;
        }
        int tag = Word.tagOf(KeyHash.of(key));
        if (place >= 0) {
            long held = stripe.wordAt(place);
            boolean probing = Word.isOnProbation(held);
            long word = Word.moved(held, chunk);
            long replaced = stripe.set(place, word);
            noteProbation(word, probing);
            retire(replaced);
            return true;
        }
        int free = placeFor(stripe, tag);
        if (free < 0) {
            counts.refused(Counts.Refusal.NO_MEMORY);
            return false;
        }
        stripe.sketch().count(tag);
        boolean probing = chunks.isExhausted();
        if (probing) {
            stripe.noteTurnover();
        }
        long word = Word.of(chunk, tag, stripe.stampOfNew(), probing);
        stripe.set(free, word);
        noteProbation(word, probing);
        return true;
    }

    private void noteProbation(long word, boolean probing) {
        if (probing) {
            probation.entered(form.granules(memory.address(Word.granule(word))));
            probation.add(word);
        }
    }

    /**
     * Returns a free place for a tag, after growing the stripe or, if it cannot grow, after evicting the stalest of the buckets; -1 if there is no
     * memory for any place.
     */
    private int placeFor(Stripe stripe, int tag) {
        if (stripe.isTight()) {
            stripe.grow(this::evictedForIndex);
        }
        int place = stripe.freePlace(tag);
        for (int i = 0; i < MOST_GROWTHS && place < 0 && stripe.grow(this::evictedForIndex); i++) {
            place = stripe.freePlace(tag);
        }
        if (place < 0 && stripe.length() > 0) {
            place = stripe.stalest(tag);
            evictedForIndex(stripe.set(place, Word.EMPTY));
        }
        return place;
    }

    private void evictedForIndex(long word) {
        counts.evictedForIndex.increment();
        gaveUp(word, RemovalCause.SIZE);
        retire(word);
    }

    void remove(Stripe stripe, int place) {
        retire(stripe.set(place, Word.EMPTY));
    }

    /** Retires the chunk of an entry that has just left the index. With the lock of its stripe held, so that it can be looked at. */
    void retire(long word) {
        int granules = form.granules(memory.address(Word.granule(word)));
        if (Word.isOnProbation(word)) {
            probation.left(granules);
        }
        chunks.retire(Word.granule(word), granules);
    }

    /** Tells whoever wants to know that an entry was given up. With the lock of its stripe held, so that it can be looked at. */
    private void gaveUp(long word, RemovalCause cause) {
        if (!removals.isWatched()) {
            removals.onUnseenRemoval(cause);
            return;
        }
        long address = memory.address(Word.granule(word));
        try {
            removals.onRemoval(form.key(address), form.read(address), cause);
        } catch (CodecException e) {
            counts.refused(Counts.Refusal.UNREADABLE, e);
            removals.onUnseenRemoval(cause);
        }
    }

    @Override
    public void evict(Stripe stripe, int place, long word) {
        counts.evictedForSize.increment();
        gaveUp(word, RemovalCause.SIZE);
        remove(stripe, place);
    }

    @Override
    public void crowding(LongConsumer visitor) {
        chunks.crowding(granule -> visitor.accept(
                Word.of(granule, Word.tagOf(KeyHash.of(form.keyBytes(memory.address(granule)))), 0, false)));
    }

    @Override
    public int granules(long word) {
        return form.granules(memory.address(Word.granule(word)));
    }
}
