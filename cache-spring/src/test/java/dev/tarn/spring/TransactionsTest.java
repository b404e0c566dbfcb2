package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.tiered.Tarn;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Caches beside Spring's transactions. */
class TransactionsTest {
    private final Running running = new Running(Tarn.builder().build(), settings -> settings, Source.class);
    private final Source source = running.bean(Source.class);
    private final TransactionTemplate transaction = new TransactionTemplate(new Transactions());

    /** A value in a database without a database. */
    static class Source {
        private static final ThreadLocal<String> VALUE = ThreadLocal.withInitial(() -> "old");

        @Cacheable("values")
        public String read(String key) {
            return VALUE.get();
        }

        @CacheableBatch(cacheNames = "values")
        public Map<String, String> readAll(Set<String> keys) {
            return keys.stream().collect(Collectors.toMap(key -> key, key -> VALUE.get()));
        }

        @CacheEvict("values")
        public void evict(String key) {}

        @CacheEvict(cacheNames = "values", allEntries = true)
        public void clear() {}

        @CachePut(cacheNames = "values", key = "#p0")
        public String write(String key, String value) {
            VALUE.set(value);
            return value;
        }
    }

    /** Transactions of nothing. */
    private static final class Transactions extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected boolean isExistingTransaction(Object any) {
            return TransactionSynchronizationManager.isActualTransactionActive();
        }

        @Override
        protected void doBegin(Object any, TransactionDefinition definition) {}

        @Override
        protected Object doSuspend(Object any) {
            return any;
        }

        @Override
        protected void doResume(Object any, Object suspended) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}

        @Override
        protected void doSetRollbackOnly(DefaultTransactionStatus status) {}
    }

    @BeforeEach
    void fill() {
        source.read("k");
        source.read("other");
    }

    @AfterEach
    void close() {
        Source.VALUE.remove();
        running.close();
    }

    private Object held(String key) {
        return running.cache("values").getNativeCache().getIfPresent(key);
    }

    @Test
    void evict_inATransaction_happensAfterTheCommit() {
        transaction.executeWithoutResult(status -> {
            source.evict("k");
            assertThat(held("k")).isEqualTo("old");
        });
        assertThat(held("k")).isNull();
        assertThat(held("other")).isEqualTo("old");
    }

    @Test
    void batch_inATransaction_readsPastWhatItHasChangedAndStoresNothing() {
        transaction.executeWithoutResult(status -> {
            source.evict("k");
            Source.VALUE.set("new");
            assertThat(source.readAll(Set.of("k", "other", "third")))
                    .isEqualTo(Map.of("k", "new", "other", "old", "third", "new"));
            assertThat(held("third")).isNull();
        });
    }

    @Test
    void evict_rolledBack_neverHappens() {
        transaction.executeWithoutResult(status -> {
            source.evict("k");
            source.clear();
            status.setRollbackOnly();
        });
        assertThat(held("k")).isEqualTo("old");
    }

    @Test
    void write_inATransaction_isReadThereAndStoredNowhere() {
        transaction.executeWithoutResult(status -> {
            source.write("k", "new");
            assertThat(source.read("k")).isEqualTo("new");
            assertThat(source.read("other")).isEqualTo("old");
            assertThat(held("k")).isEqualTo("old");
        });
        assertThat(held("k")).isNull();
        assertThat(source.read("k")).isEqualTo("new");
        assertThat(held("k")).isEqualTo("new");
    }

    @Test
    void read_inATransaction_storesNothing() {
        transaction.executeWithoutResult(status -> source.read("cold"));
        assertThat(held("cold")).isNull();
    }

    @Test
    void clear_inATransaction_happensAfterTheCommit() {
        transaction.executeWithoutResult(status -> {
            source.clear();
            assertThat(held("k")).isEqualTo("old");
            assertThat(running.cache("values").get("k")).isNull();
        });
        assertThat(held("k")).isNull();
        assertThat(held("other")).isNull();
    }

    @Test
    void innerTransaction_hasItsOwnOutcome() {
        TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction.executeWithoutResult(status -> {
            source.evict("k");
            inner.executeWithoutResult(own -> source.evict("other"));
            assertThat(held("other")).isNull();
            assertThat(running.cache("values").get("k")).isNull();
            status.setRollbackOnly();
        });
        assertThat(held("k")).isEqualTo("old");
    }

    @Test
    void afterCommit_readsAndChangesOfOthers_goToTheTiers() {
        transaction.executeWithoutResult(status -> {
            source.evict("k");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    assertThat(held("k")).isNull();
                    source.evict("other");
                    assertThat(held("other")).isNull();
                }
            });
        });
    }

    @Test
    void ignoreTransactions_changesAtOnce() {
        try (Running careless =
                new Running(Tarn.builder().build(), TarnCacheManager.Builder::ignoreTransactions, Source.class)) {
            careless.bean(Source.class).read("k");
            transaction.executeWithoutResult(status -> {
                careless.bean(Source.class).evict("k");
                assertThat(careless.cache("values").get("k")).isNull();
            });
        }
    }
}
