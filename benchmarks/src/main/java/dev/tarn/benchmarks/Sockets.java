package dev.tarn.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Bare connections to a server, as many as threads ask at once. Who asks knows how long the answer is: no client that waits for each answer can do
 * less. Thread-safe.
 */
final class Sockets implements AutoCloseable {
    private final String address;
    private final int port;
    private final Queue<Line> idle = new ConcurrentLinkedQueue<>();

    /** A connection. Used by one thread at a time. */
    private static final class Line {
        final Socket socket;
        final DataInputStream in;
        byte[] answer = new byte[1 << 16];

        Line(String address, int port) throws IOException {
            socket = new Socket(address, port);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
        }

        byte[] ask(byte[] question, int length) throws IOException {
            socket.getOutputStream().write(question);
            if (answer.length < length) {
                answer = new byte[length];
            }
            in.readFully(answer, 0, length);
            return answer;
        }
    }

    /** Connections are made when they are needed. */
    Sockets(String address, int port) {
        this.address = address;
        this.port = port;
    }

    /**
     * Sends what is asked in one piece, and waits for all of the answer.
     *
     * @param length of the answer, in bytes
     * @return an array that begins with the answer, until the next question
     */
    byte[] ask(CharSequence question, int length) {
        try {
            Line line = idle.poll();
            if (line == null) {
                line = new Line(address, port);
            }
            byte[] answer = line.ask(question.toString().getBytes(StandardCharsets.ISO_8859_1), length);
            idle.add(line);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("no answer", e);
        }
    }

    @Override
    public void close() {
        for (Line line = idle.poll(); line != null; line = idle.poll()) {
            try {
                line.socket.close();
            } catch (IOException ended) {
                // it is of no more use either way
            }
        }
    }
}
