package dev.tarn.jcache;

import java.util.ArrayList;
import java.util.List;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * One change of one key: what it finds, what it leaves, and what is told and counted once it is done. May be begun again, if another node
 * was quicker; then only what the last beginning led to counts.
 */
final class Step<K, V> {
    private final Ways<K, V> ways;
    private final K key;
    private final List<Happening<K, V>> happenings = new ArrayList<>(1);
    private @Nullable Held<V> found;
    private @Nullable Held<V> held;
    private int hits;
    private int misses;
    private int puts;
    private int removals;
    private boolean removedNothing;

    Step(Ways<K, V> ways, K key) {
        this.ways = ways;
        this.key = key;
    }

    /** Begins with what is held. What is over is gone, and told of. */
    void begin(@Nullable Held<V> begun) {
        happenings.clear();
        hits = 0;
        misses = 0;
        puts = 0;
        removals = 0;
        removedNothing = false;
        found = begun;
        held = begun;
        if (begun != null && ways.ending().isOver(begun)) {
            held = null;
            tell(EventType.EXPIRED, begun.value(), begun.value());
        }
    }

    /** Begins with what a load has just created, to tell of it, unless somebody else was there since or it is over. */
    void beginLoaded(boolean still, @Nullable Held<V> begun) {
        happenings.clear();
        held = begun;
        if (still && begun != null && !ways.ending().isOver(begun)) {
            tell(EventType.CREATED, begun.value(), null);
        }
    }

    K key() {
        return key;
    }

    /** Returns what is held now. */
    @Nullable
    Held<V> held() {
        return held;
    }

    /** Returns the value there is now, as the cache's own object. */
    @Nullable
    V value() {
        return held == null ? null : held.value();
    }

    /** Counts whether there was something. */
    void count() {
        if (held == null) {
            misses++;
        } else {
            hits++;
        }
    }

    /** Takes the value, whether there was another one or none. The value is the cache's own. */
    void put(V value) {
        puts++;
        Held<V> before = held;
        if (before == null) {
            create(value);
            return;
        }
        long endsAt = ways.ending().afterUpdate();
        held = new Held<>(value, endsAt == Ending.UNCHANGED ? before.endsAt() : endsAt);
        tell(EventType.UPDATED, value, before.value());
    }

    /** Tells whether nobody has written since this was held. */
    boolean isStill(Held<V> before) {
        return found != null && found.write() == before.write();
    }

    /** Takes a value that was loaded: nobody put it. */
    void loaded(V value) {
        if (held == null) {
            create(value);
        } else {
            put(value);
            puts--;
        }
    }

    private void create(V value) {
        Held<V> created = new Held<>(value, ways.ending().afterCreation());
        if (ways.ending().isOver(created)) {
            puts = Math.max(0, puts - 1); // it was never there
            return;
        }
        held = created;
        tell(EventType.CREATED, value, null);
    }

    /** Leaves nothing. Tells whether there was something. */
    boolean remove() {
        Held<V> before = held;
        if (before == null) {
            removedNothing = true;
            return false;
        }
        removals++;
        held = null;
        tell(EventType.REMOVED, before.value(), before.value());
        return true;
    }

    /** Tells whether a removal found nothing: then no tier has been changed, but somebody may be loading what was removed. */
    boolean removedNothing() {
        return removedNothing;
    }

    /** Notes that the value was read. */
    void touch() {
        Held<V> read = held;
        if (read == null) {
            return;
        }
        long endsAt = ways.ending().afterAccess();
        if (endsAt != Ending.UNCHANGED && endsAt != read.endsAt()) {
            held = new Held<>(read.write(), read.value(), endsAt);
        }
    }

    /** Puts what has happened into the listeners' lanes and counts it. Called once, in the order of the key's changes. */
    void done() {
        if (!happenings.isEmpty()) {
            ways.listening().note(key, happenings);
        }
        Counts counts = ways.counts();
        if (counts.areOn()) {
            counts.hits.add(hits);
            counts.misses.add(misses);
            counts.puts.add(puts);
            counts.removals.add(removals);
        }
    }

    private void tell(EventType type, V value, @Nullable V before) {
        if (ways.listening().isWanted(type)) {
            happenings.add(new Happening<>(type, key, value, before));
        }
    }
}
