package dev.tarn.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * A Redis server without persistence, started for tests.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.builder().password("s3cret").start()) {
 *     client.connect(redis.uri());
 *     redis.kill();
 *     redis.restart();
 * }
 * }</pre>
 *
 * <p>Tests that neither stop nor flush it use {@link #shared()} and keys of their own.
 */
public final class RedisServer extends TestServer {
    static final String PROGRAM = "redis-server";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RedisAccess access;

    RedisServer(Host host, RedisAccess access) {
        super(PROGRAM, host);
        this.access = access;
    }

    /** Returns a builder of a server with options of its own. */
    public static RedisServerBuilder builder() {
        return new RedisServerBuilder();
    }

    /**
     * Starts a server with default options and waits until it answers.
     *
     * @throws ServerUnavailableException if there is no Redis on this machine, or it does not start
     */
    public static RedisServer start() {
        return builder().start();
    }

    /**
     * Returns the one server that all tests of this JVM share, started at the first call.
     *
     * <p>It has default options, refuses to be stopped, and ends with the JVM. Tests keep apart by random keys.
     *
     * @throws ServerUnavailableException if there is no Redis on this machine, or it does not start
     */
    public static RedisServer shared() {
        return Shared.SERVER;
    }

    /** Returns the address with credentials for database 0, as Lettuce and others take it. */
    public String uri() {
        return uri(0);
    }

    /** Returns the address with credentials for the given database, as Lettuce and others take it. */
    public String uri(int database) {
        if (database < 0) {
            throw new IllegalArgumentException("database is " + database + ", but must not be negative");
        }
        String scheme = access.tls() ? "rediss://" : "redis://";
        return scheme + credentials() + address() + ":" + port() + (database == 0 ? "" : "/" + database);
    }

    /**
     * Sends one command on a connection of its own, with all rights, and returns the reply. Blocks for up to 10 seconds.
     *
     * @throws RespErrorException if the server answers with an error
     * @throws UncheckedIOException if the server cannot be reached or does not answer in time
     */
    public RespReply command(String... words) {
        return command(RespConnection.words(words));
    }

    /**
     * Sends one command of binary words on a connection of its own, with all rights, and returns the reply. Blocks for up to
     * 10 seconds.
     *
     * @throws RespErrorException if the server answers with an error
     * @throws UncheckedIOException if the server cannot be reached or does not answer in time
     */
    public RespReply command(byte[]... words) {
        try {
            return exchange(words);
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from " + this, e);
        }
    }

    @Override
    long askPid() throws IOException {
        try {
            String info = exchange(RespConnection.words("INFO")).text();
            if (info(info, "loading").equals("1")) {
                throw new IOException("not ready: it reads its data");
            }
            return Long.parseLong(info(info, "process_id"));
        } catch (RespErrorException e) {
            throw new IOException("not ready: " + e.getMessage(), e);
        }
    }

    /** Returns one field of the server's {@code INFO} text, empty if it is not there. */
    String info(String section, String field, String otherwise) {
        String found = info(command("INFO", section).text(), field);
        return found.isEmpty() ? otherwise : found;
    }

    private static String info(String text, String field) {
        return text.lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).trim())
                .findFirst()
                .orElse("");
    }

    private RespReply exchange(byte[]... words) throws IOException {
        SocketFactory sockets = access.sockets();
        try (RespConnection connection = RespConnection.open(sockets, address(), port(), TIMEOUT)) {
            if (!access.login().isEmpty()) {
                connection.call(RespConnection.words(access.login().toArray(String[]::new)));
            }
            return connection.call(words);
        }
    }

    private String credentials() {
        if (access.password().isEmpty()) {
            return "";
        }
        return encode(access.user()) + ":" + encode(access.password()) + "@";
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Holds the shared server; the class loader makes it once. */
    private static final class Shared {
        static final RedisServer SERVER = startShared();

        private static RedisServer startShared() {
            RedisServer server = start();
            server.share();
            return server;
        }
    }
}
