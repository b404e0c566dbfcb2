package dev.tarn.testing.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Knows one user and a password, and is asked by a Memcached server with SASL: a stand-in for Cyrus' {@code saslauthd}, on a
 * socket of the file system, so that a test needs neither a data base of passwords nor the program that makes one.
 *
 * <pre>
 * asked:    user, password, service, realm, each: length 2, bytes
 * answered: length 2, "OK" or "NO"
 * </pre>
 *
 * <p>Thread-safe. Ends with {@link #close()}.
 */
public final class PasswordDesk implements AutoCloseable {
    private static final List<String> CONFIGURATION = List.of("mech_list: plain", "pwcheck_method: saslauthd");

    private final String user;
    private final String password;
    private final Path directory;
    private final ServerSocketChannel door;
    private final AtomicInteger asked = new AtomicInteger();

    private PasswordDesk(String user, String password, Path directory, ServerSocketChannel door) {
        this.user = user;
        this.password = password;
        this.directory = directory;
        this.door = door;
    }

    /**
     * Opens a desk.
     *
     * @param user who may log in
     * @param password with what
     */
    public static PasswordDesk open(String user, String password) {
        Path directory = ProcessHost.newDirectory("sasl");
        try {
            Path socket = directory.resolve("mux");
            ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            door.bind(UnixDomainSocketAddress.of(socket));
            Files.write(
                    directory.resolve("memcached.conf"),
                    Stream.concat(CONFIGURATION.stream(), Stream.of("saslauthd_path: " + socket))
                            .toList());
            for (Path path : List.of(directory, socket)) { // the server runs as another user
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            PasswordDesk desk = new PasswordDesk(user, password, directory, door);
            Thread clerk = new Thread(desk::serve, "tarn-password-desk");
            clerk.setDaemon(true);
            clerk.start();
            return desk;
        } catch (IOException e) {
            throw new UncheckedIOException("no desk in " + directory, e);
        }
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    /** Returns where the server finds how to reach the desk. */
    Path directory() {
        return directory;
    }

    /** Returns how often a server has asked. */
    public int asked() {
        return asked.get();
    }

    private void serve() {
        while (door.isOpen()) {
            try (SocketChannel guest = door.accept()) {
                answer(guest);
            } catch (IOException e) {
                // the guest or the door has gone
            }
        }
    }

    private void answer(SocketChannel guest) throws IOException {
        DataInputStream in = new DataInputStream(Channels.newInputStream(guest));
        String name = word(in);
        String secret = word(in);
        word(in);
        word(in);
        asked.incrementAndGet();
        byte[] verdict = (name.equals(user) && secret.equals(password) ? "OK" : "NO").getBytes(StandardCharsets.UTF_8);
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(guest));
        out.writeShort(verdict.length);
        out.write(verdict);
    }

    private static String word(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try (Stream<Path> left = Files.walk(directory)) {
            door.close();
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the desk in " + directory, e);
        }
    }
}
