package dev.tarn.testing.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Memcached server started for tests.
 *
 * <p>It comes from the PATH or from Docker: see the system property {@code tarn.test.servers}. The image is
 * {@code memcached:1.6-alpine} unless the environment variable {@code TARN_TEST_MEMCACHED_IMAGE} names another; it is
 * never pulled.
 */
public final class MemcachedServer extends TestServer {
    static final String PROGRAM = "memcached";

    private static final int TIMEOUT_MS = 10_000;
    private static final byte SASL_AUTH = 0x21;
    private static final int HEADER = 24;
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

    private final @Nullable PasswordDesk desk;

    /** Takes the desk that the server asks who may log in, or null if nobody must. */
    MemcachedServer(Host host, @Nullable PasswordDesk desk) {
        super(PROGRAM, host);
        this.desk = desk;
    }

    /** Returns a builder. */
    public static MemcachedServerBuilder builder() {
        return new MemcachedServerBuilder();
    }

    /**
     * Starts a server with 64 MiB for items and waits until it answers.
     *
     * @throws ServerUnavailableException if there is no Memcached on this machine, or it does not start
     */
    public static MemcachedServer start() {
        return builder().start();
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param megabytes the memory for items, in MiB, above zero
     * @throws ServerUnavailableException if there is no Memcached on this machine, or it does not start
     */
    public static MemcachedServer start(int megabytes) {
        return builder().memory(megabytes).start();
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
        return desk == null ? toldPid() : logIn(desk);
    }

    /** Returns the process id that is expected: who lets the desk's user in is ours. */
    private long logIn(PasswordDesk asked) throws IOException {
        byte[] body = ("PLAIN\0" + asked.user() + "\0" + asked.password()).getBytes(StandardCharsets.UTF_8);
        ByteBuffer request = ByteBuffer.allocate(HEADER + body.length);
        request.put((byte) 0x80).put(SASL_AUTH).putShort((short) "PLAIN".length());
        request.putInt(0).putInt(body.length).putInt(0).putLong(0).put(body);
        try (Socket socket = connected()) {
            socket.getOutputStream().write(request.array());
            byte[] answer = socket.getInputStream().readNBytes(HEADER);
            if (answer.length < HEADER) {
                throw new IOException("the server closed the connection");
            }
            int status = ByteBuffer.wrap(answer).getShort(6);
            if (status != 0) {
                throw new LoginUnavailableException("the server has no SASL mechanism PLAIN, status " + status);
            }
        }
        return pid();
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address(), port()), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private long toldPid() throws IOException {
        return exchange("stats").stream()
                .filter(line -> line.startsWith("STAT pid "))
                .map(line -> Long.valueOf(line.substring("STAT pid ".length())))
                .findFirst()
                .orElseThrow(() -> new IOException("no pid in the statistics"));
    }

    private List<String> exchange(String... lines) throws IOException {
        try (Socket socket = connected()) {
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
}
