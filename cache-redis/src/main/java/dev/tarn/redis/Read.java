package dev.tarn.redis;

import dev.tarn.CacheException;
import dev.tarn.spi.RemoteRead;
import java.util.concurrent.CompletableFuture;

/** Waits for one value. */
interface Read {
    /** Returns the keys of the shard. */
    ShardKeys shard();

    /** Returns the encoded key. */
    byte[] key();

    /** Takes the answer. */
    void found(RemoteRead answer);

    /** Takes the failure. */
    void failed(CacheException failure);

    /** A read that stands alone and is its own future. */
    final class Single extends CompletableFuture<RemoteRead> implements Read {
        private final ShardKeys shard;
        private final byte[] key;

        /** When it began to wait for others; 0 if it did not have to. */
        long queuedAt;

        Single(ShardKeys shard, byte[] key) {
            this.shard = shard;
            this.key = key;
        }

        @Override
        public ShardKeys shard() {
            return shard;
        }

        @Override
        public byte[] key() {
            return key;
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
