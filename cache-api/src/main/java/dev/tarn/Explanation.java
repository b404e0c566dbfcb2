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
 * @param verdict what a read would do now, in one sentence
 */
public record Explanation(String cache, List<TierView> tiers, boolean loading, boolean pending, String verdict) {

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
