package dev.tarn;

/**
 * Counts what one cache did on this node to stay like its fellows on other nodes.
 *
 * @param invalidationsSent invalidations, tags, clears and writes that this node announced
 * @param invalidationsReceived messages of other nodes (and echoes of own ones), and steps of the log, that were applied
 * @param pendingInvalidations keys, tags and clears that wait now for the remote tier or the bus to take them
 * @param refusedFills answers that were not stored because an invalidation had come in between
 * @param gaps messages that did not continue where this node stood: one before them was lost, or late
 * @param replays changes that were learnt from the log itself, not from a message
 * @param resets times at which a shard of the log could not tell what had happened since, so that what was held of it was void; the start is
 *     one for each shard
 * @param reassertions changes that the remote store had acknowledged and lost, and that this node had recorded again
 * @param validations times at which reads had to wait for a proof that what this node holds is within the staleness bound
 * @param doubtNanos how long nothing could be served for want of such a proof, in nanoseconds, of the shard for which that was longest
 * @param proofAgeNanos the age of the oldest proof, in nanoseconds: changes that were acknowledged longer ago are applied here, so nothing
 *     served now is staler. 0 where there is no bus
 */
public record CoherenceStats(
        long invalidationsSent,
        long invalidationsReceived,
        long pendingInvalidations,
        long refusedFills,
        long gaps,
        long replays,
        long resets,
        long reassertions,
        long validations,
        long doubtNanos,
        long proofAgeNanos) {}
