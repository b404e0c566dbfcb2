package dev.tarn.testing.chaos;

/**
 * What the threads of a node do, and how often out of a hundred thousand unless the plan says otherwise.
 *
 * <p>Every write first commits new versions to the source, then tells the cache. Keys whose number divided by four leaves three are
 * written by {@link #PUT} only, by one process at a time, because a {@code put} without order would be the caller's mistake; all others
 * are invalidated, by several at once if it so happens.
 */
public enum ChaosOperation {
    /** One key is read; half of the reads go to a tenth of the keys. */
    READ(93_995),
    /** Eight keys are read in one call. */
    READ_MANY(1_000),
    /** One key is committed and invalidated. */
    INVALIDATE(4_000),
    /** Eight keys are committed and invalidated in one call. */
    INVALIDATE_MANY(400),
    /** Keys of a tag are committed and the tag is invalidated. */
    INVALIDATE_TAG(100),
    /** Eight keys are committed and the cache is cleared. */
    CLEAR(5),
    /** One key is committed and its new value put. */
    PUT(500);

    private final int weight;

    ChaosOperation(int weight) {
        this.weight = weight;
    }

    /** Returns how often it is done, in relation to the others, unless the plan says otherwise. */
    public int weight() {
        return weight;
    }
}
