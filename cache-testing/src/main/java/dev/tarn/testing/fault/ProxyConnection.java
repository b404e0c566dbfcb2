package dev.tarn.testing.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One client's connection through the proxy: two sockets and a pipe each way. */
final class ProxyConnection {
    private static final int CONNECT_TIMEOUT_MS = 10_000;

    private final Socket client;
    private final Socket server = new Socket();
    private final List<Pipe> pipes;
    private final Consumer<ProxyConnection> whenEnded;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger pipesOpen = new AtomicInteger(2);

    ProxyConnection(Socket client, Lane toServer, Lane toClient, Consumer<ProxyConnection> whenEnded) {
        this.client = client;
        this.whenEnded = whenEnded;
        pipes = List.of(
                new Pipe(client, server, toServer, this::pipeEnded, this::cut),
                new Pipe(server, client, toClient, this::pipeEnded, this::cut));
    }

    /** Connects to the server and carries bytes, on threads of its own. Resets the client if the server is not there. */
    void connect(InetSocketAddress target) {
        Thread connector = new Thread(() -> connectNow(target), "tarn-proxy-connect");
        connector.setDaemon(true);
        connector.start();
    }

    private void connectNow(InetSocketAddress target) {
        try {
            server.connect(target, CONNECT_TIMEOUT_MS);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            pipes.forEach(Pipe::start);
        } catch (IOException e) {
            cut();
        }
    }

    /** Resets both sides. Idempotent. */
    void cut() {
        if (ended.compareAndSet(false, true)) {
            reset(client);
            reset(server);
            pipes.forEach(Pipe::stop);
            whenEnded.accept(this);
        }
    }

    private void pipeEnded() {
        if (pipesOpen.decrementAndGet() == 0 && ended.compareAndSet(false, true)) {
            closeQuietly(client);
            closeQuietly(server);
            pipes.forEach(Pipe::stop);
            whenEnded.accept(this);
        }
    }

    private static void reset(Socket socket) {
        try {
            if (socket.isConnected()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException ignored) {
            // The other side has ended it already; closing is all that is left.
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // Nothing is lost: the proxy has no more use for the socket, and the kernel frees it with the process.
        }
    }
}
