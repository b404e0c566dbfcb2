package dev.tarn;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tier holds what for one key, and why it is or is not served. For people and their tools; holds no value, so that it can
 * be shown and logged.
 *
 * @param cache the name of the cache
 * @param tiers what each tier holds, from the nearest to the farthest
 * @param loading whether a load of the key is under way on this node
 * @param pending whether an invalidation of the key is queued on this node because the remote tier did not take it
 * @param lastInvalidation what is known of the last change that voided what was held of the key
 * @param verdict what a read would do now, in one sentence
 */
public record Explanation(
        String cache,
        List<TierView> tiers,
        boolean loading,
        boolean pending,
        LastInvalidation lastInvalidation,
        String verdict) {

    /** Copies the list of tiers. */
    public Explanation {
        tiers = List.copyOf(tiers);
    }

    /** What a tier can hold for a key. */
    public enum State {
        /** A value within its time to live. */
        FRESH,
        /** A value past its time to live, within its stale time. */
        STALE,
        /** An entry past both, not yet reclaimed. */
        DEAD,
        /** An entry that was invalidated by tag or clear, not yet reclaimed. */
        INVALIDATED,
        /** An entry that cannot be proved to be within the declared staleness bound; it is served as soon as it can. */
        IN_DOUBT,
        /** Nothing. */
        MISSING,
        /** Bytes that cannot be read. */
        UNREADABLE,
        /** Not known: the tier could not be asked. */
        UNAVAILABLE
    }

    /** What can void what is held of a key. */
    public enum By {
        /** The key was written or invalidated. */
        KEY,
        /** A tag that it carries was invalidated. */
        TAG,
        /** The cache was cleared. */
        CLEAR,
        /**
         * The node could not tell what had happened, so that what it held was void: it began to follow the log, the log began anew, or it was
         * away for longer than the log reaches.
         */
        RESET,
        /** Nothing did since the cache was built. */
        NONE,
        /** Not known: the node remembers the last changes of some thousand keys and tags. */
        NOT_KNOWN
    }

    /**
     * The last change that made this node drop what it held of the key, or would have, as far as the node remembers it. Of a key that no tier
     * holds the tags are not known, so any change of a tag may have been the last.
     *
     * @param by what was changed
     * @param tag the tag, or null if it was none
     * @param version the change's place in the log; 0 where it has none or none is known
     * @param ago how long ago it was applied on this node; where it is {@link By#NOT_KNOWN}, since when at least there was none; where it is
     *     {@link By#NONE}, since when the node remembers
     */
    public record LastInvalidation(By by, @Nullable String tag, long version, Duration ago) {}

    /**
     * What one tier holds.
     *
     * @param tier {@code heap}, {@code offheap} or {@code remote}
     * @param state the state of the entry
     * @param absence whether the entry is a cached absence
     * @param version the version of the entry; 0 where there is none
     * @param age how long ago its load or write began, or null where there is no entry
     * @param freshFor how much longer it is fresh (negative: since when it is not), or null where there is no entry
     * @param deadIn how much longer it may be served, or null where there is no entry or no end
     * @param tags its tags
     * @param reason why it is in this state, in one sentence
     */
    public record TierView(
            String tier,
            State state,
            boolean absence,
            long version,
            @Nullable Duration age,
            @Nullable Duration freshFor,
            @Nullable Duration deadIn,
            Set<String> tags,
            String reason) {

        /** Copies the tags. */
        public TierView {
            tags = Set.copyOf(tags);
        }
    }
}
