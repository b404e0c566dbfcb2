package dev.tarn.local.offheap;

/**
 * Finds a free place for a tag: in its first bucket, into which readers look first; else in its second; else by moving an entry of one of them to that entry's other
 * bucket, or an entry there to its own (cuckoo hashing in two steps, R. Pagh and F. Rodler, 2001). Entries that stand in their second bucket though there is room in their
 * first are moved back when their place is wanted: without that, more and more would stand in their second ones.
 *
 * <p>A moved entry is written to its new place first and taken from the old one then. A reader can still miss it: who looks into the new bucket before and into the
 * old one after that. So between both it is noted that something moves, and who finds nothing looks whether it was.
 */
final class Displacement {
    private final Places places;
    private final Runnable moving;

    /**
     * Creates one for an array.
     *
     * @param moving is called in the middle of each move: the entry stands in both places
     */
    Displacement(Places places, Runnable moving) {
        this.places = places;
        this.moving = moving;
    }

    /** Returns a free place for a tag; -1 if none was found. */
    int freePlace(int tag) {
        int first = places.first(tag);
        int place = freeByHomecoming(first);
        if (place >= 0) {
            return place;
        }
        int second = places.second(tag);
        place = freeByHomecoming(second);
        place = place >= 0 ? place : freeByMove(first);
        place = place >= 0 ? place : freeByMove(second);
        place = place >= 0 ? place : freeByTwoMoves(first);
        return place >= 0 ? place : freeByTwoMoves(second);
    }

    /** Returns an empty place of a bucket, if need be that of an entry that goes back to its first one. */
    private int freeByHomecoming(int bucket) {
        int empty = places.emptyIn(bucket);
        for (int place = bucket; place < bucket + Places.BUCKET && empty < 0; place++) {
            int first = places.first(Word.tag(places.at(place)));
            if (first != bucket) {
                empty = moved(place, places.emptyIn(first));
            }
        }
        return empty;
    }

    /** Returns the place of an entry of a full bucket that went to its second one. */
    private int freeByMove(int bucket) {
        int empty = -1;
        for (int place = bucket; place < bucket + Places.BUCKET && empty < 0; place++) {
            int tag = Word.tag(places.at(place));
            if (places.first(tag) == bucket) {
                empty = moved(place, places.emptyIn(places.second(tag)));
            }
        }
        return empty;
    }

    /** Returns the place of an entry of a full bucket that went to its other one, after an entry of that one went elsewhere. */
    private int freeByTwoMoves(int bucket) {
        int empty = -1;
        for (int place = bucket; place < bucket + Places.BUCKET && empty < 0; place++) {
            int tag = Word.tag(places.at(place));
            int first = places.first(tag);
            int other = first == bucket ? places.second(tag) : first;
            int there = freeByHomecoming(other);
            empty = moved(place, there >= 0 ? there : freeByMove(other));
        }
        return empty;
    }

    /** Moves an entry to an empty place; returns the place that is empty now. Nothing happens if there is no empty place. */
    private int moved(int from, int to) {
        if (to < 0) {
            return -1;
        }
        long word = places.at(from);
        places.set(to, word);
        moving.run();
        long last = places.exchange(from, Word.EMPTY);
        if (last != word) {
            places.alter(to, word, last); // a reader has noted a hit meanwhile
        }
        return from;
    }
}
