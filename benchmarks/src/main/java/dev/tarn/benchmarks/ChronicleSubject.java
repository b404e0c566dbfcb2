package dev.tarn.benchmarks;

import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.jspecify.annotations.Nullable;

/** Chronicle Map: no cache, for it evicts nothing, but what many use as one. */
final class ChronicleSubject implements OffHeapSubject {
    private static final String KEY = "user:profile:0000000000";
    private static final int VALUE = 550;

    private final ChronicleMap<String, byte[]> map;

    ChronicleSubject(int entries) {
        map = ChronicleMapBuilder.of(String.class, byte[].class)
                .name("offheap")
                .entries(entries)
                .averageKey(KEY)
                .averageValueSize(VALUE)
                .maxBloatFactor(2)
                .create();
    }

    @Override
    public @Nullable Object get(String key) {
        return map.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
        map.put(key, value);
    }

    @Override
    public long entries() {
        return map.longSize();
    }

    @Override
    public void close() {
        map.close();
    }
}
