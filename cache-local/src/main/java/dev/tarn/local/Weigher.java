package dev.tarn.local;

/**
 * Weighs a value for the bound of the heap tier. Must be thread-safe, quick, and give the same weight for the same value.
 *
 * <p>It is called once when a value is stored, while the key is locked: it must not call the cache. What changes in a mutable value
 * afterwards is not seen. Absences weigh one and are not asked about.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface Weigher<K, V> {
    /**
     * Weighs a value.
     *
     * @param key the key
     * @param value the value
     * @return the weight in the unit of the bound, zero or more. If it is negative, or an exception is thrown, the heap tier does not
     *     hold the value and logs why
     */
    int weigh(K key, V value);
}
