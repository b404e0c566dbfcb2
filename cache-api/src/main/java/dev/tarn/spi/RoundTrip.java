package dev.tarn.spi;

/**
 * Knows about how long a server takes to answer, seen from this process, and so how many single reads should be under way for themselves before others wait
 * to share a request.
 *
 * <p>What a request costs both ends does not depend on how far the server is; what it costs to wait for another one does. A server on the same machine
 * answers in less time than a few requests take to be written and read, so readers lose nothing if they travel together. From a distant one the second
 * reader would wait twice as long, and the processors have time.
 *
 * <p>Thread-safe without synchronization: an answer that is not counted does no harm. Does not block.
 */
public final class RoundTrip {
    /** Up to this many reads have requests of their own where the server is near. */
    static final int FEW_NEAR = 2;

    /** The same where it is not, and while that is not known. */
    static final int FEW_FAR = 4;

    private static final long NEAR_NANOS = 100_000;
    private static final long FAR_NANOS = 1_000_000;
    private static final int MEAN_OF = 8;

    private long mean = 2 * NEAR_NANOS;

    /** Creates one that takes the server for a distant one until it has heard of some answers. */
    public RoundTrip() {}

    /**
     * Learns how long an answer took.
     *
     * @param nanos from when the request was sent; more than a millisecond, where something was in the way, counts as one
     */
    public void took(long nanos) {
        long before = mean;
        mean = before + (Math.min(FAR_NANOS, nanos) - before) / MEAN_OF;
    }

    /** Returns how many single reads may be under way in requests of their own. */
    public int few() {
        return mean < NEAR_NANOS ? FEW_NEAR : FEW_FAR;
    }
}
