package dev.tarn.invalidation;

import dev.tarn.CacheClosedException;
import dev.tarn.CodecException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** Holds the logs and the nodes of one cache. Thread-safe. */
final class Topic {
    private static final Set<Operation> APPENDABLE = EnumSet.of(Operation.INVALIDATE, Operation.CLEAR, Operation.TAG);

    private final CacheId cache;
    /** Each log is its own lock: steps are put into the mailboxes in the order of the log. */
    private final List<InvalidationLog> logs;

    private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();

    Topic(CacheId cache, int shards, int logCapacity, Clock clock) {
        this.cache = cache;
        this.logs = IntStream.range(0, shards)
                .mapToObj(shard -> new InvalidationLog(shard, logCapacity, clock, new SplittableRandom()::nextInt))
                .toList();
    }

    BusChannel join(Mailbox mailbox) {
        mailbox.connected();
        mailboxes.add(mailbox);
        mailbox.wake();
        return new Channel(mailbox);
    }

    void close() {
        mailboxes.forEach(Mailbox::close);
        mailboxes.clear();
    }

    private int shardOf(byte[] key) {
        int hash = 0x811C9DC5; // FNV-1a
        for (byte b : key) {
            hash = (hash ^ (b & 0xFF)) * 0x01000193;
        }
        return Math.floorMod(hash ^ (hash >>> 16), logs.size());
    }

    private List<Applied> append(Operation operation, List<byte[]> names) {
        List<Applied> places = new ArrayList<>();
        if (operation == Operation.INVALIDATE) {
            byShard(names).forEach((shard, keys) -> places.add(append(logs.get(shard), operation, keys)));
        } else {
            logs.forEach(log -> places.add(append(log, operation, copyOf(names))));
        }
        mailboxes.forEach(Mailbox::wake);
        return places;
    }

    private Map<Integer, List<byte[]>> byShard(List<byte[]> keys) {
        Map<Integer, List<byte[]>> shards = new TreeMap<>();
        for (byte[] key : keys) {
            shards.computeIfAbsent(shardOf(key), shard -> new ArrayList<>()).add(key.clone());
        }
        return shards;
    }

    private static List<byte[]> copyOf(List<byte[]> names) {
        return names.stream().map(byte[]::clone).toList();
    }

    /** Records names in as many steps as they need; the place given spans them all. */
    private Applied append(InvalidationLog log, Operation operation, List<byte[]> names) {
        List<List<byte[]>> parts = WireForm.split(names);
        synchronized (log) {
            Position before = log.head();
            for (List<byte[]> part : parts) {
                byte[] message = WireForm.encode(log.append(operation, part));
                mailboxes.forEach(mailbox -> mailbox.message(message));
            }
            return new Applied(before, log.head());
        }
    }

    private Polled poll(Position last, int limit) {
        InvalidationLog log = logs.get(last.shard());
        synchronized (log) {
            return log.poll(last, limit);
        }
    }

    /** One node's side of the topic. */
    private final class Channel implements BusChannel {
        private final Mailbox mailbox;

        Channel(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        @Override
        public int shards() {
            return logs.size();
        }

        @Override
        public int shardOf(byte[] key) {
            return Topic.this.shardOf(key);
        }

        @Override
        public CompletionStage<List<Applied>> append(Operation operation, List<byte[]> names) {
            if (!APPENDABLE.contains(operation) || (operation == Operation.CLEAR && !names.isEmpty())) {
                throw new IllegalArgumentException("operation is " + operation + " with " + names.size()
                        + " names, it must be INVALIDATE, TAG, or CLEAR without names");
            }
            if (mailbox.isClosed()) {
                return CompletableFuture.failedFuture(new CacheClosedException("in-process bus of cache " + cache));
            }
            try {
                WireForm.split(names);
                return CompletableFuture.completedFuture(Topic.this.append(operation, names));
            } catch (CodecException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public CompletionStage<Polled> poll(Position last, int limit) {
            if (last.shard() < 0 || last.shard() >= logs.size()) {
                throw new IllegalArgumentException(
                        "shard is " + last.shard() + ", it must be from 0 to " + (logs.size() - 1));
            }
            return mailbox.isClosed()
                    ? CompletableFuture.failedFuture(new CacheClosedException("in-process bus of cache " + cache))
                    : CompletableFuture.completedFuture(Topic.this.poll(last, limit));
        }

        /** {@inheritDoc} The log lives as long as the process, so nothing is ever lost from it. */
        @Override
        public CompletionStage<Integer> reassert(List<Invalidation> steps) {
            return CompletableFuture.completedFuture(0);
        }

        @Override
        public void close() {
            mailboxes.remove(mailbox);
            mailbox.close();
        }
    }
}
