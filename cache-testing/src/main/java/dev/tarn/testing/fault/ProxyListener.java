package dev.tarn.testing.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** Accepts connections on a thread of its own until it is closed. */
final class ProxyListener {
    private static final long JOIN_MS = 10_000;

    private final ServerSocket socket;
    private final Thread acceptor;

    ProxyListener(ServerSocket socket, Consumer<Socket> accepted) {
        this.socket = socket;
        acceptor = new Thread(() -> acceptAll(accepted), "tarn-proxy-" + socket.getLocalPort());
        acceptor.setDaemon(true);
    }

    void start() {
        acceptor.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    /** Stops listening. The kernel goes on accepting until the accepting thread has returned, so this waits for it. */
    void close() {
        try {
            socket.close();
            acceptor.join(JOIN_MS);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close port " + port(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while closing port " + port(), e);
        }
        if (acceptor.isAlive()) {
            throw new IllegalStateException("port " + port() + " is still open");
        }
    }

    private void acceptAll(Consumer<Socket> accepted) {
        while (true) {
            try {
                accepted.accept(socket.accept());
            } catch (IOException e) {
                if (socket.isClosed()) {
                    return;
                }
            }
        }
    }
}
