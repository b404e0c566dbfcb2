package dev.tarn.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a server as a {@link WatchedProcess} with a directory of its own. */
final class ProcessHost implements Host {
    private static final int LOG_TAIL_BYTES = 4096;

    private final int port;
    private final List<String> command;
    private final Path directory;
    private @Nullable WatchedProcess process;
    private boolean closed;

    /** Takes the server's command, program first, and the directory that is its own and is deleted at close. */
    ProcessHost(int port, List<String> command, Path directory) {
        this.port = port;
        this.command = List.copyOf(command);
        this.directory = directory;
    }

    static Path newDirectory(String program) {
        try {
            return Files.createTempDirectory("tarn-" + program + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a directory for " + program, e);
        }
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return process == null ? -1 : process.pid();
    }

    @Override
    public void start() {
        if (closed) {
            throw new IllegalStateException(command.get(0) + " on port " + port + " is closed");
        }
        process = WatchedProcess.start(command, directory, logFile());
        Leftovers.track(this);
    }

    @Override
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public boolean awaitEnd(Duration limit) {
        return process == null || process.awaitEnd(limit);
    }

    @Override
    public void terminate() {
        if (process != null) {
            process.terminate();
        }
    }

    @Override
    public void kill() {
        if (process != null) {
            process.kill();
        }
    }

    @Override
    public void pause() {
        running().pause();
    }

    @Override
    public void resume() {
        running().resume();
    }

    @Override
    public void wipe() {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory) && !path.equals(logFile())) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + directory, e);
        }
    }

    private WatchedProcess running() {
        WatchedProcess current = process;
        if (current == null || !current.isAlive()) {
            throw new IllegalStateException(command.get(0) + " on port " + port + " does not run");
        }
        return current;
    }

    @Override
    public String log() {
        try {
            byte[] all = Files.exists(logFile()) ? Files.readAllBytes(logFile()) : new byte[0];
            int from = Math.max(0, all.length - LOG_TAIL_BYTES);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(log unreadable: " + e + ")";
        }
    }

    private Path logFile() {
        return directory.resolve("server.log");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            kill();
            Leftovers.forget(this);
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
