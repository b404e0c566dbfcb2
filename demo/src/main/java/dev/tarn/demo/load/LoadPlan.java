package dev.tarn.demo.load;

/**
 * Says how much load is made.
 *
 * @param threads how many threads make it; 0 for none
 * @param rate how many operations a second they make together; {@link #UNLIMITED} for as many as they can
 * @param writesPercent how many of a hundred operations change a product
 */
public record LoadPlan(int threads, long rate, double writesPercent) {
    /** As fast as the threads can. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** The most threads. */
    public static final int MAX_THREADS = 512;

    /** Checks the figures. */
    public LoadPlan {
        if (threads < 0 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("--threads is " + threads + ", it must be 0 to " + MAX_THREADS);
        }
        if (rate < 1) {
            throw new IllegalArgumentException("--rate is " + rate + ", it must be at least 1, or max");
        }
        if (!(writesPercent >= 0 && writesPercent <= 100)) {
            throw new IllegalArgumentException("--writes is " + writesPercent + ", it must be 0 to 100");
        }
    }

    /** Returns whether the threads are held back. */
    public boolean limited() {
        return rate != UNLIMITED;
    }
}
