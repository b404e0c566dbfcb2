package dev.tarn.benchmarks;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.redis.RedisStore;
import dev.tarn.tiered.Tarn;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A change that one node makes and others come to know of. The call order of a round is {@link #prepare}, {@link #change} on one thread
 * while another asks {@link #isOld}, then {@link #check}.
 */
interface Propagation extends AutoCloseable {
    String name();

    /** Returns how many nodes are to hear of the change. */
    int watchers();

    /** Brings an old value to every node. */
    void prepare(int round);

    /** Makes the change and returns when the writer has been told that it is made. */
    void change(int round);

    /** Tells whether a node would still serve the old value from its memory. Never leaves the process. */
    boolean isOld(int watcher, int round);

    /** Fails if a node serves anything but what it should after the change. */
    void check(int round);

    @Override
    void close();

    /** Nodes of Tarn, each with connections of its own. */
    final class Tiered implements Propagation {
        private static final String KEY = "product:1";

        private final boolean updating;
        private final List<Tarn> tarns = new ArrayList<>();
        private final List<Cache<String, String>> caches = new ArrayList<>();

        /**
         * Opens the nodes.
         *
         * @param updating whether the change is a {@code put}, or an {@code invalidate}
         */
        Tiered(String uri, int nodes, boolean updating) {
            this.updating = updating;
            for (int i = 0; i < nodes; i++) {
                RedisStore store = RedisStore.connect(uri);
                if (!store.awaitConnected(Duration.ofSeconds(10))) {
                    throw new IllegalStateException("no connection to " + uri);
                }
                Tarn tarn = Tarn.builder().namespace("bench").remote(store).build();
                tarns.add(tarn);
                caches.add(tarn.cache(updating ? "updated" : "invalidated", String.class, String.class)
                        .heap(Heap.maximumEntries(100))
                        .expireAfterWrite(Duration.ofMinutes(10))
                        .build());
            }
        }

        @Override
        public String name() {
            return updating ? "tarn.put" : "tarn.invalidate";
        }

        @Override
        public int watchers() {
            return caches.size() - 1;
        }

        @Override
        public void prepare(int round) {
            caches.get(0).put(KEY, old(round));
            for (int watcher = 0; watcher < watchers(); watcher++) {
                while (!isOld(watcher, round)) {
                    caches.get(watcher + 1).getIfPresent(KEY);
                }
            }
        }

        private static String old(int round) {
            return "old " + round;
        }

        @Override
        public void change(int round) {
            if (updating) {
                caches.get(0).put(KEY, "new " + round);
            } else {
                caches.get(0).invalidate(KEY);
            }
        }

        @Override
        public boolean isOld(int watcher, int round) {
            return caches.get(watcher + 1).asMap().containsValue(old(round));
        }

        @Override
        public void check(int round) {
            for (Cache<String, String> cache : caches) {
                String value = cache.getIfPresent(KEY);
                boolean right = updating ? ("new " + round).equals(value) : value == null;
                if (!right) {
                    throw new IllegalStateException(name() + " round " + round + ": a node serves " + value);
                }
            }
        }

        @Override
        public void close() {
            tarns.forEach(Tarn::close);
        }
    }

    /** What Redis and Lettuce alone need: {@code SET} and {@code PUBLISH} sent together, a listener on each other connection. */
    final class Raw implements Propagation {
        private static final String CHANNEL = "changes";

        private final RedisClient client;
        private final StatefulRedisConnection<String, String> connection;
        private final List<StatefulRedisPubSubConnection<String, String>> subscriptions = new ArrayList<>();
        private final AtomicReferenceArray<String> heard;

        Raw(String uri, int nodes) {
            client = RedisClient.create(uri);
            connection = client.connect();
            heard = new AtomicReferenceArray<>(nodes - 1);
            for (int i = 0; i < nodes - 1; i++) {
                subscribe(i);
            }
        }

        private void subscribe(int watcher) {
            StatefulRedisPubSubConnection<String, String> subscription = client.connectPubSub();
            subscription.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    heard.set(watcher, message);
                }
            });
            subscription.sync().subscribe(CHANNEL);
            subscriptions.add(subscription);
        }

        @Override
        public String name() {
            return "lettuce SET+PUBLISH";
        }

        @Override
        public int watchers() {
            return heard.length();
        }

        @Override
        public void prepare(int round) {}

        @Override
        public void change(int round) {
            RedisAsyncCommands<String, String> commands = connection.async();
            RedisFuture<String> set = commands.set("product:1", message(round));
            RedisFuture<Long> published = commands.publish(CHANNEL, message(round));
            if (!LettuceFutures.awaitAll(Duration.ofSeconds(5), set, published)) {
                throw new IllegalStateException("no answer within 5 s");
            }
        }

        /** A message of about the size that Tarn sends. */
        private static String message(int round) {
            return "a message of some forty characters, " + round;
        }

        @Override
        public boolean isOld(int watcher, int round) {
            return !message(round).equals(heard.get(watcher));
        }

        @Override
        public void check(int round) {}

        @Override
        public void close() {
            subscriptions.forEach(StatefulRedisPubSubConnection::close);
            connection.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
