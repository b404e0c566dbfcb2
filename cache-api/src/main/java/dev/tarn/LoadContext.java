package dev.tarn;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Accompanies one load of one key: shows the loader what the cache still has, and takes what the loader knows about the entry.
 *
 * <p>Valid until the load returns. Not thread-safe: one load, one thread.
 *
 * @param <V> the type of the values
 */
public interface LoadContext<V> {
    /** Returns the value that the cache still holds although it is no longer fresh, or null. */
    @Nullable
    V staleValue();

    /** Returns the ETag that was set when {@link #staleValue()} was loaded, or null. */
    @Nullable
    String staleEtag();

    /** Returns the last-modified instant that was set when {@link #staleValue()} was loaded, or null. */
    @Nullable
    Instant staleLastModified();

    /**
     * Sets how long the loaded entry is fresh, instead of the cache's setting. Holds for an absence, too.
     *
     * @param timeToLive longer than zero
     * @return this context
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    LoadContext<V> ttl(Duration timeToLive);

    /**
     * Sets how long the loaded entry may be served stale, instead of the cache's setting.
     *
     * @param staleFor zero or longer
     * @return this context
     * @throws IllegalArgumentException if the duration is negative
     */
    LoadContext<V> staleFor(Duration staleFor);

    /**
     * Sets the tags of the loaded entry, for {@link Cache#invalidateTag}.
     *
     * @param tags within the limits of {@link Options#tags}
     * @return this context
     * @throws IllegalArgumentException if there are too many, or one is empty or too long
     */
    LoadContext<V> tags(String... tags);

    /**
     * Keeps an ETag with the entry, for a conditional request by the next load.
     *
     * @param etag opaque to the cache; at most 1024 characters
     * @return this context
     * @throws IllegalArgumentException if the ETag is too long
     */
    LoadContext<V> etag(String etag);

    /**
     * Keeps a last-modified instant with the entry (millisecond precision), for a conditional request by the next load.
     *
     * @param lastModified the instant as the source gave it
     * @return this context
     */
    LoadContext<V> lastModified(Instant lastModified);

    /**
     * Says that the source has no value for the key, so that a loader can {@code return context.absent();}. Returning null means the
     * same.
     *
     * @return null
     */
    @Nullable
    V absent();

    /**
     * Says that the source could not answer for this key, so that a loader of many keys can give the others their values: {@code return
     * context.failed(e);}. The key fails as if its load had thrown; whatever is returned for it is ignored.
     *
     * @param failure why; unchecked ones reach the caller as they are, checked ones inside a {@link CacheLoadException}
     * @return null
     */
    @Nullable
    V failed(Exception failure);

    /**
     * Says that the stale value is still right, so that a loader can {@code return context.notModified();}. The entry becomes fresh
     * again, with its former tags, ETag and last-modified instant unless this context sets others.
     *
     * @return the stale value
     * @throws IllegalStateException if there is no stale value
     */
    V notModified();
}
