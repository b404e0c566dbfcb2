package dev.tarn.tiered;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Says how the reads of a cache are recorded as a trace, which {@code bin/lab} replays through tiers of other sizes. Immutable; every method that
 * changes something returns a new instance.
 *
 * <pre>{@code
 * try (TraceRecording recording = tarn.record("products", TraceRecorder.to(Path.of("products.trace.gz")).sample(0.01))) {
 *   // the application goes on
 * }
 * }</pre>
 *
 * <p><b>What is in it.</b> A line for each read of a recorded key: a mark, and the milliseconds since the start. The mark is a keyed hash (HMAC with
 * SHA-256, of which 64 bits are kept) under a secret that is made for this recording and never written: neither can a key be read from it,
 * nor can it be tried out, nor compared with another recording. How often and when a key was read can be seen, though. No values, no
 * names. Writes and invalidations are not recorded.
 *
 * <p><b>What it costs.</b> Keys are chosen by their hash, so that of a chosen key all reads are there, and a cache of the sample's share of the size behaves on
 * them as the whole one does on all. A read of a key that is not chosen pays for that hash, a read of a chosen one for a place in a ring as
 * well; neither allocates nor waits. Ten times a second the ring is emptied into the file by a thread of the loaders' executor. What comes when the
 * ring is full is dropped and counted.
 *
 * @param file where to; must not exist
 * @param sample which share of the keys is recorded, above 0 and up to 1; a hundredth unless set
 * @param maximumBytes the most bytes that the file may take; the recording ends before. 64 MiB unless set, at least 1024
 * @param maximumTime how long it lasts; ten minutes unless set, at most a week
 */
public record TraceRecorder(Path file, double sample, long maximumBytes, Duration maximumTime) {
    private static final double USUAL_SAMPLE = 0.01;
    private static final long USUAL_BYTES = 64L << 20;
    private static final long LEAST_BYTES = 1024;
    private static final Duration USUAL_TIME = Duration.ofMinutes(10);
    private static final Duration LONGEST_TIME = Duration.ofDays(7);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public TraceRecorder {
        if (!(sample > 0 && sample <= 1)) {
            throw new IllegalArgumentException("sample is " + sample + ", it must be above 0 and up to 1");
        }
        if (maximumBytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "maximumBytes is " + maximumBytes + ", it must be " + LEAST_BYTES + " or more");
        }
        if (maximumTime.isNegative() || maximumTime.isZero() || maximumTime.compareTo(LONGEST_TIME) > 0) {
            throw new IllegalArgumentException(
                    "maximumTime is " + maximumTime + ", it must be above zero and up to " + LONGEST_TIME);
        }
    }

    /**
     * Records into a file, compressed by gzip.
     *
     * @param file where to; must not exist
     */
    public static TraceRecorder to(Path file) {
        return new TraceRecorder(file, USUAL_SAMPLE, USUAL_BYTES, USUAL_TIME);
    }

    /**
     * Records another share of the keys.
     *
     * @param share above 0 and up to 1; the more keys, the more exact is what the lab makes of it
     * @throws IllegalArgumentException if it is out of range
     */
    public TraceRecorder sample(double share) {
        return new TraceRecorder(file, share, maximumBytes, maximumTime);
    }

    /**
     * Bounds the file otherwise.
     *
     * @param bytes 1024 or more
     * @throws IllegalArgumentException if it is less
     */
    public TraceRecorder maximumBytes(long bytes) {
        return new TraceRecorder(file, sample, bytes, maximumTime);
    }

    /**
     * Bounds the time otherwise.
     *
     * @param time above zero and up to a week
     * @throws IllegalArgumentException if it is out of range
     */
    public TraceRecorder maximumTime(Duration time) {
        return new TraceRecorder(file, sample, maximumBytes, time);
    }
}
