package dev.tarn.spring;

import dev.tarn.CacheTransaction;
import dev.tarn.tiered.Tarn;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Binds a {@link CacheTransaction} to each of Spring's transactions in which a cache is used: committed after its commit, before other
 * synchronizations are told of it; forgotten after its roll-back. One whose outcome is not known may have been committed.
 */
final class SpringTransactions implements CacheTransactions {
    private final Tarn tarn;

    SpringTransactions(Tarn tarn) {
        this.tarn = tarn;
    }

    @Override
    public @Nullable CacheTransaction current() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return null;
        }
        Bound bound = (Bound) TransactionSynchronizationManager.getResource(this);
        if (bound == null) {
            bound = new Bound(tarn.transaction());
            TransactionSynchronizationManager.bindResource(this, bound);
            TransactionSynchronizationManager.registerSynchronization(bound);
        }
        return bound.ended ? null : bound.transaction;
    }

    /** Follows one transaction. */
    private final class Bound implements TransactionSynchronization {
        private final CacheTransaction transaction;
        private boolean ended;

        Bound(CacheTransaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(SpringTransactions.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(SpringTransactions.this, this);
        }

        @Override
        public void afterCommit() {
            commit();
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(SpringTransactions.this);
            if (status == STATUS_ROLLED_BACK) {
                ended = true;
                transaction.rolledBack();
            } else {
                commit();
            }
        }

        private void commit() {
            if (!ended) {
                ended = true;
                transaction.committed();
            }
        }
    }
}
