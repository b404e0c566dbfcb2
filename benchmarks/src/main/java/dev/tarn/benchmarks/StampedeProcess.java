package dev.tarn.benchmarks;

import dev.tarn.spi.Clock;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/** A {@link StampedeNode} in a process of its own. What it says goes into a queue. */
final class StampedeProcess implements AutoCloseable {
    /** What it says at last. */
    static final String END = "end";

    private final ChildProcess process;
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
        process = new ChildProcess(
                "a node",
                StampedeNode.class,
                List.of("-Xmx256m"),
                uri,
                Integer.toString(threads),
                Integer.toString(loadMillis),
                Integer.toString(leaseMillis));
        process.hear("ready");
        Thread ear = new Thread(this::listen, "ear-" + process.pid());
        ear.setDaemon(true);
        ear.start();
    }

    private void listen() {
        Clock clock = Clock.system();
        try {
            for (String line = process.hear(); line != null; line = process.hear()) {
                said.add(new Said(this, line, clock.nanos()));
            }
        } catch (IOException e) {
            said.add(new Said(this, "lost: " + e.getMessage(), clock.nanos()));
        }
        said.add(new Said(this, END, clock.nanos()));
    }

    /** Begins a wave on a key. */
    void start(String key) throws IOException {
        process.tell(key);
    }

    /** Ends the process with SIGKILL, and returns when it is gone. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
