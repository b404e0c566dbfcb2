package dev.tarn.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a Cluster. The client follows the topology and keeps the connections to the nodes; those for messages are made node by
 * node, for a subscription to channels of several slots has to be.
 */
final class ClusterDialer implements Dialer {
    private final RedisClusterClient client;
    private final RedisClient messages;
    private final RedisURI seed;
    private volatile @Nullable Partitions partitions;

    ClusterDialer(
            ClientResources resources,
            ClusterClientOptions options,
            ClientOptions once,
            List<RedisURI> seeds,
            Runnable shaken) {
        this.client = RedisClusterClient.create(resources, seeds);
        client.setOptions(options);
        client.addListener(new Loss(shaken));
        this.messages = RedisClient.create(resources);
        messages.setOptions(once);
        this.seed = seeds.get(0);
    }

    @Override
    public CompletableFuture<? extends StatefulConnection<byte[], byte[]>> dial() {
        return client.refreshPartitionsAsync()
                .thenCompose(known -> client.connectAsync(ByteArrayCodec.INSTANCE))
                .thenCompose(this::warm)
                .toCompletableFuture();
    }

    /** Connects to all masters, for a request to one whose connection is not up yet would be refused. */
    private CompletableFuture<StatefulRedisClusterConnection<byte[], byte[]>> warm(
            StatefulRedisClusterConnection<byte[], byte[]> connection) {
        partitions = connection.getPartitions();
        CompletableFuture<?>[] nodes = connection.getPartitions().stream()
                .filter(node -> !node.getSlots().isEmpty())
                .map(node -> connection
                        .getConnectionAsync(
                                node.getUri().getHost(), node.getUri().getPort())
                        .exceptionally(down -> null))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(nodes).thenApply(done -> connection);
    }

    @Override
    public boolean heals() {
        return true;
    }

    @Override
    public @Nullable String nodeOf(int slot) {
        Partitions known = partitions;
        RedisClusterNode node = known == null ? null : known.getPartitionBySlot(slot);
        return node == null
                ? null
                : node.getUri().getHost() + ":" + node.getUri().getPort();
    }

    @Override
    public CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> dialMessages(String node) {
        int colon = node.lastIndexOf(':');
        RedisURI uri = RedisURI.builder(seed)
                .withHost(node.substring(0, colon))
                .withPort(Integer.parseInt(node.substring(colon + 1)))
                .build();
        return messages.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
    }

    @Override
    public CompletableFuture<?> close() {
        return CompletableFuture.allOf(
                messages.shutdownAsync(0, 2, TimeUnit.SECONDS), client.shutdownAsync(0, 2, TimeUnit.SECONDS));
    }

    /** Hears of the end of connections to nodes, but not of those by which the client looks at the topology. */
    private record Loss(Runnable shaken) implements RedisConnectionStateListener {
        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            if (gone instanceof StatefulRedisConnectionImpl<?, ?> node && node.getCodec() == ByteArrayCodec.INSTANCE) {
                shaken.run();
            }
        }
    }
}
