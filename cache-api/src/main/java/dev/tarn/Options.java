package dev.tarn;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries what one write may say about its entry beyond the cache's settings. Immutable; every method that changes something returns
 * a new instance.
 *
 * <pre>{@code
 * cache.put(42L, product, Options.ttl(Duration.ofMinutes(1)).tags("brand:7"));
 * }</pre>
 */
public final class Options {
    /** The most tags an entry may carry. */
    public static final int MAX_TAGS = 64;

    /** The longest tag, in characters. */
    public static final int MAX_TAG_LENGTH = 256;

    private static final Options NONE = new Options(null, null, Set.of());

    private final @Nullable Duration timeToLive;
    private final @Nullable Duration staleFor;
    private final Set<String> tags;

    private Options(@Nullable Duration timeToLive, @Nullable Duration staleFor, Set<String> tags) {
        this.timeToLive = timeToLive;
        this.staleFor = staleFor;
        this.tags = tags;
    }

    /** Returns options that change nothing: the cache's own settings hold. */
    public static Options none() {
        return NONE;
    }

    /**
     * Returns options with a time to live: how long the entry is fresh, instead of the cache's {@code expireAfterWrite}.
     *
     * @param timeToLive longer than zero
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public static Options ttl(Duration timeToLive) {
        return new Options(positive("ttl", timeToLive), null, Set.of());
    }

    /**
     * Returns options with tags for {@link Cache#invalidateTag}.
     *
     * @param tags at most {@value #MAX_TAGS}, each of 1 to {@value #MAX_TAG_LENGTH} characters
     * @throws IllegalArgumentException if there are too many, or one is empty or too long
     */
    public static Options tagged(String... tags) {
        return NONE.tags(tags);
    }

    /**
     * Returns these options with the given tags instead of their own.
     *
     * @param tags at most {@value #MAX_TAGS}, each of 1 to {@value #MAX_TAG_LENGTH} characters
     * @throws IllegalArgumentException if there are too many, or one is empty or too long
     */
    public Options tags(String... tags) {
        return new Options(timeToLive, staleFor, checkedTags(List.of(tags)));
    }

    /**
     * Returns these options with another stale time: how long after the time to live the entry may still be served while it is being
     * refreshed or when its source fails, instead of the cache's {@code staleFor}.
     *
     * @param staleFor zero or longer
     * @throws IllegalArgumentException if the duration is negative
     */
    public Options staleFor(Duration staleFor) {
        if (staleFor.isNegative()) {
            throw new IllegalArgumentException("staleFor is " + staleFor + ", it must not be negative");
        }
        return new Options(timeToLive, staleFor, tags);
    }

    /** Returns how long the entry is fresh, or null for the cache's setting. */
    public @Nullable Duration timeToLive() {
        return timeToLive;
    }

    /** Returns how long the entry may be served stale, or null for the cache's setting. */
    public @Nullable Duration staleFor() {
        return staleFor;
    }

    /** Returns the tags of the entry; empty if it has none. */
    public Set<String> tags() {
        return tags;
    }

    static Duration positive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be longer than zero");
        }
        return value;
    }

    static Set<String> checkedTags(Iterable<String> tags) {
        Set<String> checked = new LinkedHashSet<>();
        for (String tag : tags) {
            checked.add(checkedTag(tag));
        }
        if (checked.size() > MAX_TAGS) {
            throw new IllegalArgumentException("tags are " + checked.size() + ", the limit is " + MAX_TAGS);
        }
        return Set.copyOf(checked);
    }

    /**
     * Returns the tag if it is a permitted one.
     *
     * @param tag the tag to check
     * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_TAG_LENGTH} characters
     */
    public static String checkedTag(String tag) {
        requireNonNull(tag, "tag");
        if (tag.isEmpty() || tag.length() > MAX_TAG_LENGTH) {
            throw new IllegalArgumentException(
                    "tag has " + tag.length() + " characters, it must have 1 to " + MAX_TAG_LENGTH);
        }
        return tag;
    }

    @Override
    public String toString() {
        return "Options[ttl=" + timeToLive + ", staleFor=" + staleFor + ", tags=" + tags + "]";
    }
}
