package dev.tarn.benchmarks;

import java.io.IOException;
import java.util.List;

/** A {@link HeapNode} in a process of its own. Used by one thread. */
final class HeapProcess implements AutoCloseable {
    private final HeapRival rival;
    private final ChildProcess process;
    private final double openMillis;
    private final double entryBytes;

    /**
     * What a turn came to.
     *
     * @param perSecond reads of all threads
     * @param cpuNanos processor time of the callers for a read
     * @param processNanos the same of the whole process
     * @param bytes that the callers allocated for a read
     */
    record Turn(double perSecond, double cpuNanos, double processNanos, double bytes) {}

    /** Starts a node, and waits until it is filled. */
    HeapProcess(HeapRival rival, HeapKeys keys, int entries, String uri) throws IOException {
        this.rival = rival;
        process = new ChildProcess(
                rival.label(),
                HeapNode.class,
                List.of("-Xms512m", "-Xmx512m"),
                rival.name(),
                keys.name(),
                Integer.toString(entries),
                uri);
        List<String> ready = process.hear("ready");
        openMillis = Double.parseDouble(ready.get(1));
        entryBytes = Double.parseDouble(ready.get(2));
    }

    HeapRival rival() {
        return rival;
    }

    /** Returns how long it took from the first call to the first answer, classes loaded on the way. */
    double openMillis() {
        return openMillis;
    }

    /** Returns the heap that an entry takes, key and value included. */
    double entryBytes() {
        return entryBytes;
    }

    /** Lets it read for a while. */
    Turn turn(String call, int threads, int millis) throws IOException {
        process.tell(call + " " + threads + " " + millis);
        List<String> said = process.hear("turn");
        return new Turn(
                Double.parseDouble(said.get(1)),
                Double.parseDouble(said.get(2)),
                Double.parseDouble(said.get(3)),
                Double.parseDouble(said.get(4)));
    }

    @Override
    public void close() {
        process.close();
    }
}
