package dev.tarn.benchmarks;

import java.nio.ByteBuffer;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.Eviction;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;

/**
 * OHC with its W-TinyLFU, filled with values of given sizes.
 *
 * <p>With W-TinyLFU OHC holds more than its capacity: by its own count 2,512,746 bytes of 1,048,576 where large entries are popular. So it is told
 * less than the budget, until it keeps to that.
 */
final class OhcHits implements HitCounter, AutoCloseable {
    private static final int TRIES = 12;
    /** Within so much of the budget it is near enough. */
    private static final double NEAR = 0.97;

    private final OHCache<Integer, Integer> cache;
    private long most;

    /** Returns how many of a hundred accesses are hits while no more than a budget is held. */
    static double percentWithin(long budget, Accesses accesses) {
        double percent = 0;
        long least = 0;
        long capacity = budget;
        long greatest = budget;
        for (int i = 0; i < TRIES && least < greatest * NEAR; i++) {
            try (OhcHits cache = new OhcHits(capacity)) {
                double tried = accesses.percent(cache);
                if (cache.most > budget) {
                    greatest = capacity;
                } else {
                    least = capacity;
                    percent = Math.max(percent, tried);
                }
                capacity = least == budget ? budget : (least + greatest) / 2;
            }
        }
        return percent;
    }

    /** Opens a cache; OHC counts towards the capacity what entries take, and nothing else. */
    OhcHits(long bytes) {
        this.cache = OHCacheBuilder.<Integer, Integer>newBuilder()
                .keySerializer(new Keys())
                .valueSerializer(new Values())
                .capacity(bytes)
                .segmentCount(1)
                .eviction(Eviction.W_TINY_LFU)
                .build();
    }

    @Override
    public boolean access(int key, int size) {
        boolean hit = cache.get(key) != null;
        if (!hit) {
            cache.put(key, size);
            most = Math.max(most, cache.memUsed());
        }
        return hit;
    }

    @Override
    public void close() {
        try {
            cache.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Keys implements CacheSerializer<Integer> {
        @Override
        public void serialize(Integer key, ByteBuffer target) {
            target.putInt(key);
        }

        @Override
        public Integer deserialize(ByteBuffer source) {
            return source.getInt();
        }

        @Override
        public int serializedSize(Integer key) {
            return Integer.BYTES;
        }
    }

    /** Writes nothing: the memory is as good as any. */
    private static final class Values implements CacheSerializer<Integer> {
        @Override
        public void serialize(Integer size, ByteBuffer target) {
            target.position(target.position() + size);
        }

        @Override
        public Integer deserialize(ByteBuffer source) {
            return source.remaining();
        }

        @Override
        public int serializedSize(Integer size) {
            return size;
        }
    }
}
