package dev.tarn.testing.chaos;

import dev.tarn.LoadContext;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Accompanies a load for a cache that is not Tarn's: has no stale value, and forgets what it is told. */
final class NoContext implements LoadContext<String> {
    @Override
    public @Nullable String staleValue() {
        return null;
    }

    @Override
    public @Nullable String staleEtag() {
        return null;
    }

    @Override
    public @Nullable Instant staleLastModified() {
        return null;
    }

    @Override
    public LoadContext<String> ttl(Duration timeToLive) {
        return this;
    }

    @Override
    public LoadContext<String> staleFor(Duration staleFor) {
        return this;
    }

    @Override
    public LoadContext<String> tags(String... tags) {
        return this;
    }

    @Override
    public LoadContext<String> etag(String etag) {
        return this;
    }

    @Override
    public LoadContext<String> lastModified(Instant lastModified) {
        return this;
    }

    @Override
    public @Nullable String absent() {
        return null;
    }

    @Override
    public @Nullable String failed(Exception failure) {
        throw new IllegalStateException("no load of the kit fails for one key only");
    }

    @Override
    public String notModified() {
        throw new IllegalStateException("there is no stale value");
    }
}
