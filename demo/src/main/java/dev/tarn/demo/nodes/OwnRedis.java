package dev.tarn.demo.nodes;

import dev.tarn.demo.DemoFailure;
import dev.tarn.spi.Clock;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs a Redis server on the loopback interface that keeps nothing on disk and ends when this process does, however that comes. */
final class OwnRedis implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String INSTALL =
            "apt-get update && apt-get install -y --no-install-recommends redis-server (Mac: brew install redis)";
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int PING_MILLIS = 500;
    private static final long CLOSE_SECONDS = 3;

    /** Ends the server when the pipe from this process closes. */
    private static final String GUARD = """
            "$@" </dev/null >log 2>&1 &
            server=$!
            trap 'kill $server; exit' INT TERM HUP
            cat >/dev/null
            kill $server
            wait $server""";

    private final Process guard;
    private final Path folder;
    private final int port;

    private OwnRedis(Process guard, Path folder, int port) {
        this.guard = guard;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @throws DemoFailure if there is no redis-server on the PATH, or it does not start
     */
    static OwnRedis start(Clock clock) {
        String program = find();
        try {
            int port = freePort();
            Path folder = Files.createTempDirectory("tarn-demo-redis");
            List<String> command = List.of(
                    "sh",
                    "-c",
                    GUARD,
                    "sh",
                    program,
                    "--port",
                    String.valueOf(port),
                    "--bind",
                    HOST,
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--dir",
                    folder.toString());
            Process guard = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            OwnRedis redis = new OwnRedis(guard, folder, port);
            redis.awaitPong(clock);
            return redis;
        } catch (IOException e) {
            throw new DemoFailure("Redis cannot be started: " + e.getMessage(), e);
        }
    }

    private static String find() {
        String path = String.valueOf(System.getenv("PATH"));
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new DemoFailure(
                        "no redis-server on the PATH: " + INSTALL + ", or --redis names a server that is there"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitPong(Clock clock) {
        long deadline = clock.nanos() + START_NANOS;
        while (!pings()) {
            if (clock.nanos() > deadline) {
                String log = log();
                close();
                throw new DemoFailure("Redis does not answer on port " + port + ": " + log);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean pings() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PING_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return in.read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("log"));
            return lines.isEmpty() ? "its log is empty" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "there is no log";
        }
    }

    String uri() {
        return "redis://" + HOST + ":" + port;
    }

    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
            if (!guard.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                guard.destroy();
            }
            Files.deleteIfExists(folder.resolve("log"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            guard.destroy();
        }
    }
}
