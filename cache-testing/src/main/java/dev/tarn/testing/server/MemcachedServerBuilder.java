package dev.tarn.testing.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link MemcachedServer}. Not safe for use by several threads.
 *
 * <p>The server comes from the PATH or from Docker: see the system property {@code tarn.test.servers}. The image is
 * {@code memcached:1.6-alpine} unless the environment variable {@code TARN_TEST_MEMCACHED_IMAGE} names another; it is
 * never pulled.
 */
public final class MemcachedServerBuilder {
    private static final int DEFAULT_MEGABYTES = 64;

    private int megabytes = DEFAULT_MEGABYTES;
    private final List<String> options = new ArrayList<>();
    private @Nullable PasswordDesk desk;

    MemcachedServerBuilder() {}

    /**
     * Sets the memory for items; 64 MiB if not set.
     *
     * @param megabytes the memory in MiB, above zero
     */
    public MemcachedServerBuilder memory(int megabytes) {
        if (megabytes <= 0) {
            throw new IllegalArgumentException("memory is " + megabytes + " MiB, but must be above 0");
        }
        this.megabytes = megabytes;
        return this;
    }

    /** Adds words to the command line: {@code "-o", "no_lru_crawler"}. */
    public MemcachedServerBuilder options(String... words) {
        options.addAll(List.of(words));
        return this;
    }

    /**
     * Has the server want a login by SASL, and ask the desk who may come in. Such a server speaks binary only, so {@link
     * MemcachedServer#command} does not work, and is always one from the PATH.
     *
     * @param desk knows the passwords; stays the caller's to close, after the server
     */
    public MemcachedServerBuilder login(PasswordDesk desk) {
        this.desk = desk;
        return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws ServerUnavailableException if there is no Memcached on this machine, or it does not start
     * @throws LoginUnavailableException if a login is wanted, and the Memcached of this machine has none
     */
    public MemcachedServer start() {
        String image = ServerSource.image("TARN_TEST_MEMCACHED_IMAGE", "memcached:1.6-alpine");
        PasswordDesk asked = desk;
        if (asked != null) {
            return startWithLogin(asked);
        }
        return ServerSource.choose(MemcachedServer.PROGRAM, image) == ServerSource.DOCKER
                ? startInDocker(image)
                : startOnPath();
    }

    private MemcachedServer startOnPath() {
        Path program = ServerSource.require(MemcachedServer.PROGRAM, "a Memcached server");
        return TestServer.launchNew(() -> new MemcachedServer(onPath(List.of(), program), null));
    }

    private MemcachedServer startWithLogin(PasswordDesk asked) {
        Path program = ServerSource.require(MemcachedServer.PROGRAM, "a Memcached server with SASL");
        options.add("-S");
        List<String> environment = List.of("/usr/bin/env", "SASL_CONF_PATH=" + asked.directory());
        try {
            return TestServer.launchNew(() -> new MemcachedServer(onPath(environment, program), asked));
        } catch (ServerUnavailableException e) {
            if (String.valueOf(e.getMessage()).contains("SASL")) {
                throw new LoginUnavailableException(program + " was built without SASL", e);
            }
            throw e;
        }
    }

    private Host onPath(List<String> before, Path program) {
        int port = Ports.free();
        List<String> command = new ArrayList<>(before);
        command.addAll(arguments(program.toString(), port, "127.0.0.1"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        return new ProcessHost(port, command, ProcessHost.newDirectory(MemcachedServer.PROGRAM));
    }

    private MemcachedServer startInDocker(String image) {
        List<String> command = arguments(MemcachedServer.PROGRAM, ContainerHost.MEMCACHED_PORT, "0.0.0.0");
        return TestServer.launchNew(() -> new MemcachedServer(
                new ContainerHost(image, Ports.free(), ContainerHost.MEMCACHED_PORT, command, List.of()), null));
    }

    private List<String> arguments(String program, int port, String bind) {
        List<String> words = new ArrayList<>(List.of(
                program, "-l", bind, "-p", Integer.toString(port), "-U", "0", "-m", Integer.toString(megabytes)));
        words.addAll(options);
        return words;
    }
}
