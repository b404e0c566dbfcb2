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

    /**
     * Opens a store that holds about a number of entries of one size and not more: found out by filling others. Memory is taken a region at a time, of which the index needs a part, so not
     * every size of entries comes close; some are tried.
     */
    static OffHeapHits ofEntries(int entries) {
        int most = entries < 500 ? 1 : Math.min(128, entries / 17);
        Fit best = Fit.of(entries, most);
        for (int perRegion = most - 1; perRegion > most * 3 / 4 && !best.isClose(entries); perRegion--) {
            Fit other = Fit.of(entries, perRegion);
            best = other.held > best.held ? other : best;
        }
        return new OffHeapHits(tier(best.bytes, best.value), best.value);
    }

    /**
     * The largest budget with which not more than a number of entries are held.
     *
     * @param value the size of values
     * @param held how many entries are held in fact
     */
    private record Fit(int value, long bytes, long held) {
        private static final int TOLERATED = 200;

        /** Finds it for entries of which so many share a region. */
        static Fit of(int entries, int perRegion) {
            int value = REGION / perRegion - BESIDE;
            long least = Math.max(LEAST_BUDGET, (long) entries / perRegion * REGION + (long) entries * INDEX_BESIDE);
            long step = Math.max(1 << 12, least / 2048);
            long bytes = least;
            long held = filled(bytes, value, entries);
            for (long more = filled(bytes + step, value, entries);
                    more <= entries;
                    more = filled(bytes + step, value, entries)) {
                bytes += step;
                held = more;
            }
            return new Fit(value, bytes, held > entries ? 0 : held);
        }

        boolean isClose(int entries) {
            return held >= entries - entries / TOLERATED;
        }
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
