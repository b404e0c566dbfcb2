package dev.tarn.benchmarks;

import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.jspecify.annotations.Nullable;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

/**
 * A map outside the heap: no cache, for it evicts nothing, but what many use as one.
 *
 * @param map the map
 * @param size tells the number of entries
 * @param closing closes the map and what it belongs to
 */
record MapSubject(ConcurrentMap<String, byte[]> map, LongSupplier size, Runnable closing) implements OffHeapSubject {
    private static final String KEY = "user:profile:0000000000";
    private static final int VALUE = 550;

    /** Opens Chronicle Map. */
    static MapSubject chronicle(int entries) {
        ChronicleMap<String, byte[]> map = ChronicleMapBuilder.of(String.class, byte[].class)
                .name("offheap")
                .entries(entries)
                .averageKey(KEY)
                .averageValueSize(VALUE)
                .maxBloatFactor(2)
                .create();
        return new MapSubject(map, map::longSize, map::close);
    }

    /** Opens MapDB's hash map in direct memory. */
    static MapSubject mapDb() {
        DB db = DBMaker.memoryDirectDB().make();
        HTreeMap<String, byte[]> map = db.hashMap("offheap", Serializer.STRING, Serializer.BYTE_ARRAY)
                .counterEnable()
                .create();
        return new MapSubject(map, map::sizeLong, db::close);
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
        return size.getAsLong();
    }

    @Override
    public void close() {
        closing.run();
    }
}
