package dev.tarn.testing.chaos;

import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.WriteStatus;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache as the kit uses it. {@link #of} makes one of a Tarn cache; a cache of another make is fitted in by implementing this.
 *
 * <p>Thread-safe, and loading: what it does not have it gets from {@link ChaosEnvironment#loader}. What an implementation cannot do
 * throws {@link UnsupportedOperationException}, and the plan's mix leaves it out.
 */
public interface ChaosCache extends AutoCloseable {
    /**
     * Returns the value of a key.
     *
     * @param key the key
     */
    @Nullable
    String get(long key);

    /**
     * Returns the values of many keys.
     *
     * @param keys the keys
     */
    Map<Long, String> getAll(Collection<Long> keys);

    /**
     * Says that the value of a key has changed. The source has the new one already.
     *
     * @param key the key
     * @return whether the cache has told everybody, or will
     */
    WriteStatus invalidate(long key);

    /**
     * Says that the values of many keys have changed.
     *
     * @param keys the keys
     * @return whether the cache has told everybody, or will
     */
    WriteStatus invalidateAll(Collection<Long> keys);

    /**
     * Says that all values with a tag have changed.
     *
     * @param tag a tag of {@link ChaosEnvironment#tagOf}
     * @return whether the cache has told everybody, or will
     */
    WriteStatus invalidateTag(String tag);

    /**
     * Says that all values may have changed.
     *
     * @return whether the cache has told everybody, or will
     */
    WriteStatus clear();

    /**
     * Writes the new value of a key, with the key's tag. The source has it already.
     *
     * @param key the key
     * @param value the value
     * @return whether the cache has told everybody, or will
     */
    WriteStatus put(long key, String value);

    /** Closes the cache and all that {@link ChaosSubject#open} opened with it. */
    @Override
    void close();

    /**
     * Returns a view of a Tarn cache.
     *
     * @param cache the cache, with the environment's loader
     * @param closing closes the cache at the end, as a rule {@code tarn::close}
     */
    static ChaosCache of(LoadingCache<Long, String> cache, Runnable closing) {
        return new ChaosCache() {
            @Override
            public @Nullable String get(long key) {
                return cache.get(key);
            }

            @Override
            public Map<Long, String> getAll(Collection<Long> keys) {
                return cache.getAll(keys);
            }

            @Override
            public WriteStatus invalidate(long key) {
                return cache.invalidate(key);
            }

            @Override
            public WriteStatus invalidateAll(Collection<Long> keys) {
                return cache.invalidateAll(keys);
            }

            @Override
            public WriteStatus invalidateTag(String tag) {
                return cache.invalidateTag(tag);
            }

            @Override
            public WriteStatus clear() {
                return cache.clear();
            }

            @Override
            public WriteStatus put(long key, String value) {
                return cache.put(key, value, Options.tagged(ChaosEnvironment.tagOf(key)));
            }

            @Override
            public void close() {
                closing.run();
            }
        };
    }
}
