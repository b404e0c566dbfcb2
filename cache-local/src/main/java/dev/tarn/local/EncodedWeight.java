package dev.tarn.local;

import dev.tarn.spi.Codec;

/**
 * Weighs an entry by its encoded size.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class EncodedWeight<K, V> implements Weigher<K, V> {
    /**
     * What an entry costs beside its key and value: the entry object, the map's node and table slot, headers of key and value. About
     * 180 bytes in fact, for 500,000 entries of a number and an array in a heap with compressed pointers.
     */
    static final int OVERHEAD = 192;

    private final Codec<K> keys;
    private final Codec<V> values;

    EncodedWeight(Codec<K> keys, Codec<V> values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public int weigh(K key, V value) {
        long bytes = OVERHEAD + (long) keys.encode(key).length + values.encode(value).length;
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }
}
