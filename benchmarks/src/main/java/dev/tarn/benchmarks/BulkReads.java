package dev.tarn.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a reader take part in a {@link ReadRound}: each read is of a key, or of that key and those that follow it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BulkReads(ValueReader reader, String[] keys, Map<String, Integer> places, int bulk)
        implements RemoteRival<Object> {
    /**
     * Prepares reads.
     *
     * @param bulk how many keys a call reads; 0 for a single read
     */
    static BulkReads of(ValueReader reader, String[] keys, int bulk) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            places.put(keys[i], i);
        }
        return new BulkReads(reader, keys, places, bulk);
    }

    @Override
    public String name() {
        return reader.name();
    }

    @Override
    public void fill(Map<String, Object> values) {}

    @Override
    public @Nullable Object read(String key) {
        if (bulk == 0) {
            return reader.read(key);
        }
        int first = places.getOrDefault(key, 0);
        List<String> some = new ArrayList<>(bulk);
        for (int i = 0; i < bulk; i++) {
            some.add(keys[(first + i) % keys.length]);
        }
        return reader.readAll(some) == bulk ? key : null;
    }

    @Override
    public String remarks() {
        return "";
    }

    @Override
    public void close() {
        reader.close();
    }
}
