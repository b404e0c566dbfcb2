package dev.tarn.testing.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Splits a request for many keys by shard. */
final class ShardBatch {
    private ShardBatch() {}

    /** Hands each shard concerned its items, and returns the answers in the order in which shards first occurred. */
    static <I, R> List<R> apply(
            FakeServer server,
            FakeShard[] shards,
            List<I> items,
            Function<I, byte[]> key,
            BiFunction<FakeShard, List<I>, R> work) {
        Map<Integer, List<I>> byShard = new LinkedHashMap<>();
        for (I item : items) {
            byShard.computeIfAbsent(server.shardOf(key.apply(item)), shard -> new ArrayList<>())
                    .add(item);
        }
        List<R> answers = new ArrayList<>();
        byShard.forEach((shard, some) -> answers.add(work.apply(shards[shard], some)));
        return List.copyOf(answers);
    }
}
