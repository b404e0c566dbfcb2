package dev.tarn.invalidation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the remote tier or the bus did not take, so that it is repeated, and so that this node does not read its own past out of
 * the remote tier meanwhile. Only invalidations are kept, never values: they can be repeated in any order, any number of times.
 *
 * <p>Bounded: above {@value #MOST_KEYS} keys or {@value #MOST_TAGS} tags they are replaced by one clear. Thread-safe.
 *
 * @param <K> the type of the keys
 */
public final class Pending<K> {
    static final int MOST_KEYS = 100_000;
    static final int MOST_TAGS = 10_000;
    private static final long NOTHING = 0;

    private final Map<K, Mark> keys = new ConcurrentHashMap<>();
    private final Map<String, Long> tags = new ConcurrentHashMap<>();
    private final AtomicLong marks = new AtomicLong();
    private final AtomicLong clearMark = new AtomicLong(NOTHING);

    /** When a key was marked, and whether this node holds the value that it was given then. */
    private record Mark(long number, boolean isKept) {}

    /** Creates what holds nothing. */
    public Pending() {}

    /**
     * A tag with the mark it had when it was read; it is forgotten only if it was not marked anew.
     *
     * @param tag the tag
     * @param mark its mark
     */
    public record MarkedTag(String tag, long mark) {}

    /**
     * Marks a key, also beside a clear that is pending: that one may be on its way already.
     *
     * @param key the key
     */
    public void addKey(K key) {
        add(key, false);
    }

    /**
     * Marks a key that was given a value which this node holds, and nobody else.
     *
     * @param key the key
     */
    public void addKeptKey(K key) {
        add(key, true);
    }

    private void add(K key, boolean isKept) {
        keys.put(key, new Mark(marks.incrementAndGet(), isKept));
        if (keys.size() > MOST_KEYS) {
            addClear();
        }
    }

    /**
     * Marks a tag.
     *
     * @param tag the tag
     */
    public void addTag(String tag) {
        tags.put(tag, marks.incrementAndGet());
        if (tags.size() > MOST_TAGS) {
            addClear();
        }
    }

    /** Marks a clear, which stands for all that was marked before. */
    public void addClear() {
        long mark = marks.incrementAndGet();
        clearMark.set(mark);
        keys.values().removeIf(older -> older.number() < mark);
        tags.values().removeIf(older -> older < mark);
    }

    /**
     * Tells whether a read of the key must go past the remote tier.
     *
     * @param key the key
     */
    public boolean concerns(K key) {
        return !isEmpty() && (clearMark.get() != NOTHING || !tags.isEmpty() || keys.containsKey(key));
    }

    /**
     * Tells whether a value waits that the key was given: then what this node holds of the key is all there is of it.
     *
     * @param key the key
     */
    public boolean isKept(K key) {
        Mark mark = keys.get(key);
        return mark != null && mark.isKept();
    }

    /** Tells whether the remote tier has taken everything. */
    public boolean isEmpty() {
        return keys.isEmpty() && clearMark.get() == NOTHING && tags.isEmpty();
    }

    /** Returns the number of keys, tags and clears that wait. */
    public long size() {
        return (long) keys.size() + tags.size() + (clearMark.get() == NOTHING ? 0 : 1);
    }

    /** Returns the mark of the clear that is to be repeated, or 0. */
    public long clearMark() {
        return clearMark.get();
    }

    /** Returns a tag that is to be repeated, or null. */
    public @Nullable MarkedTag tag() {
        for (Map.Entry<String, Long> tag : tags.entrySet()) {
            return new MarkedTag(tag.getKey(), tag.getValue());
        }
        return null;
    }

    /**
     * Returns keys that are to be repeated.
     *
     * @param most the most to return
     */
    public List<K> keys(int most) {
        return keys.keySet().stream().limit(most).toList();
    }

    /** Returns the newest mark; what is taken by the remote tier from now on overtakes all up to it. */
    public long newest() {
        return marks.get();
    }

    /**
     * Forgets a key because a later change of it was taken.
     *
     * @param key the key
     * @param upTo the newest mark that was there before that change
     */
    public void keyOvertaken(K key, long upTo) {
        if (!keys.isEmpty()) {
            keys.computeIfPresent(key, (same, mark) -> mark.number() <= upTo ? null : mark);
        }
    }

    /**
     * Forgets a tag that was taken.
     *
     * @param done the tag
     */
    public void tagDone(MarkedTag done) {
        tags.remove(done.tag(), done.mark());
    }

    /**
     * Forgets a clear that was taken.
     *
     * @param mark the mark it had
     */
    public void clearDone(long mark) {
        clearMark.compareAndSet(mark, NOTHING);
    }
}
