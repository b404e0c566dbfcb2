package dev.tarn.spring;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cache as one invocation sees it, of an operation that names several: with the one that is asked after it.
 */
final class FollowedCache extends InvocationCache {
    private final InvocationCache next;

    /**
     * Creates a view.
     *
     * @param next the one that is asked after this one
     */
    FollowedCache(TarnCache cache, Saying saying, InvocationCache next) {
        super(cache, saying);
        this.next = next;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Spring asks the next cache only if this one knows at once that it has nothing. One that has to ask a remote tier does not; so it asks the
     * next ones itself.
     */
    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        CompletableFuture<?> found = super.retrieve(key);
        return found == null
                ? null
                : found.thenCompose(value -> value == null ? next(key) : CompletableFuture.completedFuture(value));
    }

    private CompletableFuture<@Nullable Object> next(Object key) {
        CompletableFuture<?> found = next.retrieve(key);
        return found == null ? CompletableFuture.completedFuture(null) : found.thenApply(value -> value);
    }
}
