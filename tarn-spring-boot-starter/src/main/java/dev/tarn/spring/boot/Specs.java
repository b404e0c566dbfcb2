package dev.tarn.spring.boot;

import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.Codec;
import dev.tarn.spring.CacheSpec;
import dev.tarn.spring.boot.TarnProperties.Cache;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns properties into specifications: what a cache does not say, the defaults do.
 *
 * @param remotes the names of the remote tiers that there are beside that of all caches
 * @param codecs the codecs that are beans, by their names
 */
record Specs(Cache defaults, Set<String> remotes, Map<String, Codec<?>> codecs) {
    CacheSpec ofDefaults() {
        return said("tarn.defaults", defaults);
    }

    /**
     * Returns the specification of a cache.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    CacheSpec of(String cache, Cache own) {
        return said("tarn.caches." + cache, own);
    }

    private CacheSpec said(String prefix, Cache own) {
        CacheSpec spec = CacheSpec.defaults();
        spec = with(spec, own, Cache::ttl, CacheSpec::expireAfterWrite);
        spec = with(spec, own, Cache::staleFor, CacheSpec::staleFor);
        spec = with(spec, own, Cache::absentTtl, CacheSpec::absentFor);
        spec = with(spec, own, Cache::nullValues, (s, takes) -> takes ? s : s.refuseNullValues());
        spec = with(spec, own, Cache::jitter, CacheSpec::jitter);
        spec = with(spec, own, Cache::refreshAhead, CacheSpec::refreshAhead);
        spec = with(spec, own, Cache::codec, (s, codec) -> s.codec(codec(prefix, codec)));
        spec = with(spec, own, Cache::heapEntries, (s, entries) -> s.heap(Heap.maximumEntries(entries)));
        spec = with(spec, own, Cache::offHeap, (s, size) -> s.offHeap(OffHeap.maximumBytes(size.toBytes())));
        spec = with(spec, own, Cache::remote, (s, remote) -> remote(prefix, s, remote));
        spec = with(spec, own, Cache::maximumStaleness, CacheSpec::maximumStaleness);
        spec = with(spec, own, Cache::loadLease, CacheSpec::loadLease);
        spec = with(spec, own, Cache::allow, (s, types) -> s.allow(types.toArray(Class<?>[]::new)));
        return types(spec, own);
    }

    private CacheSpec remote(String prefix, CacheSpec spec, String remote) {
        if (remote.equals("true")) {
            return spec;
        }
        if (remote.equals("false")) {
            return spec.localOnly();
        }
        if (!remotes.contains(remote)) {
            throw new IllegalArgumentException(prefix + ".remote is '" + remote
                    + "': it must be true, false or the name of one of tarn.remotes, which are "
                    + new TreeSet<>(remotes));
        }
        return spec.remote(remote);
    }

    private Codec<?> codec(String prefix, String name) {
        Codec<?> codec = codecs.get(name);
        if (codec == null) {
            throw new IllegalArgumentException(prefix + ".codec is '" + name
                    + "': it must be the name of a bean that is a dev.tarn.spi.Codec, which are "
                    + new TreeSet<>(codecs.keySet()));
        }
        return codec;
    }

    private CacheSpec types(CacheSpec spec, Cache own) {
        Class<?> key = own.keyType();
        Class<?> value = own.valueType();
        if (key == null && value == null) {
            return spec;
        }
        if (key == null || value == null) {
            throw new IllegalArgumentException("key-type is " + key + " and value-type is " + value
                    + ": of the types of a cache say both or none");
        }
        return spec.types(key, value);
    }

    private <T> CacheSpec with(
            CacheSpec spec, Cache own, Function<Cache, @Nullable T> option, BiFunction<CacheSpec, T, CacheSpec> set) {
        T value = option.apply(own);
        if (value == null) {
            value = option.apply(defaults);
        }
        return value == null ? spec : set.apply(spec, value);
    }
}
