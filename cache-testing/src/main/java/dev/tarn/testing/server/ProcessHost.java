package dev.tarn.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a server as a child process that cannot outlive this JVM.
 *
 * <p>The command is started through a shell that first forks a watchdog and then becomes the server, so that the child's
 * process id is the server's. The watchdog reads the pipe whose other end only this JVM holds: the kernel closes it
 * when the JVM ends, however it ends, and the watchdog then kills the server. It needs nothing but a POSIX shell.
 */
final class ProcessHost implements Host {
    private static final String WATCHED = """
            exec 3<&0
            ( cat <&3 >/dev/null 2>&1; kill -9 $$ 2>/dev/null ) &
            exec "$@" 3<&- </dev/null""";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LOG_TAIL_BYTES = 4096;

    private final int port;
    private final List<String> command;
    private final Path directory;
    private @Nullable Process process;
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
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, "tarn-watchdog"));
        words.addAll(command);
        try {
            ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
        Leftovers.track(this);
    }

    @Override
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public boolean awaitEnd(Duration limit) {
        Process current = process;
        if (current == null) {
            return true;
        }
        try {
            return current.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command.get(0), e);
        }
    }

    @Override
    public void terminate() {
        Process current = process;
        if (current != null) {
            current.destroy();
            if (!awaitEnd(PATIENCE)) {
                kill();
            }
        }
    }

    @Override
    public void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
            if (!awaitEnd(PATIENCE)) {
                throw new IllegalStateException(command.get(0) + " with pid " + current.pid() + " does not die");
            }
        }
    }

    @Override
    public void pause() {
        signal("STOP");
    }

    @Override
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        if (!isRunning()) {
            throw new IllegalStateException(command.get(0) + " on port " + port + " does not run");
        }
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid()).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send SIG" + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + name, e);
        }
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
