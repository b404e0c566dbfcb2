package dev.tarn.testing.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Sends back what it is sent, and counts it. */
final class EchoServer implements AutoCloseable {
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Thread acceptor = new Thread(this::acceptAll);
    private final AtomicLong received = new AtomicLong();

    EchoServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        acceptor.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    long received() {
        return received.get();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> echo(socket));
            }
        } catch (IOException ignored) {
            // Closed: the server's end.
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            byte[] buffer = new byte[8192];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                received.addAndGet(n);
                socket.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException ignored) {
            // The client is gone.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
