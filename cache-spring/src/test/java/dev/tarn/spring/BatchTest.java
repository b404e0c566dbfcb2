package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.tiered.Tarn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;

/** What {@link CacheableBatch} does. */
class BatchTest {
    private final Running running = new Running(Tarn.builder().build(), settings -> settings, Shelf.class);
    private final Shelf shelf = running.bean(Shelf.class);

    /** Batches of products; there are none above 100. */
    static class Shelf {
        private static final List<Object> ASKED = new ArrayList<>();

        @Cacheable("products")
        public @Nullable Product find(long id) {
            ASKED.add(id);
            return id > 100 ? null : Product.of(id);
        }

        @CacheableBatch(cacheNames = "products", resultKey = "id")
        @CachePolicy(tags = "'brand:' + #result.brand()")
        public List<Product> findAll(Collection<Long> ids) {
            ASKED.add(List.copyOf(ids));
            return ids.stream().filter(id -> id <= 100).map(Product::of).toList();
        }

        @CacheableBatch(cacheNames = "products")
        public Map<Long, Product> findMap(Set<Long> ids) {
            ASKED.add(List.copyOf(ids));
            Map<Long, Product> found = new LinkedHashMap<>();
            ids.stream().filter(id -> id <= 100).forEach(id -> found.put(id, Product.of(id)));
            return found;
        }

        @CacheableBatch(cacheNames = "localized", key = "#p1 + ':' + #element", resultKey = "id")
        public Set<Product> findLocalized(List<Long> ids, String language) {
            ASKED.add(List.copyOf(ids));
            return Set.copyOf(ids.stream().map(Product::of).toList());
        }

        @CacheableBatch(cacheNames = "failing")
        public Map<Long, Product> fail(Set<Long> ids) throws Exception {
            throw new Exception("batch");
        }

        @CacheEvictTag(cacheNames = "products", tags = "'brand:brand1'")
        public void renameBrand() {}
    }

    @AfterEach
    void close() {
        Shelf.ASKED.clear();
        running.close();
    }

    @Test
    void batch_cacheTakesNoNulls_absencesAreAskedForAgainAndNobodyFails() {
        try (Running strict = new Running(
                Tarn.builder().build(),
                settings -> settings.defaults(CacheSpec.defaults().refuseNullValues()),
                Shelf.class)) {
            Shelf strictShelf = strict.bean(Shelf.class);
            assertThat(strictShelf.findAll(List.of(1L, 101L))).containsExactly(Product.of(1));
            assertThat(strictShelf.findAll(List.of(1L, 101L))).containsExactly(Product.of(1));
            assertThat(Shelf.ASKED).containsExactly(List.of(1L, 101L), List.of(101L));
        }
    }

    @Test
    void batch_someAreHeld_onlyTheMissingGoToTheMethod() {
        shelf.find(2);
        assertThat(shelf.findAll(List.of(1L, 2L, 3L))).containsExactly(Product.of(1), Product.of(2), Product.of(3));
        assertThat(shelf.findAll(List.of(3L, 1L))).containsExactly(Product.of(3), Product.of(1));
        assertThat(shelf.find(3)).isEqualTo(Product.of(3));
        assertThat(Shelf.ASKED).containsExactly(2L, List.of(1L, 3L));
    }

    @Test
    void batch_absences_areCachedAndLeftOut() {
        assertThat(shelf.findMap(Set.of(101L))).isEmpty();
        assertThat(shelf.findMap(Set.of(101L))).isEmpty();
        assertThat(shelf.find(101)).isNull();
        assertThat(Shelf.ASKED).containsExactly(List.of(101L));
    }

    @Test
    void batch_duplicatesAndNothing() {
        assertThat(shelf.findAll(List.of(1L, 1L))).containsExactly(Product.of(1));
        assertThat(shelf.findAll(List.of())).isEmpty();
        assertThat(Shelf.ASKED).containsExactly(List.of(1L));
    }

    @Test
    void batch_keyOfOtherArguments_keepsThemApart() {
        shelf.findLocalized(List.of(1L), "en");
        assertThat(shelf.findLocalized(List.of(1L, 2L), "de")).containsExactly(Product.of(1), Product.of(2));
        shelf.findLocalized(List.of(1L), "en");
        assertThat(Shelf.ASKED).containsExactly(List.of(1L), List.of(1L, 2L));
        assertThat(running.cache("localized").get("de:2")).isNotNull();
    }

    @Test
    void batch_policy_holdsForEachElement() {
        shelf.findAll(List.of(1L, 2L));
        shelf.renameBrand();
        assertThat(running.cache("products").get(1L)).isNull();
        assertThat(running.cache("products").get(2L)).isNotNull();
    }

    @Test
    void batch_checkedException_arrivesAsItIs() {
        assertThatThrownBy(() -> shelf.fail(Set.of(1L)))
                .isExactlyInstanceOf(Exception.class)
                .hasMessage("batch");
    }
}
