package dev.tarn.invalidation;

import dev.tarn.spi.Entry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Judges in constant time whether an entry was voided by a clear or by a tag.
 *
 * <p>Each shard of the log has a floor (the last clear) and the last position of each tag that was invalidated. Beside them stands one
 * number, {@code suspectBelow}: the newer of the floor and the newest tag position. A hit compares its version with that number and is
 * done; only entries from before the last clear or tag are looked at more closely.
 *
 * <p>Thread-safe, lock-free.
 */
public final class Validity {
    /** More tags than this for a shard are replaced by one clear, so that memory is bounded. */
    public static final int MOST_TAGS = 10_000;

    private final AtomicLongArray suspectBelow;
    private final AtomicLongArray floors;
    private final List<Map<String, Long>> tags;

    /**
     * Creates what has seen neither clear nor tag.
     *
     * @param shards the number of shards
     */
    public Validity(int shards) {
        suspectBelow = new AtomicLongArray(shards);
        floors = new AtomicLongArray(shards);
        tags = IntStream.range(0, shards)
                .<Map<String, Long>>mapToObj(shard -> new ConcurrentHashMap<>())
                .toList();
    }

    /** The way of every hit. False means no more than that {@link #isValid} must be asked. */
    private boolean isBeyondDoubt(Entry<?> entry) {
        return entry.version() >= suspectBelow.get(entry.shard());
    }

    /**
     * Tells whether an entry was voided neither by a clear nor by one of its tags.
     *
     * @param entry the entry
     */
    public boolean isValid(Entry<?> entry) {
        if (isBeyondDoubt(entry)) {
            return true;
        }
        // the tags before the floor: where there are too many tags they become a floor, which is raised before they are
        // forgotten
        int shard = entry.shard();
        return !isVoidedByTag(entry, tags.get(shard)) && entry.version() >= floors.get(shard);
    }

    private static boolean isVoidedByTag(Entry<?> entry, Map<String, Long> positions) {
        if (!entry.traits().isTagged() || positions.isEmpty()) {
            return false;
        }
        for (String tag : entry.traits().tags()) {
            Long position = positions.get(tag);
            if (position != null && entry.version() < position) {
                return true;
            }
        }
        return false;
    }

    /**
     * Notes a clear.
     *
     * @param shard the shard of the log
     * @param stamp the place of the clear in the log
     * @return whether it is news
     */
    public boolean clear(int shard, long stamp) {
        boolean news = floors.getAndAccumulate(shard, stamp, Math::max) < stamp;
        suspectBelow.accumulateAndGet(shard, stamp, Math::max);
        return news;
    }

    /**
     * Notes the invalidation of a tag.
     *
     * @param shard the shard of the log
     * @param tag the tag
     * @param stamp the place of the invalidation in the log
     * @return whether it is news
     */
    public boolean tag(int shard, String tag, long stamp) {
        Long known = tags.get(shard).get(tag);
        tags.get(shard).merge(tag, stamp, Math::max);
        suspectBelow.accumulateAndGet(shard, stamp, Math::max);
        if (tags.get(shard).size() > MOST_TAGS) {
            clear(shard, suspectBelow.get(shard));
            tags.get(shard).clear();
        }
        return known == null || known < stamp;
    }

    /**
     * Forgets the past of a shard whose past is void.
     *
     * @param shard the shard of the log
     * @param floor void is what is labelled below this stamp; 0 for nothing
     */
    public void reset(int shard, long floor) {
        floors.set(shard, floor);
        tags.get(shard).clear();
        suspectBelow.set(shard, floor);
    }
}
