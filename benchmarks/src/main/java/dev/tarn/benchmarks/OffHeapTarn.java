package dev.tarn.benchmarks;

import dev.tarn.Cache;
import dev.tarn.RemovalCause;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.CodecProvider;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory.CodecSource;
import dev.tarn.spi.LocalStoreFactory.Context;
import dev.tarn.spi.LocalStoreFactory.RemovalObserver;
import dev.tarn.spi.Traits;
import dev.tarn.tiered.Tarn;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Tarn's off-heap tier, in a cache or by itself. */
abstract class OffHeapTarn implements OffHeapSubject {
    final PlaceCodec codec = new PlaceCodec();

    static OffHeapSubject ofCache(long bytes) {
        return new InCache(bytes);
    }

    static OffHeapSubject ofStore(long bytes) {
        return new Store(bytes);
    }

    /** Opens the tier itself. */
    static LocalStore<String, Object> newStore(long bytes, Codec<Object> values) {
        Codec<String> keys = ServiceLoader.load(CodecProvider.class)
                .findFirst()
                .orElseThrow()
                .keys(String.class);
        return OffHeap.maximumBytes(bytes)
                .open(new Context<>(
                        "store", String.class, Object.class, new Codecs(keys, values), Clock.system(), NOBODY));
    }

    @Override
    public boolean inPlace(boolean inPlace) {
        codec.inPlace = inPlace;
        return true;
    }

    private static final class InCache extends OffHeapTarn {
        private final Tarn tarn = Tarn.builder().build();
        private final Cache<String, Object> cache;

        InCache(long bytes) {
            cache = tarn.cache("offheap", String.class, Object.class)
                    .offHeap(OffHeap.maximumBytes(bytes))
                    .codec(codec)
                    .build();
        }

        @Override
        public @Nullable Object get(String key) {
            return cache.getIfPresent(key);
        }

        @Override
        public void put(String key, byte[] value) {
            cache.put(key, value);
        }

        @Override
        public long entries() {
            return cache.stats().tier("offheap").orElseThrow().entries();
        }

        @Override
        public void close() {
            tarn.close();
        }
    }

    private static final class Store extends OffHeapTarn {
        private final LocalStore<String, Object> store;
        private final long now = Clock.system().nanos();

        Store(long bytes) {
            store = newStore(bytes, codec);
        }

        @Override
        public @Nullable Object get(String key) {
            Entry<Object> entry = store.get(key);
            return entry == null ? null : entry.value();
        }

        @Override
        public void put(String key, byte[] value) {
            long end = now + Entry.MAX_LIFE_NANOS;
            store.put(key, new Entry<>(value, 1, now, end, end, end, Traits.NONE), LocalStore.Guard.ALWAYS);
        }

        @Override
        public long entries() {
            return store.size();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private record Codecs(Codec<String> keys, Codec<Object> values) implements CodecSource<String, Object> {
        @Override
        public EntryCodec<Object> entries() {
            throw new UnsupportedOperationException("nothing is framed");
        }
    }

    private static final RemovalObserver<String, Object> NOBODY = new RemovalObserver<>() {
        @Override
        public void onRemoval(String key, Entry<Object> entry, RemovalCause cause) {}

        @Override
        public boolean isWatched() {
            return false;
        }
    };
}
