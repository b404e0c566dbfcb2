package dev.tarn.jcache;

import javax.cache.Cache;

/**
 * An entry as it was when it was shown.
 *
 * @param getKey its key
 * @param getValue its value
 */
record ShownEntry<K, V>(K getKey, V getValue) implements Cache.Entry<K, V> {
    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an entry is no " + type.getName());
    }
}
