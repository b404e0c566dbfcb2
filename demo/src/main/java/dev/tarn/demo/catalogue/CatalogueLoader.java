package dev.tarn.demo.catalogue;

import dev.tarn.CacheLoader;
import dev.tarn.LoadContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads products from the database, many with one statement, and tags them with their brand and category. */
public final class CatalogueLoader implements CacheLoader<Long, Product> {
    private final Catalogue catalogue;

    /**
     * Creates a loader.
     *
     * @param catalogue where the products are
     */
    public CatalogueLoader(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public @Nullable Product load(Long id, LoadContext<Product> context) {
        return catalogue.find(id).map(product -> tagged(product, context)).orElse(null);
    }

    @Override
    public Map<Long, @Nullable Product> loadAll(
            Set<? extends Long> ids, Function<? super Long, LoadContext<Product>> contexts) {
        Map<Long, @Nullable Product> loaded = new LinkedHashMap<>();
        catalogue
                .findAll(Set.copyOf(ids))
                .forEach((id, product) -> loaded.put(id, tagged(product, contexts.apply(id))));
        return loaded;
    }

    @Override
    public boolean isBulk() {
        return true;
    }

    private static Product tagged(Product product, LoadContext<Product> context) {
        context.tags(product.brandTag(), product.categoryTag());
        return product;
    }
}
