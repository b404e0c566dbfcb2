package dev.tarn.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is written by hand on Lettuce: one connection for all threads. */
final class LettuceReaders {
    private LettuceReaders() {}

    /** Synchronous {@code GET} and {@code MGET}. */
    static class Sync implements ValueReader {
        final StatefulRedisConnection<String, byte[]> connection;
        private final RedisClient client;

        Sync(String uri) {
            client = Connections.lettuce(uri);
            connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        }

        @Override
        public String name() {
            return "lettuce.sync";
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            Map<String, byte[]> named = new LinkedHashMap<>();
            values.forEach((key, value) -> named.put("lettuce:" + key, value));
            connection.sync().mset(named);
        }

        @Override
        public byte @Nullable [] read(String key) {
            return connection.sync().get("lettuce:" + key);
        }

        @Override
        public int readAll(Collection<String> keys) {
            String[] names = keys.stream().map(key -> "lettuce:" + key).toArray(String[]::new);
            return (int) connection.sync().mget(names).stream()
                    .filter(KeyValue::hasValue)
                    .count();
        }

        @Override
        public void close() {
            connection.close();
            Connections.close(client);
        }
    }

    /** Single {@code GET}s that are all sent before the first answer is awaited. */
    static final class Async extends Sync {
        Async(String uri) {
            super(uri);
        }

        @Override
        public String name() {
            return "lettuce.async";
        }

        @Override
        public byte @Nullable [] read(String key) {
            return connection
                    .async()
                    .get("lettuce:" + key)
                    .toCompletableFuture()
                    .join();
        }

        @Override
        public int readAll(Collection<String> keys) {
            List<RedisFuture<byte[]>> answers = new ArrayList<>(keys.size());
            keys.forEach(key -> answers.add(connection.async().get("lettuce:" + key)));
            int found = 0;
            for (RedisFuture<byte[]> answer : answers) {
                found += answer.toCompletableFuture().join() == null ? 0 : 1;
            }
            return found;
        }
    }

    /** Caffeine in front of it, as many write it: look, read, put. */
    static final class WithCaffeine extends Sync {
        private final Cache<String, byte[]> near;

        WithCaffeine(String uri, int entries) {
            super(uri);
            near = Caffeine.newBuilder()
                    .maximumSize(entries)
                    .expireAfterWrite(Duration.ofHours(1))
                    .recordStats()
                    .build();
        }

        @Override
        public String name() {
            return "caffeine+lettuce";
        }

        @Override
        public byte @Nullable [] read(String key) {
            byte[] held = near.getIfPresent(key);
            if (held == null) {
                held = super.read(key);
                if (held != null) {
                    near.put(key, held);
                }
            }
            return held;
        }

        @Override
        public int readAll(Collection<String> keys) {
            Map<String, byte[]> found = new LinkedHashMap<>(near.getAllPresent(keys));
            String[] missing =
                    keys.stream().filter(key -> !found.containsKey(key)).toArray(String[]::new);
            String[] names = new String[missing.length];
            for (int i = 0; i < missing.length; i++) {
                names[i] = "lettuce:" + missing[i];
            }
            List<KeyValue<String, byte[]>> read =
                    names.length == 0 ? List.of() : connection.sync().mget(names);
            for (int i = 0; i < read.size(); i++) {
                if (read.get(i).hasValue()) {
                    near.put(missing[i], read.get(i).getValue());
                    found.put(missing[i], read.get(i).getValue());
                }
            }
            return found.size();
        }
    }
}
