package dev.tarn.tiered;

import dev.tarn.LoadContext;
import dev.tarn.Options;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries what passes between the cache and the loader of one key. Not thread-safe. */
final class LoadCall<V> implements LoadContext<V> {
    private static final int MAX_ETAG = 1024;

    private final @Nullable Entry<V> stale;
    private final long startedAt;
    private @Nullable Duration timeToLive;
    private @Nullable Duration staleFor;
    private @Nullable Set<String> tags;
    private @Nullable String etag;
    private @Nullable Long lastModified;
    private @Nullable Exception failure;
    private boolean unmodified;

    LoadCall(@Nullable Entry<V> stale, long startedAt) {
        this.stale = stale;
        this.startedAt = startedAt;
    }

    /** Returns the entry for what the loader returned. */
    <K> Entry<V> entry(K key, @Nullable V value, Lifetimes<K, V> lifetimes) {
        return lifetimes.loaded(key, value, unmodified, startedAt, timeToLive, staleFor, traits());
    }

    /** Returns why the source could not answer for this key, or null if it did. */
    @Nullable
    Exception failure() {
        return failure;
    }

    private Traits traits() {
        Traits former = unmodified && stale != null ? stale.traits() : Traits.NONE;
        if (tags == null && etag == null && lastModified == null) {
            return former;
        }
        return new Traits(
                tags == null ? former.tags() : tags,
                etag == null ? former.etag() : etag,
                lastModified == null ? former.lastModified() : lastModified);
    }

    @Override
    public @Nullable V staleValue() {
        return stale == null ? null : stale.value();
    }

    @Override
    public @Nullable String staleEtag() {
        return stale == null ? null : stale.traits().etag();
    }

    @Override
    public @Nullable Instant staleLastModified() {
        Long millis = stale == null ? null : stale.traits().lastModified();
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    @Override
    public LoadContext<V> ttl(Duration newTimeToLive) {
        timeToLive = Options.ttl(newTimeToLive).timeToLive();
        return this;
    }

    @Override
    public LoadContext<V> staleFor(Duration newStaleFor) {
        staleFor = Options.none().staleFor(newStaleFor).staleFor();
        return this;
    }

    @Override
    public LoadContext<V> tags(String... newTags) {
        tags = Options.tagged(newTags).tags();
        return this;
    }

    @Override
    public LoadContext<V> etag(String newEtag) {
        if (newEtag.length() > MAX_ETAG) {
            throw new IllegalArgumentException(
                    "etag has " + newEtag.length() + " characters, the limit is " + MAX_ETAG);
        }
        etag = newEtag;
        return this;
    }

    @Override
    public LoadContext<V> lastModified(Instant newLastModified) {
        lastModified = newLastModified.toEpochMilli();
        return this;
    }

    @Override
    public @Nullable V absent() {
        return null;
    }

    @Override
    public @Nullable V failed(Exception why) {
        failure = Objects.requireNonNull(why, "why");
        return null;
    }

    @Override
    public V notModified() {
        V value = staleValue();
        if (value == null) {
            throw new IllegalStateException("notModified() without a stale value: staleValue() is null");
        }
        unmodified = true;
        return value;
    }
}
