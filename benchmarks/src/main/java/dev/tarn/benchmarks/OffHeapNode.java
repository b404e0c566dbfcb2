package dev.tarn.benchmarks;

import dev.tarn.benchmarks.OffHeapRound.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * One of those who keep entries outside the heap, in a process of its own, so that the compiler sees no other: filled at its start, then read in turns.
 *
 * <p>It says {@code ready} with the number of entries that it holds and 1 if it reads in place; then answers each line of its input,
 * {@code cell threads millis}, by {@code turn} with what an {@link Outcome} holds. It ends with its input.
 */
final class OffHeapNode {
    private static final int BYTES_PER_ENTRY = 1000;
    private static final long LEAST_BYTES = 1L << 24;
    private static final int PUT_PERCENT = 10;

    private final OffHeapSubject subject;
    private final OffHeapData data;

    private OffHeapNode(OffHeapSubject subject, OffHeapData data) {
        this.subject = subject;
        this.data = data;
    }

    /**
     * Runs a node.
     *
     * @param args rival, entries, whether reads decode in place where that can be had, and which share of the reads is of keys without a value
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        int entries = Integer.parseInt(args[1]);
        boolean place = Boolean.parseBoolean(args[2]);
        OffHeapData data = OffHeapData.of(entries, Integer.parseInt(args[3]));
        long bytes = Math.max(LEAST_BYTES, (long) entries * BYTES_PER_ENTRY);
        try (OffHeapSubject subject = OffHeapRival.named(args[0]).open(entries, bytes)) {
            data.fill(subject);
            say("ready %d %d", subject.entries(), place && subject.inPlace(true) ? 1 : 0);
            new OffHeapNode(subject, data).serve();
        }
    }

    private void serve() throws IOException, InterruptedException, ExecutionException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            Outcome outcome = round(words[0], Integer.parseInt(words[2])).run(subject, Integer.parseInt(words[1]));
            say("turn %f %f %f %f", outcome.throughput(), outcome.cpuNanos(), outcome.bytes(), outcome.missing());
        }
    }

    private OffHeapRound round(String cell, int millis) {
        int[] numbers = cell.endsWith("uniform") ? data.uniform() : data.zipf();
        return new OffHeapRound(data, numbers, cell.equals("mixed") ? PUT_PERCENT : 0, millis);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
        System.out.flush();
    }
}
