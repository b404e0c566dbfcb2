package dev.tarn.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Owns the client's threads and says how it has to behave: nothing is buffered, nothing repeated, time-outs are ours. */
final class Client {
    private static final int THREADS = 2;
    private static final long CLOSE_SECONDS = 5;

    private final ClientResources resources;
    private final Dialer dialer;

    /**
     * Makes a client.
     *
     * @param shaken told when a connection that heals by itself is lost, or requests go to other servers than before
     */
    Client(RedisOptions options, Runnable shaken) {
        this.resources = DefaultClientResources.builder()
                .eventBus(new TopologyEvents(shaken))
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(
                        Delay.fullJitter(Duration.ofMillis(10), Duration.ofSeconds(1), 20, TimeUnit.MILLISECONDS))
                .build();
        ClientOptions once = once(options);
        this.dialer = options.cluster()
                ? new ClusterDialer(resources, cluster(options), once, options.servers(), shaken)
                : new SingleDialer(resources, once, options.servers().get(0));
    }

    Dialer dialer() {
        return dialer;
    }

    private static ClientOptions once(RedisOptions options) {
        return settle(ClientOptions.builder(), options).autoReconnect(false).build();
    }

    private static ClientOptions.Builder settle(ClientOptions.Builder builder, RedisOptions options) {
        SocketOptions socket = SocketOptions.builder()
                .connectTimeout(options.connectTimeout())
                .tcpNoDelay(true)
                .keepAlive(KeepAliveOptions.builder()
                        .enable()
                        .idle(Duration.ofSeconds(5))
                        .interval(Duration.ofSeconds(2))
                        .count(3)
                        .build())
                .build();
        MaintenanceNotices.refuse(builder);
        return builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(any -> true)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .useHashIndexQueue(false)
                .socketOptions(socket)
                .sslOptions(options.ssl());
    }

    private static ClusterClientOptions cluster(RedisOptions options) {
        ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
                .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                .enablePeriodicRefresh(Duration.ofSeconds(15))
                .build();
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
        settle(builder, options);
        return builder.topologyRefreshOptions(refresh).build();
    }

    /** Gives up the threads, and waits until they are gone, a few seconds at most. */
    void close() {
        CompletableFuture<?> clients = dialer.close();
        try {
            clients.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException ignored) {
            // the threads are given up all the same
        }
        Future<Boolean> gone = resources.shutdown(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        gone.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
