package dev.tarn.testing.chaos;

import dev.tarn.spi.Clock;
import dev.tarn.testing.server.WatchedProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The driver's end of one {@link ChaosNode}. Used by one thread at a time. */
final class NodeProcess implements AutoCloseable {
    private static final int PATIENCE_MS = 180_000;
    private static final int CLOCK_ROUNDS = 20;
    private static final int LOG_TAIL = 3_000;
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(2);

    private final NodeSettings settings;
    private final Path log;
    private final WatchedProcess process;
    private final Socket socket;
    private final BufferedReader in;
    private final HistoryWriter marks;

    private NodeProcess(NodeSettings settings, Path log, WatchedProcess process, Socket socket) throws IOException {
        this.settings = settings;
        this.log = log;
        this.process = process;
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        marks = new HistoryWriter(HistoryFile.path(settings.folder(), settings.node(), settings.life(), "driver"));
    }

    /**
     * Starts a process that runs this JVM's class path, looks at its clock and lets it open its cache, without waiting for that.
     *
     * @throws IllegalStateException if the clock is not the one of this process
     */
    static NodeProcess start(NodeSettings wanted, List<String> jvmOptions) {
        String name = "node-" + wanted.node() + "-" + wanted.life();
        Path log = wanted.folder().resolve(name + ".log");
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NodeSettings settings = wanted.at(door.getLocalPort());
            Path file = wanted.folder().resolve(name + ".properties");
            settings.write(file);
            WatchedProcess process = WatchedProcess.start(command(file, jvmOptions), wanted.folder(), log);
            door.setSoTimeout(PATIENCE_MS);
            try {
                NodeProcess node = new NodeProcess(settings, log, process, door.accept());
                node.checkClock();
                node.send("open");
                return node;
            } catch (IOException | RuntimeException e) {
                process.kill();
                throw new IllegalStateException(name + " does not start: " + e.getMessage() + tail(log), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen for " + name, e);
        }
    }

    NodeSettings settings() {
        return settings;
    }

    /** Gives the word to do something; {@link #await} takes the answer. */
    void send(String word) {
        try {
            socket.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Waits, for at most three minutes, for the answer to the word given last. */
    String await() {
        try {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("it has closed the connection");
            }
            return line;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    String call(String word) {
        send(word);
        return await();
    }

    void pause() {
        process.pause();
    }

    void resume() {
        process.resume();
    }

    void kill() {
        process.kill();
        closeSocket();
    }

    /**
     * Looks whether the process is there.
     *
     * @throws IllegalStateException if it has ended
     */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(endedByItself());
        }
    }

    /** Writes into the history what the process cannot write itself. */
    void record(HistoryEvent.Kind kind) {
        long now = Clock.system().nanos();
        marks.write(kind, 0, 0, now, now);
    }

    /** Lets the process end by itself, and kills it if it does not. */
    @Override
    public void close() {
        closeSocket();
        if (!process.awaitEnd(Duration.ofSeconds(10))) {
            process.kill();
        }
    }

    private void checkClock() {
        Clock clock = Clock.system();
        for (int i = 0; i < CLOCK_ROUNDS; i++) {
            long before = clock.nanos();
            long theirs = Long.parseLong(call("clock"));
            long after = clock.nanos();
            if (theirs < before || theirs > after) {
                throw new IllegalStateException(
                        "the monotonic clock of another process is not the one of this process: it was " + theirs
                                + " between " + before + " and " + after
                                + ", so no common history can be written here");
            }
        }
    }

    private static List<String> command(Path file, List<String> jvmOptions) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmOptions);
        words.addAll(List.of("-cp", classPath(), ChaosNode.class.getName(), file.toString()));
        return words;
    }

    /** Returns the class path of this process for one that runs in another folder. */
    private static String classPath() {
        String separator = File.pathSeparator;
        return Stream.of(System.getProperty("java.class.path").split(Pattern.quote(separator)))
                .map(element -> new File(element).getAbsolutePath())
                .collect(Collectors.joining(separator));
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the connection to node " + settings.node(), e);
        }
    }

    /** Tells why there is no answer. A connection is seen to break a little before its process is seen to have ended. */
    private IllegalStateException broken(IOException cause) {
        return new IllegalStateException(
                process.awaitEnd(LAST_MOMENTS)
                        ? endedByItself()
                        : "node " + settings.node() + " does not answer: " + cause.getMessage() + tail(log),
                cause);
    }

    private String endedByItself() {
        return "node " + settings.node() + " has ended by itself" + tail(log);
    }

    private static String tail(Path log) {
        try {
            String all = !Files.exists(log) ? "" : Files.readString(log);
            return "\n" + all.substring(Math.max(0, all.length() - LOG_TAIL));
        } catch (IOException e) {
            return " (its log cannot be read: " + e + ")";
        }
    }
}
