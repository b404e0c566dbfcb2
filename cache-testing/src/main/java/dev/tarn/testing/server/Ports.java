package dev.tarn.testing.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds TCP ports on the loopback address that nothing listens at.
 *
 * <p>They lie below the range from which Linux and macOS take the local ports of outgoing connections, so a server
 * that is down for a moment finds its port free again.
 */
final class Ports {
    /** The first port given out. */
    static final int FIRST = 20_000;
    /** The first port above those given out; also with {@link #BUS_OFFSET} added it is below the outgoing range. */
    static final int LIMIT = 22_700;
    /** The distance between a Redis Cluster node's port and the port of its cluster bus. */
    static final int BUS_OFFSET = 10_000;

    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    /** Returns a port that is free, as is its cluster bus port, at this moment. */
    static int free() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(FIRST, LIMIT);
            if (isFree(port) && isFree(port + BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free port from " + FIRST + " to " + (LIMIT - 1) + " in " + ATTEMPTS + " tries");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
