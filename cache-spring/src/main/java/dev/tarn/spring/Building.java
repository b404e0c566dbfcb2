package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import dev.tarn.Cache;
import dev.tarn.codec.KryoCodecs;
import dev.tarn.spi.Codec;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds one cache by its specification. */
record Building(Tarn tarn, String name, CacheSpec spec, MethodTypes types) {
    /** How long a null is kept where values do not expire. */
    private static final Duration FOR_EVER = Duration.ofDays(3_650);

    Cache<?, ?> build() {
        Class<?> key = spec.parts.keyType;
        Class<?> value = spec.parts.valueType;
        return key == null || value == null ? open() : typed(key, value);
    }

    private <K, V> Cache<K, V> typed(Class<K> key, Class<V> value) {
        CacheBuilder<K, V, Cache<K, V>> builder = configured(tarn.cache(name, key, value));
        if (spec.parts.codec != null) {
            builder.codec(cast(spec.parts.codec));
        }
        return builder.build();
    }

    @SuppressWarnings("unchecked") // who sets a codec says that it takes what is cached
    private static <V> Codec<V> cast(Codec<?> codec) {
        return (Codec<V>) codec;
    }

    private Cache<Object, Object> open() {
        Set<Class<?>> keys = new LinkedHashSet<>(types.keys(name));
        keys.addAll(spec.parts.allowed);
        Set<Class<?>> values = new LinkedHashSet<>(types.values(name));
        values.addAll(spec.parts.allowed);
        return configured(tarn.cache(name, Object.class, Object.class))
                .keyCodec(new OpenKeys(name, new KryoCodecs(), keys))
                .codec(spec.parts.codec == null ? new LazyCodec(() -> OpenValues.of(values)) : cast(spec.parts.codec))
                .build();
    }

    private <K, V> CacheBuilder<K, V, Cache<K, V>> configured(CacheBuilder<K, V, Cache<K, V>> builder) {
        CacheSpec.Parts parts = spec.parts;
        setTiers(parts, builder);
        builder.staleFor(parts.staleFor).jitter(parts.jitter);
        if (parts.timeToLive != null) {
            builder.expireAfterWrite(parts.timeToLive);
        }
        if (parts.nullValues) {
            builder.absentFor(absentFor(parts.absentFor, parts.timeToLive));
        }
        double refreshAhead = types.refreshAhead(name) > 0 ? types.refreshAhead(name) : parts.refreshAhead;
        if (refreshAhead != 0) {
            builder.loadersByCall().refreshAhead(refreshAhead);
        }
        if (parts.loadLease != null) {
            builder.loadLease(parts.loadLease);
        }
        Duration bound = types.maximumStaleness(name);
        if (bound != null || parts.maximumStaleness != null) {
            builder.maximumStaleness(shorter(bound, parts.maximumStaleness));
        }
        return builder;
    }

    private static void setTiers(CacheSpec.Parts parts, CacheBuilder<?, ?, ?> builder) {
        builder.heap(parts.heap);
        if (parts.offHeap != null) {
            builder.offHeap(parts.offHeap);
        }
        if (parts.localOnly) {
            builder.localOnly();
        }
        if (parts.remote != null) {
            builder.remote(parts.remote);
        }
    }

    private static Duration absentFor(@Nullable Duration own, @Nullable Duration timeToLive) {
        if (own != null) {
            return own;
        }
        return timeToLive == null ? FOR_EVER : timeToLive;
    }

    private static Duration shorter(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? requireNonNull(other) : one;
        }
        return one.compareTo(other) < 0 ? one : other;
    }
}
