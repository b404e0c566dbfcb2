package dev.tarn.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child process that cannot outlive this JVM, and takes the signals of a chaos run.
 *
 * <p>The command is started through a shell that first forks a watchdog and then becomes the program, so that the child's
 * process id is the program's. The watchdog reads the pipe whose other end only this JVM holds: the kernel closes it
 * when the JVM ends, however it ends, and the watchdog then kills the program, also a frozen one. It needs nothing but a POSIX
 * shell. The program's own input is empty. Thread-safe.
 */
public final class WatchedProcess {
    private static final String WATCHED = """
            exec 3<&0
            ( cat <&3 >/dev/null 2>&1; kill -9 $$ 2>/dev/null ) &
            exec "$@" 3<&- </dev/null""";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How long a killed process may take: on a machine that is short of everything its memory is not given back at once. */
    private static final Duration LAST_PATIENCE = Duration.ofMinutes(1);

    private final Process process;
    private final String name;

    private WatchedProcess(Process process, String name) {
        this.process = process;
        this.name = name;
    }

    /**
     * Starts a program.
     *
     * @param command the program and its arguments
     * @param directory where it runs
     * @param log the file that its output is appended to
     * @throws UncheckedIOException if it cannot be started
     */
    public static WatchedProcess start(List<String> command, Path directory, Path log) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, "tarn-watchdog"));
        words.addAll(command);
        try {
            ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            return new WatchedProcess(builder.start(), command.get(0));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** Returns the program's process id. */
    public long pid() {
        return process.pid();
    }

    /** Tells whether the process is there; a frozen one is. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until the process has ended, and tells whether it has.
     *
     * @param limit how long to wait at most
     * @throws IllegalStateException if the thread is interrupted
     */
    public boolean awaitEnd(Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** Asks the process to end, waits, and kills it if it has not ended after ten seconds. */
    public void terminate() {
        process.destroy();
        if (!awaitEnd(PATIENCE)) {
            kill();
        }
    }

    /** Kills the process as {@code kill -9} does, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        if (!awaitEnd(LAST_PATIENCE)) {
            throw new IllegalStateException(this + " does not die");
        }
    }

    /**
     * Freezes the process with SIGSTOP.
     *
     * @throws IllegalStateException if it does not run
     */
    public void pause() {
        signal("STOP");
    }

    /**
     * Lets a frozen process run on.
     *
     * @throws IllegalStateException if it does not run
     */
    public void resume() {
        signal("CONT");
    }

    @Override
    public String toString() {
        return name + " with pid " + pid();
    }

    private void signal(String signal) {
        if (!isAlive()) {
            throw new IllegalStateException(this + " does not run");
        }
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid()).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + signal + " " + pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send SIG" + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + signal, e);
        }
    }
}
