package dev.tarn.redis;

import dev.tarn.spi.Clock;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection for messages to one server up, and subscribed to what is wanted from there.
 *
 * <p>Its own state changes on the timer's thread only. It pings the server when it has been silent, and gives the connection up when
 * that brings no answer: a half-open connection would never say so.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is heard in another way
final class Feed {
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(6);

    private final Feeds feeds;
    private final Dialer dialer;
    private final Clock clock;
    private final String node;
    private final BooleanSupplier sharded;
    private final Backoff backoff = new Backoff();
    private final Map<String, ShardKeys> wanted = new ConcurrentHashMap<>();
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable StatefulRedisPubSubConnection<byte[], byte[]>> connection =
            new AtomicReference<>();
    private volatile boolean closed;
    private volatile long heardAt;
    private boolean dialled;

    /**
     * Makes a feed.
     *
     * @param sharded whether channels are sharded; not known for certain before the server was asked what it is
     */
    Feed(Feeds feeds, RedisOptions options, Dialer dialer, String node, BooleanSupplier sharded) {
        this.feeds = feeds;
        this.dialer = dialer;
        this.clock = options.clock();
        this.node = node;
        this.sharded = sharded;
    }

    String node() {
        return node;
    }

    /** Subscribes to a channel, unless that is done; connects at the first. */
    void want(ShardKeys shard) {
        boolean fresh = wanted.put(shard.channel, shard) == null;
        if (!dialled) {
            dialled = true;
            dial();
        } else if (fresh || !confirmed.contains(shard.channel)) {
            subscribe(shard);
        }
    }

    /** Asks once more for a channel that is subscribed, so that whoever came late hears of it. */
    void repeat(ShardKeys shard) {
        if (confirmed.contains(shard.channel)) {
            subscribe(shard);
        }
    }

    /** Lets go what is not to be had from here any more; true if nothing is left and the feed has closed. */
    boolean review(Predicate<ShardKeys> owned) {
        for (ShardKeys shard : List.copyOf(wanted.values())) {
            if (!owned.test(shard)) {
                wanted.remove(shard.channel);
                unsubscribe(shard);
            }
        }
        if (wanted.isEmpty()) {
            close();
            return true;
        }
        listen();
        return false;
    }

    /** Looks whether the server is still there. */
    private void listen() {
        StatefulRedisPubSubConnection<byte[], byte[]> current = connection.get();
        long silence = clock.nanos() - heardAt;
        if (current == null || silence < SILENT_NANOS) {
            return;
        }
        if (silence > DEAD_NANOS) {
            lost(current);
        } else {
            current.async().ping().thenAccept(pong -> heard());
        }
    }

    private void heard() {
        heardAt = clock.nanos();
    }

    private void dial() {
        if (closed) {
            return;
        }
        dialer.dialMessages(node)
                .whenComplete((fresh, failure) -> feeds.onTimer(() -> {
                    if (failure == null) {
                        up(fresh);
                    } else {
                        later();
                    }
                }));
    }

    private void up(StatefulRedisPubSubConnection<byte[], byte[]> fresh) {
        if (closed) {
            feeds.ending(fresh.closeAsync());
            return;
        }
        heard();
        backoff.reset();
        fresh.addListener(new Messages(fresh));
        fresh.addListener(new Loss(fresh));
        connection.set(fresh);
        wanted.values().forEach(this::subscribe);
        if (!fresh.isOpen()) {
            lost(fresh);
        }
    }

    private void later() {
        if (closed) {
            return;
        }
        try {
            feeds.timer().schedule(this::dial, backoff.nextNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ignored) {
            // closed meanwhile
        }
    }

    private void subscribe(ShardKeys shard) {
        StatefulRedisPubSubConnection<byte[], byte[]> current = connection.get();
        if (current == null) {
            return;
        }
        byte[] channel = shard.channel.getBytes(StandardCharsets.US_ASCII);
        if (sharded.getAsBoolean()) {
            current.async().ssubscribe(channel);
        } else {
            current.async().subscribe(channel);
        }
    }

    private void unsubscribe(ShardKeys shard) {
        StatefulRedisPubSubConnection<byte[], byte[]> current = connection.get();
        boolean was = confirmed.remove(shard.channel);
        if (was) {
            feeds.lost(shard.channel);
        }
        if (current == null) {
            return;
        }
        byte[] channel = shard.channel.getBytes(StandardCharsets.US_ASCII);
        if (sharded.getAsBoolean()) {
            current.async().sunsubscribe(channel);
        } else {
            current.async().unsubscribe(channel);
        }
    }

    /** Ends a connection, tells who listened, and begins another. Called from any thread; acts once for each connection. */
    private void lost(StatefulRedisPubSubConnection<byte[], byte[]> former) {
        if (!connection.compareAndSet(former, null)) {
            return;
        }
        feeds.ending(former.closeAsync());
        for (String channel : List.copyOf(confirmed)) {
            confirmed.remove(channel);
            feeds.lost(channel);
        }
        feeds.onTimer(this::later);
    }

    /** Hears nothing any more. The connection ends with the client. */
    void abandon() {
        closed = true;
        connection.set(null);
    }

    /** Ends the connection. */
    void close() {
        closed = true;
        StatefulRedisPubSubConnection<byte[], byte[]> current = connection.getAndSet(null);
        if (current != null) {
            feeds.ending(current.closeAsync());
        }
    }

    private static String name(byte[] channel) {
        return new String(channel, StandardCharsets.US_ASCII);
    }

    /** Hears what one connection brings. */
    private final class Messages extends RedisPubSubAdapter<byte[], byte[]> {
        private final StatefulRedisPubSubConnection<byte[], byte[]> of;

        Messages(StatefulRedisPubSubConnection<byte[], byte[]> of) {
            this.of = of;
        }

        @Override
        public void message(byte[] channel, byte[] message) {
            heard();
            feeds.arrived(name(channel), message);
        }

        @Override
        public void smessage(byte[] channel, byte[] message) {
            message(channel, message);
        }

        @Override
        public void subscribed(byte[] channel, long count) {
            heard();
            if (connection.get() == of) {
                confirmed.add(name(channel));
                feeds.confirmed(name(channel));
            }
        }

        @Override
        public void ssubscribed(byte[] channel, long count) {
            subscribed(channel, count);
        }

        @Override
        public void unsubscribed(byte[] channel, long count) {
            if (confirmed.remove(name(channel))) {
                feeds.lost(name(channel));
            }
        }

        @Override
        public void sunsubscribed(byte[] channel, long count) {
            unsubscribed(channel, count);
        }
    }

    /** Hears of the end of one connection. */
    private final class Loss implements RedisConnectionStateListener {
        private final StatefulRedisPubSubConnection<byte[], byte[]> of;

        Loss(StatefulRedisPubSubConnection<byte[], byte[]> of) {
            this.of = of;
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            lost(of);
        }
    }
}
