package dev.tarn.benchmarks;

import org.jspecify.annotations.Nullable;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

/** MapDB's hash map in direct memory. */
final class MapDbSubject implements OffHeapSubject {
    private final DB db = DBMaker.memoryDirectDB().make();
    private final HTreeMap<String, byte[]> map = db.hashMap("offheap", Serializer.STRING, Serializer.BYTE_ARRAY)
            .counterEnable()
            .create();

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
        return map.sizeLong();
    }

    @Override
    public void close() {
        db.close();
    }
}
