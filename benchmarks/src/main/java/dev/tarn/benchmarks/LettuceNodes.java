package dev.tarn.benchmarks;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The least that can be done with Lettuce: a map on each node, and a message that names the key to remove. */
final class LettuceNodes implements NearCaches {
    private static final String CHANNEL = "lettuce-changes";

    private final boolean deleting;
    private final List<Node> nodes = new ArrayList<>();

    private static final class Node {
        final RedisClient client;
        final StatefulRedisConnection<String, String> connection;
        final StatefulRedisPubSubConnection<String, String> subscription;
        final Map<String, String> copies = new ConcurrentHashMap<>();

        Node(String uri, String channel) {
            client = Connections.lettuce(uri);
            connection = client.connect();
            subscription = client.connectPubSub();
            subscription.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String on, String key) {
                    copies.remove(key);
                }
            });
            subscription.sync().subscribe(channel);
        }

        void close() {
            subscription.close();
            connection.close();
            Connections.close(client);
        }
    }

    /**
     * Opens the nodes.
     *
     * @param deleting whether there is a value in Redis, too, deleted by a command that leaves together with the message
     */
    LettuceNodes(String uri, int count, boolean deleting) {
        this.deleting = deleting;
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(uri, channel()));
        }
    }

    private String channel() {
        return CHANNEL + (deleting ? ":deleting" : "");
    }

    @Override
    public String name() {
        return deleting ? "lettuce.del+publish" : "lettuce.publish";
    }

    @Override
    public int nodes() {
        return nodes.size();
    }

    @Override
    public String remarks() {
        return deleting ? "" : "no value in Redis, only the message";
    }

    @Override
    public void fill(Map<String, String> values) {
        if (deleting) {
            nodes.get(0).connection.sync().mset(values);
        }
        nodes.forEach(node -> node.copies.putAll(values));
    }

    @Override
    public void change(int index, String key) {
        Node node = nodes.get(index);
        node.copies.remove(key);
        if (!deleting) {
            await(node.connection.async().publish(channel(), key));
            return;
        }
        RedisFuture<Long> deleted = node.connection.async().del(key);
        await(deleted, node.connection.async().publish(channel(), key));
    }

    private static void await(RedisFuture<?>... answers) {
        if (!LettuceFutures.awaitAll(Duration.ofSeconds(5), answers)) {
            throw new IllegalStateException("no answer within 5 s");
        }
    }

    @Override
    public boolean holds(int node, String key, String value) {
        return value.equals(nodes.get(node).copies.get(key));
    }

    @Override
    public @Nullable String read(int index, String key) {
        Node node = nodes.get(index);
        String copy = node.copies.get(key);
        return copy != null || !deleting ? copy : node.connection.sync().get(key);
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
