package dev.tarn.lab;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models a remote tier: what was used last longest ago goes first. For one thread. */
final class LruModel {
    private record Held(int size, long bornMillis) {}

    private final Map<Integer, Held> entries = new LinkedHashMap<>(1 << 10, 0.75F, true);
    private final long capacity;
    private final boolean bytes;
    private final long lifeMillis;
    private long used;

    /**
     * Creates an empty one.
     *
     * @param capacity so many entries or bytes
     * @param bytes which of both
     * @param life how long entries live, or null for ever
     */
    LruModel(long capacity, boolean bytes, @Nullable Duration life) {
        this.capacity = capacity;
        this.bytes = bytes;
        this.lifeMillis = life == null ? Long.MAX_VALUE : life.toMillis();
    }

    /** Looks a key up, and puts it in if it is not there; returns whether it was. */
    boolean access(int key, int size, long nowMillis) {
        Held held = entries.get(key);
        if (held != null && nowMillis - held.bornMillis < lifeMillis) {
            return true;
        }
        int weight = bytes ? size : 1;
        used += weight - (held == null ? 0 : held.size);
        entries.put(key, new Held(weight, nowMillis));
        Iterator<Held> eldest = entries.values().iterator();
        while (used > capacity) {
            used -= eldest.next().size;
            eldest.remove();
        }
        return false;
    }
}
