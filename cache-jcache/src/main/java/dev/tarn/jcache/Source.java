package dev.tarn.jcache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the application's loader and writer where the configuration lets it, and gives their failures the type that the specification
 * wants.
 *
 * @param loader loads, or null
 * @param readsThrough whether reads load what is not held
 * @param writer writes, or null where changes are not written through
 */
record Source<K, V>(
        @Nullable CacheLoader<K, V> loader,
        boolean readsThrough,
        @Nullable CacheWriter<? super K, ? super V> writer) {

    /** Returns what the loader has for the key; null if there is no loader, or it has nothing. */
    @Nullable
    V load(K key) {
        CacheLoader<K, V> own = loader;
        return own == null ? null : loading(() -> own.load(key));
    }

    /** Returns what the loader has for the keys, without what it has not. */
    Map<K, V> loadAll(Set<? extends K> keys) {
        CacheLoader<K, V> own = loader;
        if (own == null || keys.isEmpty()) {
            return Map.of();
        }
        Map<K, V> loaded = loading(() -> own.loadAll(keys));
        Map<K, V> known = new LinkedHashMap<>();
        if (loaded != null) {
            loaded.forEach((key, value) -> {
                if (key != null && value != null) {
                    known.put(key, value);
                }
            });
        }
        return known;
    }

    boolean loadsOnRead() {
        return readsThrough && loader != null;
    }

    void write(K key, V value) {
        CacheWriter<? super K, ? super V> own = writer;
        if (own != null) {
            CacheWriterException failure = writing(() -> own.write(new ShownEntry<>(key, value)));
            if (failure != null) {
                throw failure;
            }
        }
    }

    void delete(K key) {
        CacheWriter<? super K, ? super V> own = writer;
        if (own != null) {
            CacheWriterException failure = writing(() -> own.delete(key));
            if (failure != null) {
                throw failure;
            }
        }
    }

    /**
     * Writes entries, and leaves those in {@code entries} that were not written.
     *
     * @return the failure, or null
     */
    @SuppressWarnings(
            "unchecked") // the writer takes entries of the types it was declared with, which are wider than ours
    @Nullable
    CacheWriterException writeAll(Map<K, V> entries) {
        CacheWriter<K, V> own = (CacheWriter<K, V>) writer;
        if (own == null || entries.isEmpty()) {
            entries.clear();
            return null;
        }
        Collection<Cache.Entry<? extends K, ? extends V>> open = new ArrayList<>();
        entries.forEach((key, value) -> open.add(new ShownEntry<>(key, value)));
        CacheWriterException failure = writing(() -> own.writeAll(open));
        entries.clear();
        if (failure != null) {
            open.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        }
        return failure;
    }

    /**
     * Deletes keys, and leaves those in {@code keys} that were not deleted.
     *
     * @return the failure, or null
     */
    @Nullable
    CacheWriterException deleteAll(Set<K> keys) {
        CacheWriter<? super K, ? super V> own = writer;
        if (own == null || keys.isEmpty()) {
            keys.clear();
            return null;
        }
        List<Object> open = new ArrayList<>(keys);
        CacheWriterException failure = writing(() -> own.deleteAll(open));
        if (failure == null) {
            keys.clear();
        } else {
            keys.retainAll(open);
        }
        return failure;
    }

    private static <T extends @Nullable Object> T loading(Supplier<T> load) {
        try {
            return load.get();
        } catch (CacheLoaderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheLoaderException("the loader failed", e);
        }
    }

    private static @Nullable CacheWriterException writing(Runnable write) {
        try {
            write.run();
            return null;
        } catch (CacheWriterException e) {
            return e;
        } catch (RuntimeException e) {
            return new CacheWriterException("the writer failed", e);
        }
    }
}
