package dev.tarn.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Connects to one server, or to the master that Sentinel names at that moment. */
final class SingleDialer implements Dialer {
    private static final String ONLY = "master";

    private final RedisClient client;
    private final RedisURI uri;

    SingleDialer(ClientResources resources, ClientOptions options, RedisURI uri) {
        this.client = RedisClient.create(resources);
        client.setOptions(options);
        this.uri = uri;
    }

    @Override
    public CompletableFuture<? extends StatefulConnection<byte[], byte[]>> dial() {
        return client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
    }

    @Override
    public boolean heals() {
        return false;
    }

    @Override
    public String nodeOf(int slot) {
        return ONLY;
    }

    @Override
    public CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> dialMessages(String node) {
        return client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
    }

    @Override
    public CompletableFuture<?> close() {
        return client.shutdownAsync(0, 2, TimeUnit.SECONDS);
    }
}
