package dev.tarn.benchmarks;

import dev.tarn.redis.RedisStore;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Connects each library to Redis in the same way in every measurement. */
final class Connections {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Connections() {}

    /** Makes a client with Lettuce's own settings, but for a question that Redis 7.0 answers with an error. */
    static RedisClient lettuce(String uri) {
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .build());
        return client;
    }

    static void close(RedisClient client) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    /** Makes a client with Redisson's own settings. */
    static RedissonClient redisson(String uri) {
        Config config = new Config();
        config.useSingleServer().setAddress(uri);
        return Redisson.create(config);
    }

    /** Opens Tarn's store with its own settings, and waits until it is connected. */
    static RedisStore tarn(String uri) {
        return connected(RedisStore.connect(uri), uri);
    }

    /** Opens Tarn's store with the patience of the other libraries: on a busy machine no read is given up. */
    static RedisStore patientTarn(String uri) {
        RedisStore store = RedisStore.builder()
                .uri(uri)
                .commandTimeout(PATIENCE)
                .controlTimeout(PATIENCE)
                .build();
        return connected(store, uri);
    }

    private static RedisStore connected(RedisStore store, String uri) {
        if (!store.awaitConnected(PATIENCE)) {
            store.close();
            throw new IllegalStateException("no connection to " + uri);
        }
        return store;
    }
}
