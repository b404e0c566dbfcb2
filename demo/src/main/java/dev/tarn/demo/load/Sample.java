package dev.tarn.demo.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds what one node has to tell at one moment.
 *
 * @param counts what was counted since its start
 * @param cache the latencies of reads of the cache since the last sample, in nanoseconds
 * @param database the latencies of reads of the database since the last sample, in nanoseconds
 */
public record Sample(Counts counts, Histogram cache, Histogram database) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 2;

    /** Returns a sample of nothing. */
    public static Sample none() {
        return new Sample(Counts.NONE, new Histogram(LONGEST_NANOS, DIGITS), new Histogram(LONGEST_NANOS, DIGITS));
    }

    /**
     * Adds another node's sample.
     *
     * @param other the other node's
     */
    public Sample plus(Sample other) {
        Histogram cacheSum = cache.copy();
        cacheSum.add(other.cache);
        Histogram databaseSum = database.copy();
        databaseSum.add(other.database);
        return new Sample(counts.plus(other.counts), cacheSum, databaseSum);
    }

    /** Returns this sample as if nothing had been timed since the last one. */
    public Sample withoutLatencies() {
        return new Sample(counts, none().cache(), none().database());
    }

    /** Returns the sample as one line of text. */
    public String toLine() {
        return JSON.writeValueAsString(new Line(counts, bytes(cache), bytes(database)));
    }

    /**
     * Reads a sample.
     *
     * @param line what {@link #toLine} gave
     * @throws IllegalArgumentException if it is something else
     */
    public static Sample fromLine(String line) {
        try {
            Line read = JSON.readValue(line, Line.class);
            return new Sample(read.counts(), histogram(read.cache()), histogram(read.database()));
        } catch (DataFormatException | RuntimeException e) {
            throw new IllegalArgumentException("not a sample: " + e.getMessage(), e);
        }
    }

    private static String bytes(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    private static Histogram histogram(String bytes) throws DataFormatException {
        return Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(bytes)), 0);
    }

    private record Line(Counts counts, String cache, String database) {}
}
