package dev.tarn.redis;

import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Has steps repeated that the log of a shard has lost: many steps by one script, split where that would take too long. */
final class Repeats {
    private static final int MAXIMUM_BYTES = 4 << 20;

    private final Session session;
    private final List<ShardKeys> shards;
    private final boolean valued;

    /**
     * Makes the means to repeat steps.
     *
     * @param valued whether values and leases are there to be removed
     */
    Repeats(Session session, List<ShardKeys> shards, boolean valued) {
        this.session = session;
        this.shards = shards;
        this.valued = valued;
    }

    /** Has the steps of one shard repeated as far as they are lost; answers how many. */
    CompletableFuture<Integer> of(List<Invalidation> steps) {
        steps.forEach(step -> check(step, steps.get(0).current().shard()));
        Map<Integer, List<Invalidation>> byEra = new LinkedHashMap<>();
        for (Invalidation step : steps) {
            byEra.computeIfAbsent(step.current().era(), era -> new ArrayList<>())
                    .add(step);
        }
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (List<Invalidation> some : byEra.values()) {
            split(some).forEach(part -> answers.add(run(part)));
        }
        return Parts.gather(
                answers, counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    private static void check(Invalidation step, int shard) {
        if (step.operation() == Operation.FILL_NOTE || step.operation() == Operation.GENESIS) {
            throw new IllegalArgumentException(
                    "operation is " + step.operation() + ", it must be INVALIDATE, CLEAR, TAG or QUARANTINE");
        }
        if (step.current().shard() != shard) {
            throw new IllegalArgumentException(
                    "shard is " + step.current().shard() + ", it must be " + shard + " as that of the first step");
        }
    }

    /** Splits steps so that a script has no more keys than are permitted, unless a single step has. */
    private List<List<Invalidation>> split(List<Invalidation> steps) {
        List<List<Invalidation>> parts = new ArrayList<>();
        int keys = 0;
        long bytes = 0;
        for (Invalidation step : steps) {
            int more = 1 + step.names().size();
            long size = step.names().stream().mapToLong(name -> name.length).sum();
            boolean full = keys + more > session.options().maximumStepKeys() || bytes + size > MAXIMUM_BYTES;
            if (parts.isEmpty() || full) {
                parts.add(new ArrayList<>());
                keys = 0;
                bytes = 0;
            }
            parts.get(parts.size() - 1).add(step);
            keys += more;
            bytes += size;
        }
        return parts;
    }

    private CompletableFuture<Integer> run(List<Invalidation> steps) {
        Position first = steps.get(0).current();
        ShardKeys shard = shards.get(first.shard());
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(ScriptCall.decimal(session.options().logLength()));
        arguments.add(RedisLog.era(first));
        steps.forEach(step -> add(shard, step, keys, arguments));
        return session.run(
                session.control(),
                "reassert",
                Script.REASSERT,
                shard,
                keys,
                arguments,
                answer -> Math.toIntExact((long) answer.get(0)));
    }

    private void add(ShardKeys shard, Invalidation step, List<byte[]> keys, List<byte[]> arguments) {
        Operation as = step.operation() == Operation.QUARANTINE ? Operation.INVALIDATE : step.operation();
        List<byte[]> names = step.names();
        List<byte[]> gone = valued && as == Operation.INVALIDATE ? RedisLog.pairs(shard, names) : List.of();
        List<byte[]> tags = as == Operation.TAG ? names : List.of();
        byte[] id = RedisLog.id(step.current());
        keys.add(shard.mark(id));
        keys.addAll(gone);
        arguments.add(id);
        arguments.add(ScriptCall.decimal(as.code()));
        arguments.add(ScriptCall.decimal(names.size()));
        arguments.add(RedisLog.names(names));
        arguments.add(ScriptCall.decimal(gone.size()));
        arguments.add(ScriptCall.decimal(tags.size()));
        arguments.addAll(tags);
    }
}
