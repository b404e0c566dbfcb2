package dev.tarn.benchmarks;

import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A server, and the ways to read from it. */
interface LimitedServer extends AutoCloseable {
    /** A heap tier so small that no read is answered by it. */
    int HEAP = 64;

    /**
     * A way to read.
     *
     * @param many whether it asks for many keys at once, in one thread
     */
    record Way(String name, ValueReader reader, boolean many) {}

    /** Starts a server by its name. */
    static LimitedServer start(String name) {
        return switch (name) {
            case "redis" -> new Redis(RedisServer.start());
            case "memcached" -> new Memcached(MemcachedServer.start(256));
            default -> throw new IllegalArgumentException("no server '" + name + "'");
        };
    }

    String name();

    /**
     * Opens the ways. Who closes them is the caller.
     *
     * @param size of all values, in bytes
     */
    List<Way> ways(int size) throws IOException;

    /** Returns the server's own measuring tool, if there is one on this machine. */
    Optional<RedisTool> tool();

    /** Returns the processor time that the server has used. */
    double cpuMicros();

    @Override
    void close();

    /** Redis. */
    record Redis(RedisServer server) implements LimitedServer {
        @Override
        public String name() {
            return "redis";
        }

        /** Lettuce first: the sockets read what it stores. */
        @Override
        public List<Way> ways(int size) {
            return List.of(
                    new Way("lettuce.sync", new LettuceReaders.Sync(server.uri()), false),
                    new Way("tarn.get", new TarnReader(server.uri(), HEAP, true), false),
                    new Way("socket", socket(size, false), false),
                    new Way("socket pipeline", socket(size, true), true),
                    new Way("socket MGET", socket(size, false), true));
        }

        private SocketReader socket(int size, boolean pipelining) {
            return new SocketReader(server.address(), server.port(), size, pipelining);
        }

        @Override
        public Optional<RedisTool> tool() {
            return RedisTool.find(server);
        }

        @Override
        public double cpuMicros() {
            return ServerInfo.of(server, "cpu").cpuMicros();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** Memcached. */
    record Memcached(MemcachedServer server) implements LimitedServer {
        @Override
        public String name() {
            return "memcached";
        }

        @Override
        public List<Way> ways(int size) throws IOException {
            return List.of(
                    new Way("spy", MemcachedReaders.of("spy", server), false),
                    new Way("tarn", MemcachedReaders.of("cached", server), false),
                    new Way("tarn.binary", MemcachedReaders.of("cached.binary", server), false),
                    new Way("socket", MemcachedReaders.of("socket", server), false),
                    new Way("socket get of many", MemcachedReaders.of("socket", server), true));
        }

        @Override
        public Optional<RedisTool> tool() {
            return Optional.empty();
        }

        @Override
        public double cpuMicros() {
            return server.command("stats").stream()
                    .filter(line -> line.startsWith("STAT rusage_"))
                    .mapToDouble(line -> 1e6 * Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
