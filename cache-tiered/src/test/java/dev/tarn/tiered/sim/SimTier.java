package dev.tarn.tiered.sim;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.tiered.sim.Network.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One node's view of the cache on the simulated server. Reads are all that an isolated master still answers after a while. */
final class SimTier implements RemoteTier {
    private final SimNode node;
    private final World world;
    private final Network network;

    SimTier(SimNode node, World world) {
        this.node = node;
        this.world = world;
        this.network = world.network();
    }

    @Override
    public long millis() {
        return node.millis();
    }

    @Override
    public CompletionStage<RemoteRead> read(byte[] key) {
        return network.request(node, Lane.DATA, shards -> of(shards, key).read(key));
    }

    @Override
    public CompletionStage<List<RemoteRead>> readAll(List<byte[]> keys) {
        return network.request(
                node,
                Lane.DATA,
                shards -> inOrder(keys, key -> key, key -> of(shards, key).read(key)));
    }

    @Override
    public CompletionStage<List<Begun>> begin(List<byte[]> keys, LeaseToken token, Duration lease, boolean refresh) {
        return network.request(
                node,
                Lane.CONTROL,
                shards -> inOrder(keys, key -> key, key -> begun(of(shards, key), key, token, lease, refresh)));
    }

    private Begun begun(SimShard shard, byte[] key, LeaseToken token, Duration lease, boolean refresh) {
        Begun answer = shard.begin(key, token, lease, refresh);
        if (answer instanceof Begun.Leased) {
            world.loads().granted(node.index, Rows.key(key));
        }
        return answer;
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Write> values, LeaseToken token) {
        return network.request(
                node,
                Lane.CONTROL,
                shards -> inOrder(
                        values, Write::key, value -> of(shards, value.key()).fill(value, token)));
    }

    @Override
    public CompletionStage<List<Boolean>> extend(List<byte[]> keys, LeaseToken token, Duration lease) {
        return network.request(
                node,
                Lane.CONTROL,
                shards -> inOrder(keys, key -> key, key -> of(shards, key).extend(key, token, lease)));
    }

    @Override
    public CompletionStage<Void> release(List<byte[]> keys, LeaseToken token) {
        return network.request(
                        node,
                        Lane.CONTROL,
                        shards ->
                                inOrder(keys, key -> key, key -> of(shards, key).release(key, token)))
                .thenAccept(released -> {});
    }

    @Override
    public CompletionStage<List<Applied>> put(List<Write> values) {
        return network.request(node, Lane.CONTROL, shards -> {
            values.forEach(value -> world.loads().changed(Rows.key(value.key())));
            return byShard(shards, values, Write::key, SimShard::put);
        });
    }

    @Override
    public CompletionStage<Conditional> putIf(Write value, long expectedVersion) {
        return network.request(
                node, Lane.CONTROL, shards -> of(shards, value.key()).putIf(value, expectedVersion));
    }

    @Override
    public CompletionStage<Conditional> removeIf(byte[] key, long expectedVersion) {
        return network.request(node, Lane.CONTROL, shards -> of(shards, key).removeIf(key, expectedVersion));
    }

    @Override
    public CompletionStage<List<Applied>> invalidate(List<byte[]> keys) {
        return recorded(keys, network.request(node, Lane.CONTROL, shards -> {
            keys.forEach(key -> world.loads().changed(Rows.key(key)));
            return byShard(shards, keys, key -> key, SimShard::invalidate);
        }));
    }

    @Override
    public CompletionStage<List<Applied>> quarantine(List<byte[]> keys, Duration life) {
        return network.request(
                node,
                Lane.CONTROL,
                shards -> byShard(shards, keys, key -> key, (shard, names) -> shard.quarantine(names, life)));
    }

    @Override
    public CompletionStage<List<Applied>> invalidateTag(String tag) {
        byte[] name = Rows.tagName(tag.charAt(1) - '0');
        List<byte[]> keys = allKeys().stream()
                .filter(key -> Rows.group(Rows.key(key)) == Rows.groupOfTag(name))
                .toList();
        return recorded(keys, network.request(node, Lane.CONTROL, shards -> {
            allKeys().forEach(key -> world.loads().changed(Rows.key(key)));
            return forEach(List.of(shards), shard -> shard.tag(name));
        }));
    }

    @Override
    public CompletionStage<List<Applied>> clear() {
        return recorded(allKeys(), network.request(node, Lane.CONTROL, shards -> {
            allKeys().forEach(key -> world.loads().changed(Rows.key(key)));
            return forEach(List.of(shards), SimShard::clear);
        }));
    }

    private List<byte[]> allKeys() {
        List<byte[]> keys = new ArrayList<>();
        for (int key = 0; key < world.set().keys(); key++) {
            keys.add(Rows.name(key));
        }
        return keys;
    }

    /** Tells the oracle once the node knows that a change was recorded. */
    private CompletionStage<List<Applied>> recorded(List<byte[]> keys, CompletionStage<List<Applied>> answer) {
        long sentAt = world.agenda().now();
        SimRedis asked = node.link().server();
        answer.whenComplete((places, failure) -> {
            if (failure == null) {
                boolean isolated = asked.isIsolated();
                keys.forEach(key -> world.oracle().recorded(node.index, Rows.key(key), sentAt, isolated));
            }
        });
        return answer;
    }

    private static SimShard of(SimShard[] shards, byte[] key) {
        return shards[SimStore.shard(key, shards.length)];
    }

    /** Works in the order of the keys, whatever the order asked: that one depends on the addresses of objects in the product. */
    private static <I, R> List<R> inOrder(List<I> items, Function<I, byte[]> key, Function<I, R> work) {
        if (items.size() == 1) {
            return List.of(work.apply(items.get(0)));
        }
        List<I> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparingInt(item -> Rows.key(key.apply(item))));
        IdentityHashMap<I, R> answers = new IdentityHashMap<>();
        sorted.forEach(item -> answers.put(item, work.apply(item)));
        return forEach(items, answers::get);
    }

    private static <I, R> List<R> forEach(List<I> items, Function<I, R> work) {
        List<R> answers = new ArrayList<>(items.size());
        for (I item : items) {
            answers.add(work.apply(item));
        }
        return answers;
    }

    private static <I> List<Applied> byShard(
            SimShard[] shards, List<I> items, Function<I, byte[]> key, BiFunction<SimShard, List<I>, Applied> work) {
        List<Applied> answers = new ArrayList<>();
        for (int index = 0; index < shards.length; index++) {
            List<I> its = new ArrayList<>();
            for (I item : items) {
                if (SimStore.shard(key.apply(item), shards.length) == index) {
                    its.add(item);
                }
            }
            if (!its.isEmpty()) {
                answers.add(work.apply(shards[index], its));
            }
        }
        return answers;
    }
}
