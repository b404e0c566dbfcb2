package dev.tarn.spi;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what few entries have: tags, and validators for conditional loads.
 *
 * @param tags the tags; empty if none
 * @param etag the ETag of the value, or null
 * @param lastModified milliseconds since 1970 of the value's last change at its source, or null
 */
public record Traits(
        Set<String> tags, @Nullable String etag, @Nullable Long lastModified) {
    /** No tags and no validators. */
    public static final Traits NONE = new Traits(Set.of(), null, null);

    /** Copies the tags. */
    public Traits {
        tags = Set.copyOf(tags);
    }

    /** Tells whether there are tags. */
    public boolean isTagged() {
        return !tags.isEmpty();
    }
}
