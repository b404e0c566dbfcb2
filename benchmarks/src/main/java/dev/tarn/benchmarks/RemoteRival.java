package dev.tarn.benchmarks;

import dev.tarn.Breaker;
import dev.tarn.Cache;
import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.TierStats;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads values from Redis, each rival in its own way and under its own keys. */
interface RemoteRival<V> extends AutoCloseable {
    String name();

    /** Stores what will be read. */
    void fill(Map<String, V> values);

    /** Reads one value; null if it is not there. Blocks. */
    @Nullable
    V read(String key);

    /** Says what a reader should know about the reads since the last call; empty if nothing. */
    String remarks();

    @Override
    void close();

    /** Lettuce's synchronous commands on one connection for all threads. */
    final class Lettuce<V> implements RemoteRival<V> {
        private final RedisClient client;
        private final StatefulRedisConnection<String, V> connection;

        Lettuce(String uri, RedisCodec<String, V> codec) {
            client = RedisClient.create(uri);
            connection = client.connect(codec);
        }

        @Override
        public String name() {
            return "lettuce";
        }

        @Override
        public void fill(Map<String, V> values) {
            connection.sync().mset(values);
        }

        @Override
        public @Nullable V read(String key) {
            return connection.sync().get(key);
        }

        @Override
        public String remarks() {
            return "";
        }

        @Override
        public void close() {
            connection.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    /** A cache of Tarn with a heap tier far too small for the keys, and Redis. */
    final class Tiered<V> implements RemoteRival<V> {
        private static final int ATTEMPTS = 20;

        private final Tarn tarn;
        private final LoadingCache<String, V> cache;
        private final Reading reading;
        private CacheCounts last = new CacheCounts(0, 0, 0, 0, 0);

        /** How it is set up and asked. */
        enum Reading {
            /** {@code get}, which loads on a miss. */
            GET("tarn.get"),
            /** {@code getIfPresent}. */
            GET_IF_PRESENT("tarn.getIfPresent"),
            /** {@code get} without a breaker before Redis. */
            BARE("tarn.bare"),
            /** {@code get} with a breaker and the {@link FullPolicy}. */
            POLICY("tarn.policy");

            private final String rival;

            Reading(String rival) {
                this.rival = rival;
            }

            static Reading named(String rival) {
                return Stream.of(values())
                        .filter(reading -> reading.rival.equals(rival))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("there is no rival '" + rival + "'"));
            }
        }

        private record CacheCounts(long heapHits, long remoteHits, long remoteMisses, long failures, long joins) {
            static CacheCounts of(Cache<?, ?> cache) {
                TierStats heap = cache.stats().tier("heap").orElseThrow();
                TierStats remote = cache.stats().tier("remote").orElseThrow();
                return new CacheCounts(
                        heap.hits(),
                        remote.hits(),
                        remote.misses(),
                        remote.failures(),
                        cache.stats().joins());
            }
        }

        /**
         * Opens a cache.
         *
         * @param heap the tier that is too small
         */
        Tiered(String uri, Class<V> valueType, Heap heap, Reading reading) {
            this.reading = reading;
            tarn = Tarn.builder()
                    .namespace("bench")
                    .remote(Connections.tarn(uri))
                    .breaker(reading == Reading.BARE ? Breaker.off() : Breaker.defaults())
                    .build();
            CacheLoader<String, V> none = CacheLoader.of(key -> null);
            CacheBuilder<String, V, LoadingCache<String, V>> builder = tarn.cache(
                            "values-" + valueType.getSimpleName().replace("[]", "s"), String.class, valueType)
                    .heap(heap)
                    .expireAfterWrite(Duration.ofHours(1))
                    .loader(none);
            cache = (reading == Reading.POLICY ? FullPolicy.on(builder) : builder).build();
        }

        @Override
        public String name() {
            return reading.rival;
        }

        @Override
        public void fill(Map<String, V> values) {
            for (int attempt = 1; cache.putAll(values) != WriteStatus.APPLIED; attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("Redis did not take the values in " + attempt + " attempts");
                }
            }
        }

        @Override
        public @Nullable V read(String key) {
            return reading == Reading.GET_IF_PRESENT ? cache.getIfPresent(key) : cache.get(key);
        }

        @Override
        public String remarks() {
            CacheCounts now = CacheCounts.of(cache);
            String text = String.format(
                    "heapHits=%d remoteHits=%d remoteMisses=%d failures=%d joins=%d",
                    now.heapHits - last.heapHits,
                    now.remoteHits - last.remoteHits,
                    now.remoteMisses - last.remoteMisses,
                    now.failures - last.failures,
                    now.joins - last.joins);
            last = now;
            return text;
        }

        @Override
        public void close() {
            tarn.close();
        }
    }
}
