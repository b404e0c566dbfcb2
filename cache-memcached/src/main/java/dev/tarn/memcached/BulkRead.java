package dev.tarn.memcached;

import dev.tarn.CacheException;
import dev.tarn.spi.RemoteRead;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Gathers the answers to a read of many keys; is its own future. */
final class BulkRead extends CompletableFuture<List<RemoteRead>> {
    private final @Nullable RemoteRead[] answers;
    private final AtomicInteger missing;

    BulkRead(int count) {
        this.answers = new RemoteRead[count];
        this.missing = new AtomicInteger(count);
    }

    /** Returns the read of one of the keys. */
    Read item(int index, Shard shard, ItemName name) {
        return new Item(this, index, shard, name);
    }

    @SuppressWarnings("NullAway") // all are there when none is missing
    private void found(int index, RemoteRead answer) {
        answers[index] = answer;
        if (missing.decrementAndGet() == 0) {
            complete(List.of(answers));
        }
    }

    private static final class Item implements Read {
        private final BulkRead bulk;
        private final int index;
        private final Shard shard;
        private final ItemName name;

        Item(BulkRead bulk, int index, Shard shard, ItemName name) {
            this.bulk = bulk;
            this.index = index;
            this.shard = shard;
            this.name = name;
        }

        @Override
        public Shard shard() {
            return shard;
        }

        @Override
        public ItemName name() {
            return name;
        }

        @Override
        public void found(RemoteRead answer) {
            bulk.found(index, answer);
        }

        @Override
        public void failed(CacheException failure) {
            bulk.completeExceptionally(failure);
        }
    }
}
