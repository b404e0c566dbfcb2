package dev.tarn.testing.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link RedisServer}. Each option may be given once. Not safe for use by several threads.
 *
 * <p>The server comes from the PATH or from Docker: see the system property {@code tarn.test.servers}. The image is
 * {@code redis:7-alpine} unless the environment variable {@code TARN_TEST_REDIS_IMAGE} names another; it is never pulled.
 */
public final class RedisServerBuilder {
    private static final String LAUNCHER = "tarn-launcher";

    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final List<String> accounts = new ArrayList<>();
    private String user = "";
    private String password = "";
    private @Nullable TlsFiles tls;

    RedisServerBuilder() {}

    /** Sets the password of the default user, without which nobody gets in. */
    public RedisServerBuilder password(String password) {
        requireOnce("password", this.password.isEmpty());
        requireText("password", password);
        this.password = password;
        return this;
    }

    /**
     * Adds the one user that clients log in as, and turns the default user off.
     *
     * @param name the user's name
     * @param password the user's password
     * @param rules what the user may do, as in {@code ACL SETUSER}: {@code "~*", "&*", "+@all"}
     */
    public RedisServerBuilder user(String name, String password, String... rules) {
        requireText("user name", name);
        password(password);
        user = name;
        accounts.addAll(List.of("--user", "default", "reset", "off"));
        accounts.addAll(List.of("--user", name, "on", ">" + password));
        accounts.addAll(List.of(rules));
        return this;
    }

    /** Makes the server speak TLS only, with the given files. Clients need no certificate. */
    public RedisServerBuilder tls(TlsFiles files) {
        requireOnce("tls", tls == null);
        tls = files;
        return this;
    }

    /**
     * Limits the server's memory.
     *
     * @param bytes the limit, above zero
     * @param policy what Redis does at the limit: {@code noeviction}, {@code allkeys-lru} and so on
     */
    public RedisServerBuilder maxMemory(long bytes, String policy) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("maxMemory is " + bytes + " bytes, but must be above 0");
        }
        return option("maxmemory", Long.toString(bytes)).option("maxmemory-policy", policy);
    }

    /** Sets an option of {@code redis.conf}, by its name there, to one value or several. */
    public RedisServerBuilder option(String name, String... values) {
        requireOnce(name, options.put(name, List.of(values)) == null);
        return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws ServerUnavailableException if there is no Redis on this machine, or it does not start
     */
    public RedisServer start() {
        String image = ServerSource.image("TARN_TEST_REDIS_IMAGE", "redis:7-alpine");
        ServerSource source = ServerSource.choose(RedisServer.PROGRAM, image);
        return source == ServerSource.DOCKER ? startInDocker(image) : startOnPath("a Redis server");
    }

    /** Starts the server from the PATH, whatever the source of single servers is. */
    RedisServer startOnPath(String purpose) {
        Path program = ServerSource.require(RedisServer.PROGRAM, purpose);
        RedisAccess access = access();
        return TestServer.launchNew(() -> {
            int port = Ports.free();
            Path directory = ProcessHost.newDirectory(RedisServer.PROGRAM);
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(arguments(access, port, "127.0.0.1", tls));
            command.addAll(List.of("--dir", directory.toString()));
            return new RedisServer(new ProcessHost(port, command, directory), access);
        });
    }

    private RedisServer startInDocker(String image) {
        RedisAccess access = access();
        TlsFiles mounted = tls == null ? null : tls.movedTo(Path.of(ContainerHost.FILES));
        List<String> command = new ArrayList<>(List.of(RedisServer.PROGRAM));
        command.addAll(arguments(access, ContainerHost.REDIS_PORT, "0.0.0.0", mounted));
        List<Path> files = tls == null ? List.of() : List.of(tls.certificate(), tls.privateKey());
        return TestServer.launchNew(() -> new RedisServer(
                new ContainerHost(image, Ports.free(), ContainerHost.REDIS_PORT, command, files), access));
    }

    private List<String> arguments(RedisAccess access, int port, String bind, @Nullable TlsFiles files) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of(files == null ? "--port" : "--tls-port", Integer.toString(port), "--bind", bind));
        words.addAll(List.of("--save", "", "--appendonly", "no", "--protected-mode", "no"));
        words.addAll(
                List.of("--rdb-del-sync-files", "yes")); // else what was a replica once would restart with old data
        if (files != null) {
            words.addAll(List.of("--port", "0", "--tls-auth-clients", "no"));
            words.addAll(List.of("--tls-cert-file", files.certificate().toString()));
            words.addAll(List.of("--tls-ca-cert-file", files.certificate().toString()));
            words.addAll(List.of("--tls-key-file", files.privateKey().toString()));
        }
        if (user.isEmpty() && !password.isEmpty()) {
            words.addAll(List.of("--requirepass", password));
        }
        if (!user.isEmpty()) {
            words.addAll(accounts);
            String secret = access.login().get(2);
            words.addAll(List.of("--user", LAUNCHER, "on", ">" + secret, "~*", "&*", "+@all"));
        }
        options.forEach((name, values) -> {
            words.add("--" + name);
            words.addAll(values);
        });
        return words;
    }

    private RedisAccess access() {
        if (password.isEmpty()) {
            return new RedisAccess("", "", List.of(), tls);
        }
        List<String> login = user.isEmpty()
                ? List.of("AUTH", password)
                : List.of("AUTH", LAUNCHER, UUID.randomUUID().toString());
        return new RedisAccess(user, password, login, tls);
    }

    private static void requireText(String option, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(option + " is empty, but must hold at least one character");
        }
    }

    private static void requireOnce(String option, boolean first) {
        if (!first) {
            throw new IllegalStateException(option + " is set already");
        }
    }
}
