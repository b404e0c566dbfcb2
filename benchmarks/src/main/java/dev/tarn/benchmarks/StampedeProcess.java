package dev.tarn.benchmarks;

import dev.tarn.spi.Clock;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link StampedeNode} in a process of its own. What it says goes into a queue. */
final class StampedeProcess implements AutoCloseable {
    /** What it says at last. */
    static final String END = "end";

    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
    private final BlockingQueue<Said> said;

    /** A line that a node said, and when it was heard. */
    record Said(StampedeProcess by, String line, long nanos) {}

    /**
     * Starts a node and waits until it is ready.
     *
     * @param said where its lines go from then on
     */
    StampedeProcess(String uri, int threads, int loadMillis, int leaseMillis, BlockingQueue<Said> said)
            throws IOException {
        this.said = said;
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StampedeNode.class.getName(),
                        uri,
                        Integer.toString(threads),
                        Integer.toString(loadMillis),
                        Integer.toString(leaseMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = out.readLine();
        if (!"ready".equals(first)) {
            throw new IllegalStateException("a node said '" + first + "' instead of 'ready'");
        }
        Thread ear = new Thread(this::listen, "ear-" + process.pid());
        ear.setDaemon(true);
        ear.start();
    }

    private void listen() {
        Clock clock = Clock.system();
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(new Said(this, line, clock.nanos()));
            }
        } catch (IOException e) {
            said.add(new Said(this, "lost: " + e.getMessage(), clock.nanos()));
        }
        said.add(new Said(this, END, clock.nanos()));
    }

    /** Begins a wave on a key. */
    void start(String key) throws IOException {
        in.write(key);
        in.newLine();
        in.flush();
    }

    /** Ends the process with SIGKILL, and returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException killed) {
            process.destroyForcibly();
        }
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().destroyForcibly();
    }
}
