package dev.tarn.benchmarks.costs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Carries bytes between clients and a server, and counts round trips: how often a client speaks that was silent, or had been answered.
 *
 * <p>Commands that are sent together, or while an answer is awaited, are one. A server does not answer half a command, so it does not matter in
 * how many pieces the bytes come. Thread-safe.
 *
 * <p>Answers are held back for a moment: what does not wait for them has gone out by then, and only what does makes a round trip of its own.
 */
final class CountingProxy implements AutoCloseable {
    private static final Duration HELD = Duration.ofMillis(5);

    private final InetSocketAddress target;
    private final Predicate<String> ignored;
    private final ServerSocket listener;
    private final List<Socket> sockets = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long roundTrips;
    private int unanswered;

    /** One client's connection. */
    private final class Link {
        private boolean spoken;

        /** Takes note that the client says something. */
        void speaks(String words) {
            lock.lock();
            try {
                if (!spoken) {
                    spoken = true;
                    unanswered++;
                    roundTrips += ignored.test(words) ? 0 : 1;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Takes note that the server says something, or that the connection has ended. */
        void isAnswered() {
            lock.lock();
            try {
                if (spoken) {
                    spoken = false;
                    unanswered--;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Listens on a free port of the loopback address.
     *
     * @param ignored tells by the first words that a client says whether it is the connection's own upkeep, which is not counted
     */
    CountingProxy(String address, int port, Predicate<String> ignored) throws IOException {
        this.target = new InetSocketAddress(address, port);
        this.ignored = ignored;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run("accept", this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Returns how many round trips were begun. */
    long roundTrips() {
        lock.lock();
        try {
            return roundTrips;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many round trips were begun and everything is answered; goes on without after the patience. */
    void await(long atLeast, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while ((roundTrips < atLeast || unanswered > 0) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket();
            server.connect(target);
            keep(client);
            keep(server);
            Link link = new Link();
            run("to-server", () -> carry(client, server, link, true));
            run("to-client", () -> carry(server, client, link, false));
        }
    }

    private void keep(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        lock.lock();
        try {
            sockets.add(socket);
        } finally {
            lock.unlock();
        }
    }

    private static void carry(Socket from, Socket to, Link link, boolean toServer) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (toServer) {
                    link.speaks(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
                } else {
                    LockSupport.parkNanos(HELD.toNanos());
                    length += in.read(buffer, length, Math.min(in.available(), buffer.length - length));
                    link.isAnswered();
                }
                out.write(buffer, 0, length);
            }
        } finally {
            link.isAnswered();
        }
    }

    /** What may fail because the connection has ended. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException ended) {
                        // whoever ended it knows
                    }
                },
                "counting-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        List<Socket> all;
        lock.lock();
        try {
            all = List.copyOf(sockets);
        } finally {
            lock.unlock();
        }
        for (Socket socket : all) {
            socket.close();
        }
    }
}
