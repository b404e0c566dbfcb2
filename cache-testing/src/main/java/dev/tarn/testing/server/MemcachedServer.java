package dev.tarn.testing.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A Memcached server started for tests.
 *
 * <p>It comes from the PATH or from Docker: see the system property {@code tarn.test.servers}. The image is
 * {@code memcached:1.6-alpine} unless the environment variable {@code TARN_TEST_MEMCACHED_IMAGE} names another; it is
 * never pulled.
 */
public final class MemcachedServer extends TestServer {
    private static final String PROGRAM = "memcached";
    private static final int TIMEOUT_MS = 10_000;
    private static final Set<String> LAST_WORDS = Set.of(
            "END",
            "OK",
            "STORED",
            "NOT_STORED",
            "EXISTS",
            "NOT_FOUND",
            "DELETED",
            "TOUCHED",
            "RESET",
            "VERSION",
            "ERROR",
            "CLIENT_ERROR",
            "SERVER_ERROR");

    private MemcachedServer(Host host) {
        super(PROGRAM, host);
    }

    /**
     * Starts a server with 64 MiB for items and waits until it answers.
     *
     * @throws ServerUnavailableException if there is no Memcached on this machine, or it does not start
     */
    public static MemcachedServer start() {
        return start(64);
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param megabytes the memory for items, in MiB, above zero
     * @throws ServerUnavailableException if there is no Memcached on this machine, or it does not start
     */
    public static MemcachedServer start(int megabytes) {
        if (megabytes <= 0) {
            throw new IllegalArgumentException("memory is " + megabytes + " MiB, but must be above 0");
        }
        String image = ServerSource.image("TARN_TEST_MEMCACHED_IMAGE", "memcached:1.6-alpine");
        return ServerSource.choose(PROGRAM, image) == ServerSource.DOCKER
                ? startInDocker(image, megabytes)
                : startOnPath(megabytes);
    }

    /** Returns host and port as Spymemcached's {@code AddrUtil} takes them. */
    public String uri() {
        return address() + ":" + port();
    }

    /**
     * Sends the lines of one command of the text protocol on a connection of its own and returns the reply's lines.
     * Blocks for up to 10 seconds.
     *
     * @throws UncheckedIOException if the server cannot be reached or does not answer in time
     */
    public List<String> command(String... lines) {
        try {
            return exchange(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from " + this, e);
        }
    }

    @Override
    long askPid() throws IOException {
        return exchange("stats").stream()
                .filter(line -> line.startsWith("STAT pid "))
                .map(line -> Long.valueOf(line.substring("STAT pid ".length())))
                .findFirst()
                .orElseThrow(() -> new IOException("no pid in the statistics"));
    }

    private List<String> exchange(String... lines) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address(), port()), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            String request = String.join("\r\n", lines) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return readReply(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        }
    }

    private static List<String> readReply(BufferedReader in) throws IOException {
        List<String> reply = new ArrayList<>();
        while (true) {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the server closed the connection after " + reply);
            }
            reply.add(line);
            String word = line.split(" ", 2)[0];
            if (LAST_WORDS.contains(word) || (reply.size() == 1 && word.matches("\\d+"))) {
                return List.copyOf(reply);
            }
        }
    }

    private static MemcachedServer startOnPath(int megabytes) {
        Path program = ServerSource.require(PROGRAM, "a Memcached server");
        return launchNew(() -> {
            int port = Ports.free();
            List<String> command = arguments(program.toString(), port, "127.0.0.1", megabytes);
            if ("root".equals(System.getProperty("user.name"))) {
                command.addAll(List.of("-u", "nobody"));
            }
            return new MemcachedServer(new ProcessHost(port, command, ProcessHost.newDirectory(PROGRAM)));
        });
    }

    private static MemcachedServer startInDocker(String image, int megabytes) {
        List<String> command = arguments(PROGRAM, ContainerHost.MEMCACHED_PORT, "0.0.0.0", megabytes);
        return launchNew(() -> new MemcachedServer(
                new ContainerHost(image, Ports.free(), ContainerHost.MEMCACHED_PORT, command, List.of())));
    }

    private static List<String> arguments(String program, int port, String bind, int megabytes) {
        return new ArrayList<>(List.of(
                program, "-l", bind, "-p", Integer.toString(port), "-U", "0", "-m", Integer.toString(megabytes)));
    }
}
