package dev.tarn.tiered;

import dev.tarn.spi.Clock;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was applied last to keys, tags and shards, in bounded space, for those who ask why a key is served as it is. A key has one place
 * in a table; another key that comes to the same place takes it. So what is not remembered is known not to have been later than what is
 * there. Thread-safe, lock-free; decides nothing.
 */
final class RecentChanges {
    static final int KEYS = 1 << 12;
    private static final int TAGS = 1 << 10;

    private final Clock clock;
    private final long since;
    private final AtomicReferenceArray<@Nullable Seen> keys = new AtomicReferenceArray<>(KEYS);
    private final AtomicReferenceArray<@Nullable Seen> tags = new AtomicReferenceArray<>(TAGS);
    private volatile @Nullable Seen newestTag;
    private final AtomicReferenceArray<@Nullable Seen> clears;
    private final AtomicReferenceArray<@Nullable Seen> resets;

    /**
     * A change that was applied here.
     *
     * @param name what was changed: a key, a tag, or the number of a shard
     * @param version its place in the log; 0 where it has none
     * @param nanos when it was applied
     */
    record Seen(Object name, long version, long nanos) {}

    RecentChanges(int shards, Clock clock) {
        this.clock = clock;
        this.since = clock.nanos();
        this.clears = new AtomicReferenceArray<>(shards);
        this.resets = new AtomicReferenceArray<>(shards);
    }

    /** Returns since when changes are remembered, on the clock of this process. */
    long since() {
        return since;
    }

    void key(Object key, long version) {
        keys.setRelease(place(key, KEYS), seen(key, version));
    }

    void tag(String tag, long version) {
        Seen seen = seen(tag, version);
        newestTag = seen;
        tags.setRelease(place(tag, TAGS), seen);
    }

    void clear(int shard, long version) {
        clears.setRelease(shard, seen(shard, version));
    }

    /** Notes a clear of this node's own that has no place in the log yet. */
    void clearAll() {
        for (int shard = 0; shard < clears.length(); shard++) {
            clear(shard, 0);
        }
    }

    /** Notes that what had happened to a shard could not be told. */
    void reset(int shard, long version) {
        resets.setRelease(shard, seen(shard, version));
    }

    /** Notes that everything was dropped because what had happened could not be told. */
    void resetAll() {
        for (int shard = 0; shard < resets.length(); shard++) {
            reset(shard, 0);
        }
    }

    /** Returns the last change at the place of a key: its own, or that of another one, before which its own must have been. */
    @Nullable
    Seen atPlaceOfKey(Object key) {
        return keys.get(place(key, KEYS));
    }

    /** Returns the last change at the place of a tag: its own, or that of another one. */
    @Nullable
    Seen atPlaceOfTag(String tag) {
        return tags.get(place(tag, TAGS));
    }

    /** Returns the last change of any tag. */
    @Nullable
    Seen newestTag() {
        return newestTag;
    }

    @Nullable
    Seen clearOf(int shard) {
        return clears.get(shard);
    }

    @Nullable
    Seen resetOf(int shard) {
        return resets.get(shard);
    }

    private Seen seen(Object name, long version) {
        return new Seen(name, version, clock.nanos());
    }

    private static int place(Object name, int places) {
        int hash = name.hashCode() * 0x9E3779B9;
        return (hash ^ (hash >>> 16)) & (places - 1);
    }
}
