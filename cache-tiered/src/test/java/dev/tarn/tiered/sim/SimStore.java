package dev.tarn.tiered.sim;

import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import dev.tarn.tiered.sim.Network.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One node's store, bus and channel: puts requests on the network. */
final class SimStore implements RemoteStore, InvalidationBus, BusChannel {
    private final SimNode node;
    private final World world;
    private final Network network;

    SimStore(SimNode node, World world) {
        this.node = node;
        this.world = world;
        this.network = world.network();
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public RemoteTier open(CacheId cache) {
        return new SimTier(node, world);
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public InvalidationBus bus() {
        return this;
    }

    @Override
    public BusChannel open(CacheId cache, BusListener listener) {
        node.listen(listener);
        return this;
    }

    @Override
    public Duration pollBudget() {
        return Duration.ofNanos(Network.BUDGET);
    }

    @Override
    public int shards() {
        return network.shards();
    }

    @Override
    public int shardOf(byte[] key) {
        return shard(key, network.shards());
    }

    static int shard(byte[] key, int shards) {
        return Rows.key(key) % shards;
    }

    @Override
    public CompletionStage<List<Applied>> append(Operation operation, List<byte[]> names) {
        return network.request(node, Lane.CONTROL, shards -> {
            List<Applied> places = new ArrayList<>();
            for (SimShard shard : shards) {
                places.add(shard.record(operation, names));
            }
            return places;
        });
    }

    @Override
    public CompletionStage<Polled> poll(Position last, int limit) {
        long sentAt = world.agenda().now();
        CompletionStage<Polled> answer =
                network.request(node, Lane.POLL, shards -> shards[last.shard()].poll(last, limit));
        answer.thenAccept(polled -> world.oracle().polled(node.index, sentAt));
        return answer;
    }

    @Override
    public CompletionStage<Integer> reassert(List<Invalidation> steps) {
        return network.request(
                node,
                Lane.CONTROL,
                shards -> steps.isEmpty() ? 0 : shards[steps.get(0).current().shard()].reassert(steps));
    }

    @Override
    public void close() {}
}
