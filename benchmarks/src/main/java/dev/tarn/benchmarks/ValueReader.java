package dev.tarn.benchmarks;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads bytes from Redis, each rival in its own way and under its own keys. Thread-safe. */
interface ValueReader extends AutoCloseable {
    String name();

    /** Stores what will be read. */
    void fill(Map<String, byte[]> values);

    /** Reads one value; null if it is not there. Blocks. */
    byte @Nullable [] read(String key);

    /** Returns how many of the keys have a value, all of which were read. Blocks. */
    int readAll(Collection<String> keys);

    @Override
    void close();
}
