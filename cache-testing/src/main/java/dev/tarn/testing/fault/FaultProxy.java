package dev.tarn.testing.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy between clients and one server, whose faults are switched on and off while it runs.
 *
 * <p>Faults add up until {@link #heal()} ends all of them. Latency, bandwidth and loss apply to each direction by itself
 * and to all connections, those that are open included. Bytes that are lost are lost for good: since TCP never shows a
 * hole, the direction of a connection that has lost some stays silent, also after {@link #heal()}, until {@link #cutAll()}. That is
 * a half-open connection.
 *
 * <p>Thread-safe. Methods that change a fault return once it is in force for every byte that the proxy has not yet
 * read. {@link #close()} resets all connections.
 */
public final class FaultProxy implements AutoCloseable {
    /** The two ways that bytes go. */
    public enum Direction {
        /** From clients to the server. */
        TO_SERVER,
        /** From the server to clients. */
        TO_CLIENT
    }

    /** What becomes of a new connection. */
    private enum Door {
        OPEN,
        SILENT,
        RESET
    }

    private static final int LISTENER_ATTEMPTS = 100;
    private static final int FIRST_PORT = 22_700;
    private static final int PORT_LIMIT = 30_000;

    private final InetSocketAddress target;
    private final Lane toServer = new Lane();
    private final Lane toClient = new Lane();
    private final Set<ProxyConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final int port;
    private final ReentrantLock listening = new ReentrantLock();
    private ProxyListener listener;
    private boolean closed;
    private volatile Door door = Door.OPEN;

    private FaultProxy(InetSocketAddress target) {
        this.target = target;
        listener = new ProxyListener(bindAnywhere(), this::accept);
        port = listener.port();
        listener.start();
    }

    /**
     * Starts a proxy at a free port of the loopback address. The server need not run yet.
     *
     * @param address the server's address
     * @param port the server's port
     * @throws UncheckedIOException if no port can be had
     */
    public static FaultProxy to(String address, int port) {
        return new FaultProxy(new InetSocketAddress(address, port));
    }

    /** Returns the address that clients connect to. */
    public String address() {
        return "127.0.0.1";
    }

    /** Returns the port that clients connect to; it never changes. */
    public int port() {
        return port;
    }

    /** Delays every byte of a direction by the given time. Order and throughput stay. */
    public void latency(Direction direction, Duration delay) {
        latency(direction, delay, Duration.ZERO, 0);
    }

    /**
     * Delays the bytes of a direction by the given time and up to the jitter more, drawn for each piece. Order stays.
     *
     * @param direction the direction
     * @param delay the least delay, not negative
     * @param jitter the most that is added, not negative
     * @param seed where the random numbers start
     */
    public void latency(Direction direction, Duration delay, Duration jitter, long seed) {
        requireNotNegative("delay", delay);
        requireNotNegative("jitter", jitter);
        lane(direction).latency(delay.toNanos(), jitter.toNanos(), seed);
    }

    /**
     * Limits what a direction carries, all connections together.
     *
     * @param direction the direction
     * @param bytesPerSecond the limit, above zero
     */
    public void bandwidth(Direction direction, long bytesPerSecond) {
        if (bytesPerSecond <= 0) {
            throw new IllegalArgumentException("bandwidth is " + bytesPerSecond + " bytes/s, but must be above 0");
        }
        lane(direction).bandwidth(bytesPerSecond);
    }

    /** Loses every byte of a direction, and the end of connections too: nobody is told. The other direction goes on. */
    public void lose(Direction direction) {
        lane(direction).lose();
    }

    /** Holds every byte of a direction back until {@link #heal()}, when all arrive in order. Senders get stuck in time. */
    public void hold(Direction direction) {
        lane(direction).hold();
    }

    /** Loses everything in both directions without a word; new connections are accepted and never answered. */
    public void halfOpen() {
        door = Door.SILENT;
        lose(Direction.TO_SERVER);
        lose(Direction.TO_CLIENT);
    }

    /** Resets all connections, and every new one as soon as it is accepted. */
    public void reset() {
        door = Door.RESET;
        cutAll();
    }

    /**
     * Refuses new connections, as a port does that nothing listens at. Connections that are open go on; {@link #cutAll()} ends them.
     *
     * @throws IllegalStateException if the proxy is closed
     */
    public void refuse() {
        listening.lock();
        try {
            requireOpen();
            listener.close();
        } finally {
            listening.unlock();
        }
    }

    /** Resets all connections that are open now (RST, no orderly end) on both sides. New ones are not concerned. */
    public void cutAll() {
        open.forEach(ProxyConnection::cut);
    }

    /**
     * Ends all faults: what is held back or delayed arrives at once, new connections are served.
     *
     * @throws IllegalStateException if the proxy is closed
     * @throws UncheckedIOException if the proxy refused and somebody has taken its port
     */
    public void heal() {
        listening.lock();
        try {
            requireOpen();
            door = Door.OPEN;
            if (listener.isClosed()) {
                listener = new ProxyListener(bind(port), this::accept);
                listener.start();
            }
        } finally {
            listening.unlock();
        }
        toServer.heal();
        toClient.heal();
    }

    /** Returns how many connections have been accepted, those that were reset at once included. */
    public long connections() {
        return accepted.get();
    }

    /** Returns how many connections are open now. */
    public int openConnections() {
        return open.size();
    }

    /** Returns how many bytes were handed on in a direction. */
    public long forwardedBytes(Direction direction) {
        return lane(direction).forwarded();
    }

    /** Returns how many bytes were lost in a direction. */
    public long lostBytes(Direction direction) {
        return lane(direction).lost();
    }

    /** Stops listening and resets all connections. Idempotent. */
    @Override
    public void close() {
        listening.lock();
        try {
            closed = true;
            listener.close();
        } finally {
            listening.unlock();
        }
        cutAll();
    }

    @Override
    public String toString() {
        return "proxy at " + address() + ":" + port + " to " + target;
    }

    private void accept(Socket client) {
        accepted.incrementAndGet();
        ProxyConnection connection = new ProxyConnection(client, toServer, toClient, open::remove);
        open.add(connection);
        switch (door) {
            case OPEN -> connection.connect(target);
            case RESET -> connection.cut();
            case SILENT -> {}
        }
    }

    private Lane lane(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    private static void requireNotNegative(String option, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(option + " is " + value + ", but must not be negative");
        }
    }

    private static ServerSocket bindAnywhere() {
        for (int attempt = 1; ; attempt++) {
            try {
                return bind(ThreadLocalRandom.current().nextInt(FIRST_PORT, PORT_LIMIT));
            } catch (UncheckedIOException e) {
                if (attempt == LISTENER_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static ServerSocket bind(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at port " + port, e);
        }
    }
}
