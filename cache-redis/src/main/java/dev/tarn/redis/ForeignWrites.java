package dev.tarn.redis;

import dev.tarn.spi.Clock;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection up on which a server tells which of the values of open channels change, whoever changes them, and has the server
 * tell it anew on each next connection: {@code CLIENT TRACKING ON BCAST PREFIX {namespace:cache:shard}v:}.
 *
 * <p>What happens between two connections is not told. Connections change on the timer's thread only. A prefix whose channels have closed
 * stays with the server until the connection ends; what it brings is dropped.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is heard in another way
final class ForeignWrites {
    private static final long REVIEW_MILLIS = 1_000;
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(6);

    private final Dialer dialer;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Backoff backoff = new Backoff();
    private final Map<String, List<RedisChannel>> listeners = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable StatefulRedisConnection<byte[], byte[]>> connection =
            new AtomicReference<>();
    private volatile boolean closed;
    private volatile long heardAt;
    private boolean dialled;

    ForeignWrites(RedisOptions options, Dialer dialer, ScheduledExecutorService timer) {
        this.dialer = dialer;
        this.clock = options.clock();
        this.timer = timer;
    }

    /** Begins to tell a channel of its values. */
    void add(RedisChannel channel) {
        onTimer(() -> {
            for (ShardKeys shard : channel.shardKeys()) {
                String prefix = shard.valuePrefix();
                boolean fresh = !listeners.containsKey(prefix);
                listeners
                        .computeIfAbsent(prefix, name -> new CopyOnWriteArrayList<>())
                        .add(channel);
                if (fresh) {
                    arm(List.of(prefix));
                }
            }
            if (!dialled) {
                dialled = true;
                dial();
                timer.scheduleWithFixedDelay(this::listen, REVIEW_MILLIS, REVIEW_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    /** Tells a channel nothing more. */
    void remove(RedisChannel channel) {
        listeners.values().forEach(some -> some.remove(channel));
    }

    private void onTimer(Runnable task) {
        try {
            timer.execute(task);
        } catch (RejectedExecutionException ignored) {
            // closed meanwhile
        }
    }

    private void dial() {
        if (!closed) {
            dialer.dial()
                    .whenComplete((fresh, failure) -> onTimer(() -> {
                        if (failure == null) {
                            up(fresh);
                        } else {
                            later();
                        }
                    }));
        }
    }

    private void later() {
        if (!closed) {
            timer.schedule(this::dial, backoff.nextNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @SuppressWarnings("unchecked") // a single server's connection is of this kind
    private void up(StatefulConnection<byte[], byte[]> dialledNow) {
        StatefulRedisConnection<byte[], byte[]> fresh = (StatefulRedisConnection<byte[], byte[]>) dialledNow;
        heardAt = clock.nanos();
        fresh.addListener((PushListener) this::arrived);
        fresh.addListener(new Loss(fresh));
        connection.set(fresh);
        // prefixes that stand for no channel any more are left out this time
        listeners.values().removeIf(List::isEmpty);
        arm(listeners.keySet());
        if (!fresh.isOpen()) {
            lost(fresh);
        }
    }

    /** Has the server tell of some prefixes as well; a connection on which it refuses is given up. */
    private void arm(Collection<String> prefixes) {
        StatefulRedisConnection<byte[], byte[]> current = connection.get();
        if (current == null || prefixes.isEmpty()) {
            return;
        }
        TrackingArgs tracking = TrackingArgs.Builder.enabled()
                .bcast()
                .prefixes(StandardCharsets.US_ASCII, prefixes.toArray(String[]::new));
        current.async().clientTracking(tracking).whenComplete((done, failure) -> {
            if (failure == null) {
                backoff.reset();
            } else {
                lost(current);
            }
        });
    }

    private void arrived(PushMessage message) {
        heardAt = clock.nanos();
        List<Object> content = message.getContent();
        if (message.getType().equals("invalidate") && content.size() > 1 && content.get(1) instanceof List<?> keys) {
            keys.forEach(this::changed);
        }
    }

    private void changed(Object key) {
        if (!(key instanceof ByteBuffer buffer)) {
            return;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        int end = ShardKeys.valueStart(bytes);
        List<RedisChannel> some = listeners.get(new String(bytes, 0, end, StandardCharsets.US_ASCII));
        if (some != null) {
            byte[] name = new byte[bytes.length - end];
            System.arraycopy(bytes, end, name, 0, name.length);
            some.forEach(channel -> channel.changed(name));
        }
    }

    /** Looks whether the server is still there: a half-open connection would never say so. */
    private void listen() {
        StatefulRedisConnection<byte[], byte[]> current = connection.get();
        long silence = clock.nanos() - heardAt;
        if (current == null || silence < SILENT_NANOS) {
            return;
        }
        if (silence > DEAD_NANOS) {
            lost(current);
        } else {
            current.async().ping().thenAccept(pong -> heardAt = clock.nanos());
        }
    }

    private void lost(StatefulRedisConnection<byte[], byte[]> former) {
        if (connection.compareAndSet(former, null)) {
            former.closeAsync();
            onTimer(this::later);
        }
    }

    /** Tells nobody anything any more. The connection ends with the client. */
    void close() {
        closed = true;
        connection.set(null);
        listeners.clear();
    }

    /** Hears of the end of one connection. */
    private final class Loss implements RedisConnectionStateListener {
        private final StatefulRedisConnection<byte[], byte[]> of;

        Loss(StatefulRedisConnection<byte[], byte[]> of) {
            this.of = of;
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            lost(of);
        }
    }
}
