package dev.tarn.benchmarks;

import java.util.Collection;
import java.util.Map;

/** Sends Redis commands on bare sockets: a limit, not a rival. Many keys are asked for by {@code MGET}, or each by a {@code GET} of one pipeline. */
final class SocketReader implements ValueReader {
    private static final int FRAME = 5;

    private final Sockets sockets;
    private final int size;
    private final boolean pipelining;

    /**
     * Prepares connections.
     *
     * @param size of all values, in bytes
     * @param pipelining whether many keys are read by a pipeline
     */
    SocketReader(String address, int port, int size, boolean pipelining) {
        this.sockets = new Sockets(address, port);
        this.size = size;
        this.pipelining = pipelining;
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
        StringBuilder command = new StringBuilder();
        get(command, key);
        return sockets.ask(command, valueLength());
    }

    @Override
    public int readAll(Collection<String> keys) {
        StringBuilder command = new StringBuilder();
        if (pipelining) {
            keys.forEach(key -> get(command, key));
            sockets.ask(command, keys.size() * valueLength());
            return keys.size();
        }
        word(command.append('*').append(keys.size() + 1).append("\r\n"), "MGET");
        keys.forEach(key -> word(command, "lettuce:" + key));
        int head = 1 + Integer.toString(keys.size()).length() + 2;
        sockets.ask(command, head + keys.size() * valueLength());
        return keys.size();
    }

    private static void get(StringBuilder command, String key) {
        word(command.append("*2\r\n"), "GET");
        word(command, "lettuce:" + key);
    }

    private static void word(StringBuilder command, String word) {
        command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }

    private int valueLength() {
        return FRAME + Integer.toString(size).length() + size;
    }

    @Override
    public void close() {
        sockets.close();
    }
}
