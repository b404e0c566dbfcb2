package dev.tarn.testing.server;

import java.util.List;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How clients and the launcher itself get into a Redis server.
 *
 * @param user the name that clients log in with; empty for the default user
 * @param password the password that clients log in with; empty for none
 * @param login the launcher's own AUTH command; empty for none
 * @param files the TLS files; null for plain text
 */
record RedisAccess(
        String user,
        String password,
        List<String> login,
        @Nullable TlsFiles files) {
    RedisAccess {
        login = List.copyOf(login);
    }

    static RedisAccess open() {
        return new RedisAccess("", "", List.of(), null);
    }

    boolean tls() {
        return files != null;
    }

    SocketFactory sockets() {
        return files == null
                ? SocketFactory.getDefault()
                : files.clientContext().getSocketFactory();
    }
}
