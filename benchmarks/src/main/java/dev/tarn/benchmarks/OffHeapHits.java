package dev.tarn.benchmarks;

import dev.tarn.RemovalCause;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory.CodecSource;
import dev.tarn.spi.LocalStoreFactory.Context;
import dev.tarn.spi.LocalStoreFactory.RemovalObserver;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** The off-heap store, filled with values of given sizes. */
final class OffHeapHits implements HitCounter, AutoCloseable {
    private static final int REGION = 1 << 16;
    /** What an entry takes beside its value here, and what a region takes beside its entries. */
    private static final int BESIDE = 20;

    private static final int INDEX_BESIDE = 10;
    private static final int LEAST_BUDGET = 1 << 20;

    private final LocalStore<Integer, Integer> store;
    /** The size of each value; 0 if they have their own. */
    private final int unit;

    private final long now = Clock.system().nanos();

    private OffHeapHits(OffHeap tier, int unit) {
        this.store = tier.open(context());
        this.unit = unit;
    }

    /** Opens a store for entries of different sizes that takes a number of bytes for everything. */
    static OffHeapHits ofBytes(long bytes) {
        return new OffHeapHits(OffHeap.maximumBytes(bytes).maximumEntryBytes(1 << 15), 0);
    }

    /** Opens a store that holds about a number of entries of one size and not more: found out by filling others. */
    static OffHeapHits ofEntries(int entries) {
        int perRegion = perRegion(entries);
        int value = REGION / perRegion - BESIDE;
        long least = Math.max(LEAST_BUDGET, (long) entries / perRegion * REGION + (long) entries * INDEX_BESIDE);
        long step = Math.max(1 << 12, least / 2048);
        long bytes = least;
        while (filled(bytes + step, value, entries) <= entries) {
            bytes += step;
        }
        return new OffHeapHits(tier(bytes, value), value);
    }

    /** Returns how many entries of one size share a region: so many that the regions together hold the right number. */
    private static int perRegion(int entries) {
        if (entries < 500) {
            return 1;
        }
        int most = Math.min(128, entries / 17);
        int best = most;
        for (int perRegion = most; perRegion > most * 3 / 4; perRegion--) {
            best = entries % perRegion < entries % best ? perRegion : best;
        }
        return best;
    }

    private static OffHeap tier(long bytes, int value) {
        return OffHeap.maximumBytes(bytes).maximumEntryBytes(value + BESIDE);
    }

    private static long filled(long bytes, int value, int entries) {
        try (OffHeapHits trial = new OffHeapHits(tier(bytes, value), value)) {
            for (int key = 0; key < 2 * entries; key++) {
                trial.put(key, value);
            }
            return trial.entries();
        }
    }

    long entries() {
        return store.size();
    }

    @Override
    public boolean access(int key, int size) {
        boolean hit = store.get(key) != null;
        if (!hit) {
            put(key, unit == 0 ? size : unit);
        }
        return hit;
    }

    private void put(int key, int size) {
        Entry<Integer> entry = new Entry<>(size, 1, now, now, now, now, Traits.NONE);
        store.put(key, entry, LocalStore.Guard.ALWAYS);
    }

    @Override
    public void close() {
        store.close();
    }

    private static Context<Integer, Integer> context() {
        Codec<Integer> keys =
                codec(key -> ByteBuffer.allocate(Integer.BYTES).putInt(key).array(), ByteBuffer::getInt);
        Codec<Integer> values = codec(byte[]::new, ByteBuffer::remaining);
        RemovalObserver<Integer, Integer> nobody = new RemovalObserver<>() {
            @Override
            public void onRemoval(Integer key, Entry<Integer> entry, RemovalCause cause) {}

            @Override
            public boolean isWatched() {
                return false;
            }
        };
        return new Context<>("hits", Integer.class, Integer.class, new Codecs(keys, values), Clock.system(), nobody);
    }

    private record Codecs(Codec<Integer> keys, Codec<Integer> values) implements CodecSource<Integer, Integer> {
        @Override
        public EntryCodec<Integer> entries() {
            throw new UnsupportedOperationException("nothing is framed");
        }
    }

    private static Codec<Integer> codec(Function<Integer, byte[]> encoder, Function<ByteBuffer, Integer> decoder) {
        return new Codec<>() {
            @Override
            public int id() {
                return 64;
            }

            @Override
            public int fingerprint() {
                return 1;
            }

            @Override
            public byte[] encode(Integer number) {
                return encoder.apply(number);
            }

            @Override
            public Integer decode(ByteBuffer bytes) {
                return decoder.apply(bytes);
            }
        };
    }
}
