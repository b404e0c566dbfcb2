package dev.tarn.testing.fake;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** One node's view of one cache on the fake server. Strict: it refuses arguments that the SPI forbids. */
final class FakeRemoteTier implements RemoteTier {
    private static final long MICROS_PER_MILLI = 1_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final FakeServer server;
    private final FakeRemoteStore store;
    private final CacheId cache;

    FakeRemoteTier(FakeServer server, FakeRemoteStore store, CacheId cache) {
        this.server = server;
        this.store = store;
        this.cache = cache;
    }

    @Override
    public long millis() {
        return server.millis();
    }

    @Override
    public long recordedAtMillis(Position position) {
        return position.stamp() / MICROS_PER_MILLI;
    }

    @Override
    public CompletionStage<RemoteRead> read(byte[] key) {
        return server.request(store, cache, shards -> shards[server.shardOf(key)].read(key));
    }

    @Override
    public CompletionStage<List<RemoteRead>> readAll(List<byte[]> keys) {
        return forEachKey(keys, FakeShard::read);
    }

    @Override
    public CompletionStage<List<Begun>> begin(List<byte[]> keys, LeaseToken token, Duration lease, boolean refresh) {
        requireLong("lease", lease);
        return forEachKey(keys, (shard, key) -> shard.begin(key, token, lease, refresh));
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Write> values, LeaseToken token) {
        values.forEach(value -> requireLong("life", value.life()));
        List<Write> some = List.copyOf(values);
        return server.request(store, cache, shards -> {
            List<Boolean> accepted = some.stream()
                    .map(value -> shards[server.shardOf(value.key())].fill(value, token))
                    .toList();
            Arrays.asList(shards).forEach(FakeShard::noteEnds);
            return accepted;
        });
    }

    @Override
    public boolean canTouch() {
        return true;
    }

    @Override
    public CompletionStage<Void> touch(List<byte[]> keys, Duration life) {
        requireLong("life", life);
        return forEachKey(keys, (shard, key) -> shard.touch(key, life)).thenAccept(touched -> {});
    }

    @Override
    public CompletionStage<List<Boolean>> extend(List<byte[]> keys, LeaseToken token, Duration lease) {
        requireLong("lease", lease);
        return forEachKey(keys, (shard, key) -> shard.extend(key, token, lease));
    }

    @Override
    public CompletionStage<Void> release(List<byte[]> keys, LeaseToken token) {
        List<byte[]> some = List.copyOf(keys);
        return server.request(store, cache, shards -> {
                    some.forEach(key -> shards[server.shardOf(key)].release(key, token));
                    Arrays.asList(shards).forEach(FakeShard::noteEnds);
                    return Boolean.TRUE;
                })
                .thenAccept(released -> {});
    }

    @Override
    public CompletionStage<List<Applied>> put(List<Write> values) {
        values.forEach(value -> requireLong("life", value.life()));
        List<Write> some = List.copyOf(values);
        return server.request(
                store, cache, shards -> ShardBatch.apply(server, shards, some, Write::key, FakeShard::put));
    }

    @Override
    public CompletionStage<Conditional> putIf(Write value, long expectedVersion) {
        requireLong("life", value.life());
        return server.request(
                store, cache, shards -> shards[server.shardOf(value.key())].putIf(value, expectedVersion));
    }

    @Override
    public CompletionStage<Conditional> removeIf(byte[] key, long expectedVersion) {
        return server.request(store, cache, shards -> shards[server.shardOf(key)].removeIf(key, expectedVersion));
    }

    @Override
    public CompletionStage<List<Applied>> invalidate(List<byte[]> keys) {
        List<byte[]> some = List.copyOf(keys);
        return server.request(
                store, cache, shards -> ShardBatch.apply(server, shards, some, key -> key, FakeShard::invalidate));
    }

    @Override
    public CompletionStage<List<Applied>> quarantine(List<byte[]> keys, Duration life) {
        requireLong("life", life);
        List<byte[]> some = List.copyOf(keys);
        return server.request(
                store,
                cache,
                shards -> ShardBatch.apply(
                        server, shards, some, key -> key, (shard, names) -> shard.quarantine(names, life)));
    }

    @Override
    public CompletionStage<List<Applied>> invalidateTag(String tag) {
        byte[] name = tag.getBytes(StandardCharsets.UTF_8);
        return server.request(
                store,
                cache,
                shards -> Arrays.stream(shards)
                        .map(shard -> shard.invalidateTags(List.of(name)))
                        .toList());
    }

    @Override
    public CompletionStage<List<Applied>> clear() {
        return server.request(
                store,
                cache,
                shards -> Arrays.stream(shards).map(FakeShard::clear).toList());
    }

    private <R> CompletionStage<List<R>> forEachKey(List<byte[]> keys, BiFunction<FakeShard, byte[], R> work) {
        List<byte[]> some = List.copyOf(keys);
        return server.request(
                store,
                cache,
                shards -> some.stream()
                        .map(key -> work.apply(shards[server.shardOf(key)], key))
                        .toList());
    }

    private static void requireLong(String what, Duration value) {
        if (value.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(what + " is " + value + ", but must be at least 1 ms");
        }
    }
}
