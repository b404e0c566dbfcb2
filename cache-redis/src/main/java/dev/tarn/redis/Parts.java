package dev.tarn.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/** Splits what was asked for many keys by shard, and further where one command would be too large; puts the answers together. */
final class Parts {
    /** The most bytes of keys and values in one command that has several; a larger value goes alone. */
    static final int MAXIMUM_BYTES = 4 << 20;

    private Parts() {}

    /**
     * A part of what was asked: items of one shard.
     *
     * @param shard the shard
     * @param items the indexes of the items, in the order asked
     */
    record Part(ShardKeys shard, List<Integer> items) {
        /** Picks what belongs to this part. */
        <T> List<T> of(IntFunction<T> all) {
            List<T> picked = new ArrayList<>(items.size());
            for (int item : items) {
                picked.add(all.apply(item));
            }
            return picked;
        }
    }

    /**
     * Splits items.
     *
     * @param shards the shards of the cache
     * @param count how many items there are
     * @param keyOf the key of an item
     * @param sizeOf the bytes of an item besides its key
     * @param maximumItems the most items in a part
     */
    static List<Part> split(
            List<ShardKeys> shards, int count, IntFunction<byte[]> keyOf, IntUnaryOperator sizeOf, int maximumItems) {
        List<Part> parts = new ArrayList<>(1);
        Map<ShardKeys, Part> open = new LinkedHashMap<>();
        Map<ShardKeys, Integer> bytes = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            byte[] key = keyOf.apply(i);
            ShardKeys shard = shards.get(ShardKeys.shardOf(key, shards.size()));
            int size = key.length + sizeOf.applyAsInt(i);
            Part part = open.get(shard);
            long full = (long) bytes.getOrDefault(shard, 0) + size;
            if (part == null || part.items().size() == maximumItems || full > MAXIMUM_BYTES) {
                part = new Part(shard, new ArrayList<>());
                open.put(shard, part);
                parts.add(part);
                full = size;
            }
            part.items().add(i);
            bytes.put(shard, (int) full);
        }
        return parts;
    }

    /** Runs all parts at once and puts their answers in the order asked; fails if one of them fails. */
    static <R> CompletableFuture<List<R>> inOrder(
            int count, List<Part> parts, Function<Part, CompletableFuture<List<R>>> run) {
        List<CompletableFuture<List<R>>> answers = parts.stream().map(run).toList();
        if (answers.size() == 1) {
            return answers.get(0);
        }
        return gather(answers, done -> ordered(count, parts, done));
    }

    private static <R> List<R> ordered(int count, List<Part> parts, List<List<R>> answers) {
        List<R> flat = new ArrayList<>(count);
        answers.forEach(flat::addAll);
        List<R> ordered = new ArrayList<>(flat);
        int next = 0;
        for (Part part : parts) {
            for (int item : part.items()) {
                ordered.set(item, flat.get(next++));
            }
        }
        return ordered;
    }

    /** Waits for all, and gives their answers in their order; fails with the failure of one of them. */
    static <R> CompletableFuture<List<R>> all(List<CompletableFuture<R>> answers) {
        return gather(answers, Function.identity());
    }

    /** Waits for all; completes with the plain answer or failure, not with a wrapped one. */
    @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is in the future returned
    static <R, S> CompletableFuture<S> gather(List<CompletableFuture<R>> answers, Function<List<R>, S> finish) {
        CompletableFuture<S> gathered = new CompletableFuture<>();
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)).whenComplete((done, failure) -> {
            if (failure == null) {
                gathered.complete(finish.apply(
                        answers.stream().map(CompletableFuture::join).toList()));
            } else {
                Throwable cause = failure.getCause();
                gathered.completeExceptionally(cause == null ? failure : cause);
            }
        });
        return gathered;
    }
}
