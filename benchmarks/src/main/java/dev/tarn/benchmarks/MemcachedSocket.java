package dev.tarn.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Sends commands of Memcached's text protocol on bare sockets: a limit, not a rival. */
final class MemcachedSocket implements ValueReader {
    private static final String END = "END\r\n";

    private final Sockets sockets;
    private volatile int size;

    MemcachedSocket(String address, int port) {
        sockets = new Sockets(address, port);
    }

    @Override
    public String name() {
        return "socket";
    }

    /** Stores values, all of one size. */
    @Override
    public void fill(Map<String, byte[]> values) {
        values.forEach((key, value) -> {
            size = value.length;
            String text = new String(value, StandardCharsets.ISO_8859_1);
            sockets.ask("set " + name(key) + " 0 0 " + value.length + "\r\n" + text + "\r\n", "STORED\r\n".length());
        });
    }

    private static String name(String key) {
        return "socket:" + key;
    }

    @Override
    public byte[] read(String key) {
        return ask(List.of(key));
    }

    @Override
    public int readAll(Collection<String> keys) {
        ask(keys);
        return keys.size();
    }

    private byte[] ask(Collection<String> keys) {
        StringBuilder command = new StringBuilder("get");
        int length = END.length();
        for (String key : keys) {
            String name = name(key);
            command.append(' ').append(name);
            length += ("VALUE " + name + " 0 " + size + "\r\n").length() + size + 2;
        }
        return sockets.ask(command.append("\r\n"), length);
    }

    @Override
    public void close() {
        sockets.close();
    }
}
