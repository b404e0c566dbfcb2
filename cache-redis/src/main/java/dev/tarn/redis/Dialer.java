package dev.tarn.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Opens connections to one kind of set-up: a single server (perhaps found through Sentinel), or a Cluster. Never blocks. */
interface Dialer {
    /** Makes one attempt to connect for commands. */
    CompletableFuture<? extends StatefulConnection<byte[], byte[]>> dial();

    /** Tells whether a connection, once made, looks after itself. */
    boolean heals();

    /** Returns the server that owns a slot now, or null if that is not known yet. */
    @Nullable
    String nodeOf(int slot);

    /**
     * Makes one attempt to connect for messages.
     *
     * @param node a server named by {@link #nodeOf}
     */
    CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> dialMessages(String node);

    /** Begins to give up what the connections share. */
    CompletableFuture<?> close();
}
