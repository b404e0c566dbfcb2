package dev.tarn.demo.catalogue;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Measures what reads of the database cost. Thread-safe, but for {@link #interval}, which is one thread's. */
public final class DatabaseMeter {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 2;

    private final Recorder latencies = new Recorder(LONGEST_NANOS, DIGITS);
    private final LongAdder reads = new LongAdder();
    private final LongAdder keys = new LongAdder();

    void read(long nanos, int keysAsked) {
        latencies.recordValue(Math.min(LONGEST_NANOS, Math.max(0, nanos)));
        reads.increment();
        keys.add(keysAsked);
    }

    /** Returns how many statements were carried out. */
    public long reads() {
        return reads.sum();
    }

    /** Returns how many keys they asked for. */
    public long keys() {
        return keys.sum();
    }

    /** Returns the latencies in nanoseconds since the last call. */
    public Histogram interval() {
        return latencies.getIntervalHistogram();
    }
}
