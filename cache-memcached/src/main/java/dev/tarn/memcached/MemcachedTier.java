package dev.tarn.memcached;

import dev.tarn.CacheException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Is one cache's part of the store. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is in the stages returned
final class MemcachedTier implements RemoteTier {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Session session;
    private final Shards shards;
    private final Leases leases;
    private final Changes changes;

    MemcachedTier(Shards shards) {
        this.session = shards.session();
        this.shards = shards;
        this.leases = new Leases(shards);
        this.changes = new Changes(shards);
    }

    @Override
    public long millis() {
        return session.options().clock().millis();
    }

    @Override
    public CompletionStage<RemoteRead> read(byte[] key) {
        ItemName name = shards.name(key);
        Shard shard = shards.of(name);
        Read.Single read = new Read.Single(shard, name, session.readDeadline());
        shard.server().lane().submit(read);
        return read;
    }

    @Override
    public CompletionStage<List<RemoteRead>> readAll(List<byte[]> keys) {
        BulkRead bulk = new BulkRead(keys.size());
        Map<Server, List<Read>> byServer = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            ItemName name = shards.name(keys.get(i));
            Shard shard = shards.of(name);
            byServer.computeIfAbsent(shard.server(), server -> new ArrayList<>(keys.size()))
                    .add(bulk.item(i, shard, name));
        }
        long deadline = session.readDeadline();
        int most = session.options().maximumBatchKeys();
        byServer.forEach((server, reads) -> {
            for (int from = 0; from < reads.size(); from += most) {
                List<Read> some = reads.subList(from, Math.min(reads.size(), from + most));
                ReadCall.send(session, server, some, deadline, () -> {});
            }
        });
        if (keys.isEmpty()) {
            bulk.complete(List.of());
        }
        return bulk;
    }

    @Override
    public CompletionStage<List<Begun>> begin(List<byte[]> keys, LeaseToken token, Duration lease, boolean refresh) {
        requireLong("lease", lease);
        List<byte[]> some = List.copyOf(keys);
        return guarded("begin", some, () -> leases.begin(some, token, lease, refresh));
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Write> values, LeaseToken token) {
        values.forEach(value -> requireLong("life", value.life()));
        List<Write> some = List.copyOf(values);
        return guarded("fill", keys(some), () -> leases.fill(some, token));
    }

    @Override
    public CompletionStage<List<Boolean>> extend(List<byte[]> keys, LeaseToken token, Duration lease) {
        requireLong("lease", lease);
        List<byte[]> some = List.copyOf(keys);
        return guarded("extend", some, () -> leases.extend(some, token, lease));
    }

    @Override
    public CompletionStage<Void> release(List<byte[]> keys, LeaseToken token) {
        List<byte[]> some = List.copyOf(keys);
        return guarded("release", some, () -> leases.release(some, token));
    }

    @Override
    public CompletionStage<List<Applied>> put(List<Write> values) {
        values.forEach(value -> requireLong("life", value.life()));
        List<Write> some = List.copyOf(values);
        return guarded("put", keys(some), () -> changes.put(some));
    }

    @Override
    public CompletionStage<Conditional> putIf(Write value, long expectedVersion) {
        requireLong("life", value.life());
        return guarded("putIf", List.of(value.key()), () -> changes.putIf(value, expectedVersion));
    }

    @Override
    public CompletionStage<Conditional> removeIf(byte[] key, long expectedVersion) {
        return guarded("removeIf", List.of(key), () -> changes.removeIf(key, expectedVersion));
    }

    @Override
    public CompletionStage<List<Applied>> invalidate(List<byte[]> keys) {
        List<byte[]> some = List.copyOf(keys);
        return guarded("invalidate", some, () -> changes.invalidate(some));
    }

    @Override
    public CompletionStage<List<Applied>> quarantine(List<byte[]> keys, Duration life) {
        requireLong("life", life);
        List<byte[]> some = List.copyOf(keys);
        return guarded("quarantine", some, () -> changes.quarantine(some, life));
    }

    @Override
    public CompletionStage<List<Applied>> invalidateTag(String tag) {
        return guarded("invalidateTag", List.of(), () -> changes.invalidateTag(tag));
    }

    @Override
    public CompletionStage<List<Applied>> clear() {
        return guarded("clear", List.of(), changes::clear);
    }

    private static List<byte[]> keys(List<Write> values) {
        return values.stream().map(Write::key).toList();
    }

    /** Lets nothing through but what the SPI says, and no key that does not fit into an item. */
    private <T extends @Nullable Object> CompletionStage<T> guarded(
            String operation, List<byte[]> keys, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        for (byte[] key : keys) {
            Server server = shards.of(shards.name(key)).server();
            if (key.length > server.mostNameBytes()) {
                answer.completeExceptionally(Failures.longKey(server.name(), operation, key.length));
                return answer;
            }
        }
        work.get().whenComplete((result, failure) -> {
            if (failure == null) {
                answer.complete(result);
            } else {
                CacheException known = Failures.known(session.options().name(), operation, failure);
                answer.completeExceptionally(known);
            }
        });
        return answer;
    }

    private static void requireLong(String what, Duration value) {
        if (value.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(what + " is " + value + ", it must be at least 1 ms");
        }
    }
}
