package dev.tarn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.Eviction;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;
import org.jspecify.annotations.Nullable;

/** OHC, with memory for each entry or in chunks; evicts the least recently used. */
final class OhcSubject implements OffHeapSubject {
    private static final int SEGMENTS = 16;
    private static final int MOST_CHUNK = 1 << 20;
    private static final int CHUNKS_PER_SEGMENT = 8;

    private final OHCache<String, Object> cache;
    private final Values values = new Values();
    private final boolean chunked;

    OhcSubject(int entries, long bytes, boolean chunked) {
        OHCacheBuilder<String, Object> builder = OHCacheBuilder.<String, Object>newBuilder()
                .keySerializer(new Keys())
                .valueSerializer(values)
                .capacity(bytes)
                .segmentCount(SEGMENTS)
                .hashTableSize(Integer.highestOneBit(entries * 2 / SEGMENTS))
                .eviction(Eviction.LRU);
        this.chunked = chunked;
        int chunk = (int) Math.min(MOST_CHUNK, Long.highestOneBit(bytes / SEGMENTS / CHUNKS_PER_SEGMENT));
        this.cache = (chunked ? builder.chunkSize(chunk) : builder).build();
    }

    @Override
    public @Nullable Object get(String key) {
        return cache.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
        cache.put(key, value);
    }

    /** In chunks OHC hands out copies only. */
    @Override
    public boolean inPlace(boolean inPlace) {
        values.inPlace = inPlace && !chunked;
        return !inPlace || !chunked;
    }

    @Override
    public long entries() {
        return cache.size();
    }

    @Override
    public void close() {
        try {
            cache.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Keys implements CacheSerializer<String> {
        @Override
        public void serialize(String key, ByteBuffer target) {
            target.put(key.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public String deserialize(ByteBuffer source) {
            return StandardCharsets.ISO_8859_1.decode(source).toString();
        }

        @Override
        public int serializedSize(String key) {
            return key.length();
        }
    }

    private static final class Values implements CacheSerializer<Object> {
        boolean inPlace;

        @Override
        public void serialize(Object bytes, ByteBuffer target) {
            target.put((byte[]) bytes);
        }

        @Override
        public Object deserialize(ByteBuffer source) {
            return inPlace ? (Object) source.getLong(source.position()) : PlaceCodec.copy(source);
        }

        @Override
        public int serializedSize(Object bytes) {
            return ((byte[]) bytes).length;
        }
    }
}
