package dev.tarn.invalidation;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Issues the versions of a cache, tells it of the changes that other nodes caused, and says whether the node may still serve what it
 * holds. Thread-safe; nothing here blocks.
 */
public interface CacheLog extends AutoCloseable {
    /** Returns into how many shards the log is split. */
    int shards();

    /**
     * Returns the shard of a key, from 0.
     *
     * @param key the encoded key
     */
    int shardOf(byte[] key);

    /**
     * Returns the stamp of the newest position of a shard that this node has applied, with all before it: what a load that begins now
     * will reflect at least.
     *
     * @param shard the shard
     */
    long appliedUpTo(int shard);

    /**
     * Tells whether a position is known to be one of those that this node has passed. If it is not, it may be of another history, with which
     * stamps cannot be compared.
     *
     * @param position the position
     */
    boolean hasPassed(Position position);

    /**
     * Records a change that no store has recorded in this log.
     *
     * @param operation {@code INVALIDATE}, {@code CLEAR} or {@code TAG}
     * @param names the encoded keys or the tags; empty for a clear
     * @return where it was recorded, one place for each shard concerned; fails with {@link dev.tarn.StoreException}
     */
    CompletionStage<List<Applied>> append(Operation operation, List<byte[]> names);

    /**
     * Moves on past a change of this node's own, after it was applied here.
     *
     * @param own the change as it stands in the log
     */
    void applied(Invalidation own);

    /**
     * Returns what says whether entries may be served. Asked on every hit.
     */
    StalenessGuard guard();

    /**
     * Tells whether this node has just begun to follow the log of a shard, and the first answer of the log is due any moment: it will void
     * whatever was asked for before.
     *
     * @param shard the shard
     */
    boolean isStarting(int shard);

    /**
     * Tries to prove that this node has applied the log of a shard, where the last proof has lapsed, or there is none yet: with one poll, however many ask.
     *
     * @param shard the shard
     * @return whether the node may serve; never fails. Comes at once where the log is known not to answer
     */
    CompletionStage<Boolean> validate(int shard);

    /**
     * Tries to prove that this node has applied a position that another node has told of, and everything before it.
     *
     * @param position the position
     * @return whether the node has, or has proved that the log does not hold it any more; never fails
     */
    CompletionStage<Boolean> reach(Position position);

    /**
     * Tells whether the remote tier may be read: false from the moment a connection to it is lost until what this node knows to have
     * been recorded is known to be recorded on the other side of the new one, too.
     */
    boolean isOpen();

    /** Tells whether the changes recorded here reach other nodes. */
    boolean isShared();

    /** Returns what this log has counted. */
    LogStats stats();

    /** Ends the hearing of other nodes. */
    @Override
    void close();
}
