package dev.tarn.testing.server;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A real server on the loopback address, started for tests.
 *
 * <p>It keeps nothing on disk unless told to, and keeps its port over {@link #restart()}. It ends with {@link #close()}, and at the
 * latest with this JVM, also when that is killed. All methods block until the new state is reached; none may be called while
 * another thread is in one that changes the state, but {@link #port()} and {@link #address()} may be called always.
 */
public abstract sealed class TestServer implements AutoCloseable
        permits RedisServer, MemcachedServer, PrometheusServer {
    private static final int START_ATTEMPTS = 5;
    private static final int PROBES = 3_000;
    private static final Duration PROBE_PAUSE = Duration.ofMillis(10);

    private final String program;
    private final Host host;
    private boolean shared;
    private boolean paused;

    TestServer(String program, Host host) {
        this.program = program;
        this.host = host;
    }

    /** Makes and starts a server; makes another one, at another port, when somebody else took the port meanwhile. */
    static <S extends TestServer> S launchNew(Supplier<S> maker) {
        for (int attempt = 1; ; attempt++) {
            S made = maker.get();
            TestServer server = made;
            try {
                server.launch();
                return made;
            } catch (RuntimeException e) {
                boolean taken = server.portWasTaken(e);
                server.closeAll();
                if (!taken || attempt == START_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Returns the address at which clients on this machine reach the server. */
    public final String address() {
        return host.address();
    }

    /** Returns the TCP port at which clients reach the server. */
    public final int port() {
        return host.port();
    }

    /** Tells whether the server's process exists; a paused one does. */
    public final boolean isRunning() {
        return host.isRunning();
    }

    /**
     * Stops the server in its own way, as an operator would. Does nothing if it does not run.
     *
     * @throws IllegalStateException if the server is shared
     */
    public final void stop() {
        refuseIfShared("stop");
        thaw();
        host.terminate();
    }

    /**
     * Kills the server as {@code kill -9} does: no farewell to any client. Does nothing if it does not run.
     *
     * @throws IllegalStateException if the server is shared
     */
    public final void kill() {
        refuseIfShared("kill");
        paused = false;
        host.kill();
    }

    /**
     * Starts the server again at the same port after killing it if it runs, and waits until it answers. It is empty unless an option
     * made it keep its data on disk; then it has read them.
     *
     * @throws IllegalStateException if the server is shared or closed
     * @throws ServerUnavailableException if it does not start
     */
    public final void restart() {
        kill();
        launch();
    }

    /**
     * Does the same, and deletes before what the server has kept on disk.
     *
     * @throws IllegalStateException if the server is shared or closed, or runs in a container
     * @throws ServerUnavailableException if it does not start
     */
    public final void restartEmpty() {
        kill();
        host.wipe();
        launch();
    }

    /**
     * Freezes the server: connections stay and are still accepted, but nothing is read, written or answered.
     *
     * @throws IllegalStateException if the server is shared or does not run
     */
    public final void pause() {
        refuseIfShared("pause");
        host.pause();
        paused = true;
    }

    /**
     * Lets a frozen server run on with what has arrived meanwhile. Does nothing to one that is not frozen.
     *
     * @throws IllegalStateException if the server is shared
     */
    public final void resume() {
        refuseIfShared("resume");
        thaw();
    }

    /** Returns the last lines of the server's log. */
    public final String log() {
        return host.log();
    }

    /** Ends the server and deletes what it left. Does nothing to a shared server: that one ends with the JVM. */
    @Override
    public final void close() {
        if (!shared) {
            closeAll();
        }
    }

    @Override
    public final String toString() {
        return program + " at " + address() + ":" + port();
    }

    /**
     * Asks the server for its process id.
     *
     * @throws IOException if it does not answer, or not sensibly
     */
    abstract long askPid() throws IOException;

    /** Returns the server's process id on this machine; negative if it runs in a container. */
    final long pid() {
        return host.pid();
    }

    /** Makes this server one that no test may stop. */
    final void share() {
        shared = true;
    }

    private void closeAll() {
        paused = false;
        host.close();
    }

    private void thaw() {
        if (paused) {
            host.resume();
            paused = false;
        }
    }

    private void refuseIfShared(String operation) {
        if (shared) {
            throw new IllegalStateException(
                    "the shared " + this + " serves other tests too: no " + operation + "(); start one of your own");
        }
    }

    private void launch() {
        host.start();
        for (int probe = 0; probe < PROBES; probe++) {
            if (answersItself()) {
                return;
            }
            if (host.awaitEnd(PROBE_PAUSE)) {
                throw new ServerUnavailableException(this + " ended while starting:\n" + host.log());
            }
        }
        throw new ServerUnavailableException(this + " does not answer:\n" + host.log());
    }

    /** Tells whether this very server answers: on a port lost to another JVM's server, that one would. */
    private boolean answersItself() {
        try {
            long expected = host.pid();
            return askPid() == expected || expected < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean portWasTaken(RuntimeException failure) {
        String text = failure + "\n" + failure.getCause() + "\n" + host.log();
        return text.contains("in use") || text.contains("already allocated");
    }
}
