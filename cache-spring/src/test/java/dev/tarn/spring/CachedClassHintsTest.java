package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** Which classes a native image is told of. */
class CachedClassHintsTest {
    /** Reached by a type argument. */
    record Order(long id, Customer customer, List<Line[]> lines, Map<Currency, Price> prices) {}

    /** Reached by a field; a bean. */
    @SuppressWarnings("UnusedVariable") // read by the codec
    static class Customer extends Person {
        private @Nullable Address address;
        private transient @Nullable Session session;
    }

    /** Reached as a superclass. */
    @SuppressWarnings("UnusedVariable") // read by the codec
    static class Person {
        private @Nullable String name;
    }

    record Address(String street) {}

    record Session(String id) {}

    record Line(Item item) {}

    sealed interface Item permits Book, Toy {}

    record Book(String title) implements Item {}

    record Toy(String name) implements Item {}

    enum Currency {
        EUR
    }

    record Price(long cents) {}

    record Key(String text) {}

    record Batched(long id) {}

    record Stored(long id) {}

    record Evicted(long id) {}

    record Uncached(long id) {}

    interface Orders {
        @Cacheable("orders")
        CompletableFuture<Optional<Order>> find(Key key);

        @CacheableBatch(cacheNames = "batches")
        Map<Long, Batched> findAll(Collection<Long> ids);

        @CachePut("stored")
        Stored save(long id);

        @CacheEvict("orders")
        Evicted delete(long id);

        Uncached look(long id);
    }

    static class StoredOrders implements Orders {
        @Override
        public CompletableFuture<Optional<Order>> find(Key key) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public Map<Long, Batched> findAll(Collection<Long> ids) {
            return Map.of();
        }

        @Override
        public Stored save(long id) {
            return new Stored(id);
        }

        @Override
        public Evicted delete(long id) {
            return new Evicted(id);
        }

        @Override
        public Uncached look(long id) {
            return new Uncached(id);
        }
    }

    private static RuntimeHints hints(Class<?>... beans) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(StoredOrders.class);
        context.register(beans);
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get(CachedClassHintsTest.class)), new InMemoryGeneratedFiles());
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        return generation.getRuntimeHints();
    }

    @Test
    void classesThatStoringMethodsLeadTo_canBeReflectedOn() throws Exception {
        RuntimeHints hints = hints(ReflectionHintsTest.Caching.class);
        for (Class<?> type : List.of(
                Order.class,
                Customer.class,
                Person.class,
                Address.class,
                Line.class,
                Item.class,
                Book.class,
                Toy.class,
                Currency.class,
                Price.class,
                Key.class,
                Batched.class,
                Stored.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints);
        }
        assertThat(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(Order.class.getDeclaredConstructors()[0]))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Order.class.getDeclaredMethod("lines")))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(Customer.class.getDeclaredConstructor()))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(Customer.class, "address"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onFieldAccess(Person.class, "name"))
                .accepts(hints);
    }

    @Test
    void otherClasses_areLeftOut() {
        RuntimeHints hints = hints(ReflectionHintsTest.Caching.class);
        for (Class<?> type : List.of(Session.class, Evicted.class, Uncached.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(type)).rejects(hints);
        }
    }

    /** Has a manager of Spring's own. */
    static class Other {
        @Bean
        ConcurrentMapCacheManager manager() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Test
    void contextWithoutTarn_isLeftAlone() {
        assertThat(RuntimeHintsPredicates.reflection().onType(Order.class)).rejects(hints(Other.class));
    }
}
