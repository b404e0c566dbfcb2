package dev.tarn;

/**
 * Keeps caches right beside one transaction of the source: what the transaction changes is invalidated when it has been committed, and not
 * at all if it is rolled back.
 *
 * <p>An invalidation before the commit comes too early: somebody loads the old value again before the new one can be seen. Reads inside the
 * transaction may see what nobody else may, its own changes or an older snapshot, so nothing they load is stored. Values written inside are
 * never stored later either: only that they changed is remembered, since another transaction may have written since.
 *
 * <pre>{@code
 * try (CacheTransaction transaction = tarn.transaction()) {
 *   TransactionalCache<Long, Product> inside = transaction.on(products);
 *   database.update(product);
 *   inside.invalidate(product.id());
 *   database.commit();
 *   transaction.committed();
 * }
 * }</pre>
 *
 * <p><b>Quarantine.</b> A process that dies between the commit and {@link #committed} leaves other nodes with the old value until it
 * expires. Where that must not be, {@code tarn.transaction(Duration)} takes each key out of the caches <em>before</em> the commit: copies
 * are removed and, until the invalidation after the commit or until the given time ends, loads are served but not stored. It costs one
 * more round trip for each change.
 *
 * <p>For the thread that runs the transaction; not thread-safe. Frameworks call {@link #committed} and {@link #rolledBack} from their own
 * hooks after completion.
 */
public interface CacheTransaction extends AutoCloseable {
    /**
     * Returns the view of a cache that this transaction works with; the same one for the same cache.
     *
     * @param cache a cache of the same Tarn
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @throws IllegalArgumentException if the cache is of another make
     * @throws IllegalStateException if the transaction has ended, or asks for a quarantine and the cache has no remote tier
     */
    <K, V> TransactionalCache<K, V> on(Cache<K, V> cache);

    /**
     * Invalidates what was changed, after the source has committed. Blocks until remote tiers have taken it or refused.
     *
     * @return {@link WriteStatus#QUEUED} if some of it was refused and is being repeated in the background, which the transaction need not
     *     wait for; else {@link WriteStatus#APPLIED}
     * @throws IllegalStateException if the transaction has ended
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again, the invalidations go on
     */
    WriteStatus committed();

    /** Forgets what was changed, after the source has rolled back; lifts quarantines in the background. Idempotent. */
    void rolledBack();

    /** Does what {@link #rolledBack} does, unless the transaction has ended. */
    @Override
    void close();
}
