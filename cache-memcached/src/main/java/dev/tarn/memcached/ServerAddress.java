package dev.tarn.memcached;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Names one server.
 *
 * @param host a host name, or an address; an IPv6 one without its brackets
 * @param port the port
 */
record ServerAddress(String host, int port) {
    private static final int DEFAULT_PORT = 11_211;
    private static final String SCHEME = "memcached://";

    /** Reads the addresses in a text like {@code memcached://host1:11211,host2}. */
    static List<ServerAddress> parse(String uri) {
        if (!uri.startsWith(SCHEME)) {
            throw unreadable("it must begin with " + SCHEME);
        }
        String rest = uri.substring(SCHEME.length());
        if (rest.indexOf('@') >= 0) {
            throw unreadable("user and password are set by credentials(...)");
        }
        List<ServerAddress> servers = new ArrayList<>();
        for (String part : rest.split(",", -1)) {
            servers.add(one(part.strip()));
        }
        return servers;
    }

    private static ServerAddress one(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', Math.max(0, end));
        String host = text.substring(end < 0 ? 0 : 1, end < 0 ? (colon < 0 ? text.length() : colon) : end);
        String port = colon < 0 ? "" : text.substring(colon + 1);
        if (host.isEmpty()
                || host.indexOf('/') >= 0
                || port.length() > 5
                || !port.chars().allMatch(Character::isDigit)) {
            throw unreadable("each server must be host or host:port");
        }
        int number = port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            throw unreadable("a port is " + number + ", it must be from 1 to 65535");
        }
        return new ServerAddress(host, number);
    }

    private static IllegalArgumentException unreadable(String why) {
        return new IllegalArgumentException("the address of a Memcached server cannot be read: " + why);
    }

    /** Looks the address up: this may wait for a name server. */
    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    /** Returns the name under which the server has its places on the ring: as libmemcached names it. */
    String ringName() {
        return port == DEFAULT_PORT ? host : host + ":" + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
