package dev.tarn.console;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Remembers the biggest entries that were written lately, in bounded space. Thread-safe; a small entry costs one comparison. */
final class Biggest {
    static final int SIZE = 16;

    private final Map<ByteBuffer, Integer> sizes = new HashMap<>();
    /** What an entry must exceed to be remembered. */
    private volatile int bar;

    /**
     * A big entry.
     *
     * @param key the encoded key
     * @param bytes its size
     */
    record Big(ByteBuffer key, int bytes) {}

    void add(byte[] key, int bytes) {
        if (bytes > bar) {
            remember(ByteBuffer.wrap(key), bytes);
        }
    }

    private synchronized void remember(ByteBuffer key, int bytes) {
        sizes.put(key, bytes);
        if (sizes.size() > SIZE) {
            sizes.remove(smallest());
            bar = Objects.requireNonNull(sizes.get(smallest()));
        }
    }

    private ByteBuffer smallest() {
        return sizes.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Returns them, the biggest first. */
    synchronized List<Big> top(int most) {
        return sizes.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<ByteBuffer, Integer> entry) -> entry.getValue())
                        .reversed())
                .limit(most)
                .map(entry -> new Big(entry.getKey(), entry.getValue()))
                .toList();
    }
}
