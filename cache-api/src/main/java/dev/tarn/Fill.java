package dev.tarn;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a read of the source that is done outside the cache, by who found nothing in it: begun before the source is asked, it stores
 * the answer only if nobody has changed the key since. For frameworks that look, ask the source by themselves and put; everybody else is
 * better served by a loader, which is also called once only for all who wait.
 *
 * <pre>{@code
 * Fill<Product> fill = products.beginFill(42L); // before the source is read
 * Product product = repository.findById(42L);
 * fill.offer(product, Options.none());
 * }</pre>
 *
 * <p>Unlike {@link Cache#put} an offer is no change: other nodes are not told and drop nothing. Dropping a fill without an offer costs
 * nothing. Thread-safe; what is offered more than once is stored as the last of the offers that were admitted.
 *
 * @param <V> the type of the values
 */
public interface Fill<V> {
    /**
     * Tells whether a local tier held a cached absence when the fill was begun, so that the source need not be asked.
     */
    boolean isKnownAbsent();

    /**
     * Offers what the source has answered, as a loader's answer. In the remote tier it is stored under the lease of the key, if nobody
     * else holds it and no change of the key was recorded since the fill was begun; in the local tiers if none was applied here. An
     * outage of the remote tier leaves it in the local tiers. Does not block.
     *
     * @param value the value, or null if the source has none; that is kept for as long as the cache keeps absences, or the options'
     *     time to live
     * @param options what this entry has of its own
     * @return whether the local tiers have it, or without them the remote tier took it; never fails but for an unexpected error
     */
    CompletableFuture<Boolean> offer(@Nullable V value, Options options);
}
