package dev.tarn.demo.web;

import dev.tarn.Cache;
import dev.tarn.Explanation;
import java.util.Locale;

/** Tells how the remote tier of a cache is. */
public enum RemoteState {
    /** The cache has no such tier. */
    NONE,
    /** It answers. */
    UP,
    /** It does not answer. */
    DOWN;

    /** There is no product with this key, so nobody minds that it is looked at. */
    private static final long NOBODY = 0;

    /**
     * Asks the remote tier; blocks for at most its time budget.
     *
     * @param cache the cache
     */
    public static RemoteState of(Cache<Long, ?> cache) {
        return cache.explain(NOBODY).tiers().stream()
                .filter(tier -> tier.tier().equals("remote"))
                .findFirst()
                .map(tier -> tier.state() == Explanation.State.UNAVAILABLE ? DOWN : UP)
                .orElse(NONE);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
