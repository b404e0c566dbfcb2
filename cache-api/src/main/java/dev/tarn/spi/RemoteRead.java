package dev.tarn.spi;

import org.jspecify.annotations.Nullable;

/**
 * Answers a read of one key, with the head of the log at that moment.
 *
 * @param envelope the bytes found, or null for a miss; a value of another era, below the floor of a clear, or voided by a tag is a miss.
 *     Owned by the caller
 * @param head the head of the log of the key's shard, read in the same step: what the value is known to reflect. {@link
 *     Position#unknown} if the store keeps no log
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
public record RemoteRead(byte @Nullable [] envelope, Position head) {}
