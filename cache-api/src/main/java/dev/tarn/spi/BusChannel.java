package dev.tarn.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Lets one node write to and read from the log of one cache. Thread-safe, asynchronous; stages may complete on I/O threads and fail with
 * {@link dev.tarn.StoreException}.
 */
public interface BusChannel extends AutoCloseable {
    /** Returns into how many shards the log is split; fixed for the life of the cache. */
    int shards();

    /**
     * Returns the shard of a key, from 0; the same in every process.
     *
     * @param key the encoded key
     */
    int shardOf(byte[] key);

    /**
     * Records a change in the log and pushes it to all nodes, this one included. For tiers that do not announce by themselves.
     *
     * @param operation {@code INVALIDATE}, {@code CLEAR} or {@code TAG}
     * @param names the encoded keys or the tags; empty for a clear
     * @return where it was recorded, one place for each shard concerned
     */
    CompletionStage<List<Applied>> append(Invalidation.Operation operation, List<byte[]> names);

    /**
     * Asks for the steps of the log after a position. The way a node catches up, and proves to itself that it is up to date.
     *
     * @param last the last position that the asker has applied, or {@link Position#unknown}
     * @param limit the most steps to return
     */
    CompletionStage<Polled> poll(Position last, int limit);

    /**
     * Records once more those of some steps that the log does not hold any more, because the store has lost the tail of its history;
     * in the store whose own bus this is, their values and leases go with them, as at first. However many nodes ask for the same
     * step, one of them has it repeated. Of those steps that say the same, the same names under the same operation, one repetition is
     * enough, or each fail-over that loses repetitions would double them. A step that was merely trimmed may be repeated as well, which does no
     * harm.
     *
     * @param steps invalidations, clears and tags of one shard, with the positions at which they were recorded at first
     * @return how many were repeated by this call
     */
    CompletionStage<Integer> reassert(List<Invalidation> steps);

    /** Leaves the channel: the listener hears nothing more once this has returned, but for calls already under way. Idempotent. */
    @Override
    void close();
}
