package dev.tarn.tiered;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Position;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Issues the versions of a cache, and tells of those that other nodes caused. */
interface Log {
    /** Returns into how many shards the log is split. */
    int shards();

    /** Returns the shard of an encoded key. */
    int shardOf(byte[] key);

    /** Returns the newest position of a shard that this node has applied: what a load that begins now will reflect at least. */
    long appliedUpTo(int shard);

    /** Tells whether a position that a remote tier gave belongs to this log. */
    boolean issued(Position head);

    /** Records a change that no store has recorded in this log. */
    CompletionStage<List<Applied>> append(Invalidation.Operation operation, List<byte[]> names);

    /** Moves on past a change of this node's own, after it was applied here. */
    void applied(Applied own);

    /** Tells whether the changes recorded here reach other nodes. */
    boolean isShared();

    /** Ends the hearing of other nodes. */
    void close();

    /** Returns how often a lost message was noticed. */
    long gaps();
}
