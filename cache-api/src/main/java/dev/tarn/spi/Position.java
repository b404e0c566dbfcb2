package dev.tarn.spi;

/**
 * Names a place in the invalidation log of one shard of one cache.
 *
 * <p>Stamps grow within a history. Two histories that fork (a failover that lost the tail) can show the same stamp, but never the same
 * nonce with it, so positions are compared for equality to tell whether a history is still the known one; the order of stamps means
 * something only within one.
 *
 * @param shard the shard of the log, from 0
 * @param era a random number chosen when the log's metadata was created; entries of another era are dead
 * @param stamp the version: at most 2<sup>53</sup>, issued by the log, never by a node's clock
 * @param nonce a random number chosen with each change
 */
public record Position(int shard, int era, long stamp, int nonce) {
    /** What is known of a shard before anything was heard of it. */
    public static Position unknown(int shard) {
        return new Position(shard, 0, 0L, 0);
    }

    /** Tells whether nothing is known yet. */
    public boolean isUnknown() {
        return stamp == 0L;
    }
}
