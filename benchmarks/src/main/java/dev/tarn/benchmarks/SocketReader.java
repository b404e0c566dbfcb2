package dev.tarn.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sends commands on bare sockets and counts the bytes of the answers, whose length is known beforehand: what no client can undercut that
 * waits for each answer. A socket for each thread.
 */
final class SocketReader implements ValueReader {
    private static final int FRAME = 5;

    private final String address;
    private final int port;
    private final int size;
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

        void ask(List<String> words, int length) throws IOException {
            StringBuilder command = new StringBuilder("*" + words.size() + "\r\n");
            words.forEach(word -> command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n"));
            socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.ISO_8859_1));
            if (answer.length < length) {
                answer = new byte[length];
            }
            in.readFully(answer, 0, length);
        }
    }

    /**
     * Prepares connections, which are made when they are needed.
     *
     * @param size of all values, in bytes
     */
    SocketReader(String address, int port, int size) {
        this.address = address;
        this.port = port;
        this.size = size;
    }

    @Override
    public String name() {
        return "socket";
    }

    /** Reads what Lettuce was given. */
    @Override
    public void fill(Map<String, byte[]> values) {}

    @Override
    public byte[] read(String key) {
        return ask(List.of("GET", "lettuce:" + key), valueLength());
    }

    @Override
    public int readAll(Collection<String> keys) {
        List<String> words = new ArrayList<>(keys.size() + 1);
        words.add("MGET");
        keys.forEach(key -> words.add("lettuce:" + key));
        int head = 1 + Integer.toString(keys.size()).length() + 2;
        ask(words, head + keys.size() * valueLength());
        return keys.size();
    }

    private int valueLength() {
        return FRAME + Integer.toString(size).length() + size;
    }

    private byte[] ask(List<String> words, int length) {
        try {
            Line line = idle.poll();
            if (line == null) {
                line = new Line(address, port);
            }
            line.ask(words, length);
            idle.add(line);
            return line.answer;
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
