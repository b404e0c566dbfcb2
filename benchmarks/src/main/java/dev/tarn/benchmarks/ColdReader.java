package dev.tarn.benchmarks;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.template.QuickConfig;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.tarn.CacheLoader;
import dev.tarn.local.Heap;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.springframework.cache.caffeine.CaffeineCache;

/** One node of a rival: a cache whose source is slow. Thread-safe. */
interface ColdReader extends AutoCloseable {
    /** What exists. The last three need a Redis and share what was loaded. */
    String ALL = "caffeine,spring.caffeine,tarn.heap,redisson,jetcache,tarn";

    /** Returns the value, loading it if nobody has. Blocks. */
    String get(String key);

    @Override
    void close();

    /**
     * Opens a node.
     *
     * @param rival one of {@link #ALL}
     * @param source is asked for what is not there
     */
    static ColdReader open(String rival, String uri, UnaryOperator<String> source) {
        return switch (rival) {
            case "caffeine" -> new OfCaffeine(source);
            case "spring.caffeine" -> new OfSpring(source);
            case "redisson" -> new OfRedisson(uri, source);
            case "jetcache" -> new OfJetCache(uri, source);
            case "tarn.heap" -> new OfTarn("", source);
            case "tarn" -> new OfTarn(uri, source);
            default -> throw new IllegalArgumentException("no rival '" + rival + "'; there are " + ALL);
        };
    }

    /** Tells whether nodes of a rival share what they load. */
    static boolean isShared(String rival) {
        return rival.equals("redisson") || rival.equals("jetcache") || rival.equals("tarn");
    }

    /** Caffeine alone. */
    final class OfCaffeine implements ColdReader {
        private final LoadingCache<String, String> cache;

        OfCaffeine(UnaryOperator<String> source) {
            cache = Caffeine.newBuilder().maximumSize(1_000).build(source::apply);
        }

        @Override
        public String get(String key) {
            return cache.get(key);
        }

        @Override
        public void close() {}
    }

    /** What {@code @Cacheable(sync = true)} calls. */
    final class OfSpring implements ColdReader {
        private final UnaryOperator<String> source;
        private final CaffeineCache cache = new CaffeineCache(
                "cold", Caffeine.newBuilder().maximumSize(1_000).build());

        OfSpring(UnaryOperator<String> source) {
            this.source = source;
        }

        @Override
        public String get(String key) {
            return String.valueOf(cache.get(key, () -> source.apply(key)));
        }

        @Override
        public void close() {}
    }

    /** Redisson's local cached map, by {@code computeIfAbsent}. */
    final class OfRedisson implements ColdReader {
        private final UnaryOperator<String> source;
        private final RedissonClient client;
        private final RLocalCachedMap<String, String> map;

        OfRedisson(String uri, UnaryOperator<String> source) {
            this.source = source;
            client = Connections.redisson(uri);
            map = client.getLocalCachedMap(
                    LocalCachedMapOptions.<String, String>name("cold-redisson").codec(StringCodec.INSTANCE));
        }

        @Override
        public String get(String key) {
            return map.computeIfAbsent(key, source);
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }

    /** JetCache with both kinds of cache and its protection, which is of one process. */
    final class OfJetCache implements ColdReader {
        private final UnaryOperator<String> source;
        private final JetCaches node;
        private final Cache<String, String> cache;

        OfJetCache(String uri, UnaryOperator<String> source) {
            this.source = source;
            node = JetCaches.open(uri, 1_000);
            cache = node.cache(QuickConfig.newBuilder("cold-jetcache")
                    .cacheType(CacheType.BOTH)
                    .expire(Duration.ofMinutes(10))
                    .penetrationProtect(true)
                    .build());
        }

        @Override
        public String get(String key) {
            return cache.computeIfAbsent(key, source);
        }

        @Override
        public void close() {
            node.close();
        }
    }

    /** Tarn, with Redis or without. */
    final class OfTarn implements ColdReader {
        private final Tarn tarn;
        private final dev.tarn.LoadingCache<String, String> cache;

        OfTarn(String uri, UnaryOperator<String> source) {
            tarn = uri.isEmpty()
                    ? Tarn.builder().build()
                    : Tarn.builder()
                            .namespace("cold")
                            .remote(Connections.patientTarn(uri))
                            .build();
            cache = tarn.cache("cold", String.class, String.class)
                    .heap(Heap.maximumEntries(1_000))
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .loader(CacheLoader.of(source))
                    .build();
        }

        @Override
        public String get(String key) {
            return String.valueOf(cache.get(key));
        }

        @Override
        public void close() {
            tarn.close();
        }
    }
}
