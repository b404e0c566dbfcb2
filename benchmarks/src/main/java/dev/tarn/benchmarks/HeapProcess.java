package dev.tarn.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link HeapNode} in a process of its own. Used by one thread. */
final class HeapProcess implements AutoCloseable {
    private final HeapRival rival;
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
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
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapNode.class.getName(),
                        rival.name(),
                        keys.name(),
                        Integer.toString(entries),
                        uri)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String[] ready = listen().split(" ", -1);
        if (!ready[0].equals("ready")) {
            throw new IllegalStateException(rival + " said '" + ready[0] + "' instead of 'ready'");
        }
        openMillis = Double.parseDouble(ready[1]);
        entryBytes = Double.parseDouble(ready[2]);
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
        in.write(call + " " + threads + " " + millis);
        in.newLine();
        in.flush();
        String[] numbers = listen().split(" ", -1);
        return new Turn(
                Double.parseDouble(numbers[0]),
                Double.parseDouble(numbers[1]),
                Double.parseDouble(numbers[2]),
                Double.parseDouble(numbers[3]));
    }

    /** Returns the next line of its own; some libraries print as well. */
    private String listen() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready ") || line.matches("\\d+( -?[\\d.]+){3}")) {
                return line;
            }
        }
        throw new IOException(rival + " has ended");
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException ended) {
            process.destroyForcibly();
        }
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().destroyForcibly();
    }
}
