package dev.tarn.redis;

import dev.tarn.CodecException;
import dev.tarn.invalidation.WireForm;
import dev.tarn.spi.Invalidation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Brings messages from the servers to the channels that want them: one connection to each server, whatever the number of caches.
 *
 * <p>Which connection carries what is decided on the timer's thread, again every second, for servers come and go and refuse. Messages
 * take the short way: from the I/O thread to the channel.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is heard in another way
final class Feeds {
    private static final long REVIEW_MILLIS = 1_000;
    private static final long END_MILLIS = 500;

    private final RedisOptions options;
    private final Dialer dialer;
    private final BooleanSupplier sharded;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();
    private final AtomicReference<CompletableFuture<Void>> ended =
            new AtomicReference<>(CompletableFuture.completedFuture(null));
    private boolean reviewing;
    private volatile boolean closed;

    /** What is wanted: the channel of one shard, and who listens. */
    private record Topic(ShardKeys shard, List<RedisChannel> listeners) {}

    Feeds(RedisOptions options, Dialer dialer, BooleanSupplier sharded, ScheduledThreadPoolExecutor timer) {
        this.options = options;
        this.dialer = dialer;
        this.sharded = sharded;
        this.timer = timer;
    }

    /** Begins to bring the messages of a channel's shards. */
    void add(RedisChannel channel) {
        onTimer(() -> {
            for (ShardKeys shard : channel.shardKeys()) {
                Topic topic =
                        topics.computeIfAbsent(shard.channel, name -> new Topic(shard, new CopyOnWriteArrayList<>()));
                topic.listeners().add(channel);
                feeds.values().forEach(feed -> feed.repeat(shard));
            }
            review();
        });
    }

    /** Ceases to bring the messages of a channel's shards. */
    void remove(RedisChannel channel) {
        onTimer(() -> {
            for (ShardKeys shard : channel.shardKeys()) {
                Topic topic = topics.get(shard.channel);
                if (topic != null
                        && topic.listeners().remove(channel)
                        && topic.listeners().isEmpty()) {
                    topics.remove(shard.channel);
                }
            }
            review();
        });
    }

    void onTimer(Runnable task) {
        try {
            timer.execute(task);
        } catch (RejectedExecutionException ignored) {
            // closed meanwhile
        }
    }

    /** Sees to it that each topic is subscribed at the server that owns it now, and nothing else. */
    private void review() {
        if (closed) {
            return;
        }
        for (Topic topic : topics.values()) {
            String node = dialer.nodeOf(topic.shard().slot);
            if (node != null) {
                feeds.computeIfAbsent(node, name -> new Feed(this, options, dialer, name, sharded))
                        .want(topic.shard());
            }
        }
        feeds.values().removeIf(feed -> feed.review(shard -> owns(feed, shard)));
        if (!topics.isEmpty() && !reviewing) {
            reviewing = true;
            timer.schedule(this::reviewAgain, REVIEW_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void reviewAgain() {
        reviewing = false;
        review();
    }

    private boolean owns(Feed feed, ShardKeys shard) {
        return topics.containsKey(shard.channel) && feed.node().equals(dialer.nodeOf(shard.slot));
    }

    /** Passes a message on. Runs on an I/O thread. What cannot be read is dropped: the chain of positions shows it. */
    void arrived(String channel, byte[] bytes) {
        Topic topic = topics.get(channel);
        if (topic == null) {
            return;
        }
        Invalidation message;
        try {
            message = WireForm.decode(ByteBuffer.wrap(bytes));
        } catch (CodecException unreadable) {
            return;
        }
        for (RedisChannel listener : topic.listeners()) {
            listener.arrived(message);
        }
    }

    /** Passes on that a shard's channel is subscribed. Runs on an I/O thread. */
    void confirmed(String channel) {
        Topic topic = topics.get(channel);
        if (topic != null) {
            topic.listeners().forEach(listener -> listener.confirmed(topic.shard().shard));
        }
    }

    /** Passes on that a shard's channel may miss messages from now on. */
    void lost(String channel) {
        Topic topic = topics.get(channel);
        if (topic != null) {
            topic.listeners().forEach(listener -> listener.lost(topic.shard().shard));
        }
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** Hears that a connection is about to end. */
    void ending(CompletableFuture<Void> end) {
        ended.accumulateAndGet(end, CompletableFuture::allOf);
    }

    /**
     * Hears nothing any more. The connections end with the client; those that have begun to end before are waited for a moment, since the
     * client would complain of them.
     */
    void close() {
        closed = true;
        topics.clear();
        feeds.values().forEach(Feed::abandon);
        feeds.clear();
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        // behind what the timer does now, which may be the end of one more connection
        onTimer(() -> Objects.requireNonNull(ended.get()).whenComplete((done, failure) -> over.complete(true)));
        over.completeOnTimeout(false, END_MILLIS, TimeUnit.MILLISECONDS).join();
    }
}
