package dev.tarn.jcache;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Codec;
import dev.tarn.spi.CodecProvider;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.function.Supplier;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.configuration.Factory;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriter;
import org.jspecify.annotations.Nullable;

/** Makes one cache out of its configuration. */
final class Construction<K, V> {
    private final TarnCaches owner;
    private final String name;
    private final TarnConfiguration<K, V> configuration;
    private final Tarn tarn;

    Construction(TarnCaches owner, String name, Configuration<K, V> configuration) {
        this.owner = owner;
        this.name = name;
        this.configuration = own(configuration);
        Tarn given = this.configuration.tarn();
        this.tarn = given == null ? owner.tarn() : given;
    }

    private static <K, V> TarnConfiguration<K, V> own(Configuration<K, V> configuration) {
        if (configuration instanceof CompleteConfiguration<K, V> complete) {
            return new TarnConfiguration<>(complete);
        }
        TarnConfiguration<K, V> made =
                new TarnConfiguration<>(configuration.getKeyType(), configuration.getValueType());
        made.setStoreByValue(configuration.isStoreByValue());
        return made;
    }

    TarnJCache<K, V> construct() {
        Source<K, V> source = source();
        Ending ending = new Ending(configuration.getExpiryPolicyFactory().create(), configuration.clock());
        Copying copying = configuration.isStoreByValue() ? Copying.serializing(owner.getClassLoader()) : Copying.none();
        Tier<K, V> tier = tier();
        return new TarnJCache<>(
                owner,
                name,
                configuration,
                itself -> new Ways<>(tier, ending, source, copying, new Listening<>(itself, copying), new Counts()),
                () -> {
                    boolean unused = tarn.closeCache(permittedName());
                    Closing.close(source.loader());
                    Closing.close(source.writer());
                    ending.close();
                });
    }

    private Source<K, V> source() {
        Factory<CacheLoader<K, V>> loaders = configuration.getCacheLoaderFactory();
        Factory<CacheWriter<? super K, ? super V>> writers = configuration.getCacheWriterFactory();
        CacheWriter<? super K, ? super V> writer =
                writers == null || !configuration.isWriteThrough() ? null : writers.create();
        return new Source<>(loaders == null ? null : loaders.create(), configuration.isReadThrough(), writer);
    }

    private Tier<K, V> tier() {
        HeldCodec<V> codec = new HeldCodec<>(
                () -> ifSet(configuration.valueCodec(), () -> provider().values(configuration.getValueType())));
        Cache<K, Held<V>> cache = refusals(() -> builder(codec).build());
        boolean shared =
                cache.stats().tiers().stream().anyMatch(tier -> tier.tier().equals("remote"));
        if (shared || configuration.offHeap() != null) {
            checkEncodable(codec);
        }
        return new Tier<>(cache, shared, !shared && configuration.offHeap() == null);
    }

    /** Refuses now what could never be encoded. */
    private void checkEncodable(HeldCodec<V> codec) {
        try {
            Integer unused = refusals(codec::fingerprint);
        } catch (CacheException e) {
            boolean unused = tarn.closeCache(permittedName());
            throw e;
        }
    }

    private <T> T refusals(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException | IllegalStateException | dev.tarn.CacheException e) {
            throw new CacheException("cannot create cache '" + name + "': " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked") // a class has no type arguments
    private CacheBuilder<K, Held<V>, Cache<K, Held<V>>> builder(Codec<Held<V>> codec) {
        Class<Held<V>> held = (Class<Held<V>>) (Class<?>) Held.class;
        CacheBuilder<K, Held<V>, Cache<K, Held<V>>> builder =
                tarn.cache(permittedName(), configuration.getKeyType(), held);
        builder.heap(ifSet(configuration.heap(), () -> Heap.maximumEntries(TarnConfiguration.HEAP_ENTRIES)));
        if (configuration.offHeap() != null) {
            builder.offHeap(configuration.offHeap());
        }
        if (configuration.isLocalOnly()) {
            builder.localOnly();
        }
        if (configuration.timeToLive() != null) {
            builder.expireAfterWrite(configuration.timeToLive());
        }
        if (configuration.maximumStaleness() != null) {
            builder.maximumStaleness(configuration.maximumStaleness());
        }
        if (configuration.keyCodec() != null) {
            builder.keyCodec(configuration.keyCodec());
        }
        builder.codec(codec);
        return builder;
    }

    private static <T> T ifSet(@Nullable T set, Supplier<? extends T> otherwise) {
        return set == null ? otherwise.get() : set;
    }

    private static CodecProvider provider() {
        return ServiceLoader.load(CodecProvider.class, CodecProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "no codecs: add the artifact cache-codec to the class path, or give the configuration codec(...)"));
    }

    /** Returns the name, or one made of it where it holds what a Tarn cache's name must not. */
    private String permittedName() {
        return name.matches("[A-Za-z0-9._-]{1,64}")
                ? name
                : "named-" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
