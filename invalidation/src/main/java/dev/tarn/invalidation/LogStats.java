package dev.tarn.invalidation;

/**
 * Counts what happened to a cache's log, as this node saw it.
 *
 * @param gaps messages or replies that did not continue where the node stood
 * @param replays steps that were learnt from the log itself, not from a message
 * @param resets times at which a shard was void because its past could not be told; the first poll of each shard among them
 * @param reassertions steps that the store had lost and that this node had repeated
 * @param validations polls that reads waited for because the last proof had lapsed
 */
public record LogStats(long gaps, long replays, long resets, long reassertions, long validations) {
    /** Nothing has happened. */
    public static final LogStats NONE = new LogStats(0, 0, 0, 0, 0);

    LogStats plus(LogStats other) {
        return new LogStats(
                gaps + other.gaps,
                replays + other.replays,
                resets + other.resets,
                reassertions + other.reassertions,
                validations + other.validations);
    }
}
