package dev.tarn.jcache;

import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to an entry, in the cache's own objects.
 *
 * @param type what it was
 * @param key its key
 * @param value the value it has, or had last
 * @param before the value it had, or null
 */
record Happening<K, V>(
        EventType type, K key, V value, @Nullable V before) {}
