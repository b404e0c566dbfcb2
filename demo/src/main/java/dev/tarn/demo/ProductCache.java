package dev.tarn.demo;

import dev.tarn.Cache;
import dev.tarn.LoadingCache;
import dev.tarn.demo.catalogue.Catalogue;
import dev.tarn.demo.catalogue.CatalogueLoader;
import dev.tarn.demo.catalogue.Product;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.Meters;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import dev.tarn.tiered.TarnBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Builds the cache of products: this is what a user of Tarn writes. */
final class ProductCache implements AutoCloseable {
    static final String NAME = "products";

    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(10);
    private static final Duration ABSENT_FOR = Duration.ofMinutes(1);
    private static final Duration STALE_FOR = Duration.ofHours(1);
    private static final double JITTER = 0.1;
    private static final Duration AUDIT = Duration.ofMillis(200);

    private final Tarn tarn;
    private final LoadingCache<Long, Product> products;

    private ProductCache(Tarn tarn, LoadingCache<Long, Product> products) {
        this.tarn = tarn;
        this.products = products;
    }

    static ProductCache open(NodeSettings settings, Catalogue catalogue, Meters meters) {
        Tarn tarn = tarn(settings.remote(), meters);
        CacheBuilder<Long, Product, Cache<Long, Product>> tiers =
                tarn.cache(NAME, Long.class, Product.class).heap(Heap.maximumEntries(settings.heap()));
        if (settings.offHeap() > 0) {
            tiers.offHeap(OffHeap.maximumBytes((long) settings.offHeap() << 20));
        }
        LoadingCache<Long, Product> products = tiers.expireAfterWrite(TIME_TO_LIVE)
                .jitter(JITTER)
                .staleFor(STALE_FOR)
                .absentFor(ABSENT_FOR)
                .loader(new CatalogueLoader(catalogue))
                .build();
        return new ProductCache(tarn, products);
    }

    private static Tarn tarn(@Nullable String remote, Meters meters) {
        TarnBuilder builder = Tarn.builder().namespace("tarn-demo").meters(meters);
        return remote == null
                ? builder.build()
                : builder.remote(RemoteTiers.connect(remote)).audit(AUDIT).build();
    }

    Tarn tarn() {
        return tarn;
    }

    LoadingCache<Long, Product> products() {
        return products;
    }

    @Override
    public void close() {
        tarn.close();
    }
}
