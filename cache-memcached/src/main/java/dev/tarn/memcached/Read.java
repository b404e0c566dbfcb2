package dev.tarn.memcached;

import dev.tarn.CacheException;
import dev.tarn.spi.RemoteRead;
import java.util.concurrent.CompletableFuture;

/** Waits for one value. */
interface Read {
    /** Returns the shard of the key. */
    Shard shard();

    /** Returns the name of the item. */
    ItemName name();

    /** Takes the answer. */
    void found(RemoteRead answer);

    /** Takes the failure. */
    void failed(CacheException failure);

    /** A read that stands alone and is its own future. */
    final class Single extends CompletableFuture<RemoteRead> implements Read {
        private final Shard shard;
        private final ItemName name;
        private final long deadline;

        Single(Shard shard, ItemName name, long deadline) {
            this.shard = shard;
            this.name = name;
            this.deadline = deadline;
        }

        long deadline() {
            return deadline;
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
            complete(answer);
        }

        @Override
        public void failed(CacheException failure) {
            completeExceptionally(failure);
        }
    }
}
