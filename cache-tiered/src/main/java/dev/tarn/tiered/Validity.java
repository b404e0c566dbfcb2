package dev.tarn.tiered;

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
 */
final class Validity {
    /** More tags than this for a shard are replaced by one clear, so that memory is bounded. */
    static final int MOST_TAGS = 10_000;

    private final AtomicLongArray suspectBelow;
    private final AtomicLongArray floors;
    private final List<Map<String, Long>> tags;

    Validity(int shards) {
        suspectBelow = new AtomicLongArray(shards);
        floors = new AtomicLongArray(shards);
        tags = IntStream.range(0, shards)
                .<Map<String, Long>>mapToObj(shard -> new ConcurrentHashMap<>())
                .toList();
    }

    /** The way of every hit. False means no more than that {@link #isValid} must be asked. */
    boolean isBeyondDoubt(Entry<?> entry) {
        return entry.version() >= suspectBelow.get(entry.shard());
    }

    boolean isValid(Entry<?> entry) {
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

    /** Notes a clear; returns whether it is news. */
    boolean clear(int shard, long stamp) {
        boolean news = floors.getAndAccumulate(shard, stamp, Math::max) < stamp;
        suspectBelow.accumulateAndGet(shard, stamp, Math::max);
        return news;
    }

    /** Notes the invalidation of a tag; returns whether it is news. */
    boolean tag(int shard, String tag, long stamp) {
        Long known = tags.get(shard).get(tag);
        tags.get(shard).merge(tag, stamp, Math::max);
        suspectBelow.accumulateAndGet(shard, stamp, Math::max);
        if (tags.get(shard).size() > MOST_TAGS) {
            clear(shard, suspectBelow.get(shard));
            tags.get(shard).clear();
        }
        return known == null || known < stamp;
    }

    /** Forgets what was known of a shard whose log began anew. */
    void reset(int shard) {
        floors.set(shard, 0);
        tags.get(shard).clear();
        suspectBelow.set(shard, 0);
    }
}
