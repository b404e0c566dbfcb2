package dev.tarn.benchmarks;

import java.nio.ByteBuffer;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.Eviction;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;

/** OHC with its W-TinyLFU, filled with values of given sizes. */
final class OhcHits implements HitCounter, AutoCloseable {
    private final OHCache<Integer, Integer> cache;

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
