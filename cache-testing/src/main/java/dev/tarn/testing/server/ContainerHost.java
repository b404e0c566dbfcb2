package dev.tarn.testing.server;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Runs a server in a container of the local Docker engine, made by Testcontainers from an image that is there already.
 *
 * <p>The container is bound to one port of the loopback address for good, so that the port survives a restart.
 * Testcontainers' reaper removes it when this JVM is killed, unless {@code TESTCONTAINERS_RYUK_DISABLED} turns that off.
 */
final class ContainerHost implements Host {
    /** The port that Redis listens at inside its container. */
    static final int REDIS_PORT = 6379;
    /** The port that Memcached listens at inside its container. */
    static final int MEMCACHED_PORT = 11211;
    /** The directory inside the container that given files are copied to. */
    static final String FILES = "/tarn";

    private static final int TERMINATE_SECONDS = 10;
    private static final Duration ASK_AGAIN = Duration.ofMillis(20);
    private static final int WORLD_READABLE = 0644;

    private final GenericContainer<?> container;
    private final String image;
    private final int port;
    private boolean started;
    private boolean closed;

    ContainerHost(String image, int port, int innerPort, List<String> command, List<Path> files) {
        this.image = image;
        this.port = port;
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withImagePullPolicy(name -> false)
                .withCommand(command.toArray(String[]::new))
                .withExposedPorts(innerPort)
                .waitingFor(new NoWait())
                .withCreateContainerCmdModifier(create -> {
                    HostConfig config =
                            create.getHostConfig() == null ? HostConfig.newHostConfig() : create.getHostConfig();
                    Binding outside = Binding.bindIpAndPort("127.0.0.1", port);
                    create.withHostConfig(
                            config.withPortBindings(new PortBinding(outside, new ExposedPort(innerPort))));
                });
        for (Path file : files) {
            container.withCopyFileToContainer(
                    MountableFile.forHostPath(file, WORLD_READABLE), FILES + "/" + TlsFiles.name(file));
        }
    }

    /** Tells whether a Docker engine answers and has the image. */
    static boolean isAvailable(String image) {
        try {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                return false;
            }
            DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return -1;
    }

    @Override
    public void start() {
        if (closed) {
            throw new IllegalStateException("the container of " + image + " at port " + port + " is closed");
        }
        Leftovers.track(this);
        if (started) {
            docker().startContainerCmd(container.getContainerId()).exec();
            return;
        }
        try {
            container.start();
            started = true;
        } catch (RuntimeException e) {
            throw new ServerUnavailableException(
                    "Docker does not start image " + image + " (it is never pulled): " + e.getMessage() + ". "
                            + ServerSource.remedy(),
                    e);
        }
    }

    @Override
    public boolean isRunning() {
        return started && !closed && Boolean.TRUE.equals(state().getRunning());
    }

    @Override
    public boolean awaitEnd(Duration limit) {
        long steps = Math.max(1, limit.dividedBy(ASK_AGAIN));
        for (long step = 0; step < steps; step++) {
            if (!isRunning()) {
                return true;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for a container of " + image);
            }
            LockSupport.parkNanos(ASK_AGAIN.toNanos());
        }
        return !isRunning();
    }

    @Override
    public void terminate() {
        if (isRunning()) {
            try {
                docker().stopContainerCmd(container.getContainerId())
                        .withTimeout(TERMINATE_SECONDS)
                        .exec();
            } catch (NotModifiedException e) {
                // It ended by itself between the question and the command, which is what was wanted.
                return;
            }
        }
    }

    @Override
    public void kill() {
        if (!isRunning()) {
            return;
        }
        if (Boolean.TRUE.equals(state().getPaused())) {
            resume();
        }
        docker().killContainerCmd(container.getContainerId()).exec();
        if (!awaitEnd(Duration.ofSeconds(TERMINATE_SECONDS))) {
            throw new IllegalStateException("the container of " + image + " does not die");
        }
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void resume() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void wipe() {
        throw new IllegalStateException("a server in a container has no directory here that could be emptied");
    }

    @Override
    public String log() {
        try {
            return started ? container.getLogs() : "";
        } catch (DockerException e) {
            return "(log unreadable: " + e + ")";
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            container.stop();
            Leftovers.forget(this);
        }
    }

    private InspectContainerResponse.ContainerState state() {
        return docker().inspectContainerCmd(container.getContainerId()).exec().getState();
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }

    /** Leaves it to {@link TestServer} to ask the server itself whether it is ready. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {}
    }
}
