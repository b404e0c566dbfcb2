package dev.tarn.spi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Holds the entries of one cache in a store shared by many processes.
 *
 * <p>Asynchronous and thread-safe: methods return at once and never block. Stages may complete on I/O threads, so who continues them
 * must not block there. They fail with {@link dev.tarn.StoreException} if the server is away, refuses or is too slow ({@link
 * dev.tarn.CacheTimeoutException}: it may have been carried out all the same). Requests are never repeated onto a new connection. A
 * single request goes out at once when nothing is under way; requests that come together share commands.
 *
 * <p>Every change is one atomic step: the data, the log and the message to all nodes, if the store has a {@linkplain RemoteStore#bus
 * bus} of its own. Reading and filling change nothing that another node may legally hold, so they announce no change; but where a
 * {@link #begin} was answered with {@link Begun.Held}, {@link #fill} and {@link #release} send a {@link Invalidation.Operation#FILL_NOTE}
 * of the key, so that who waits need not ask again and again.
 *
 * <p><b>Fencing.</b> {@link #begin} hands out a lease, {@link #fill} is accepted only under it; {@link #invalidate}, {@link #put}
 * and clears end it, and a fill that carries a tag which was voided since is refused. So a load that began before an invalidation can never overwrite what came after.
 *
 * <p>An envelope found in the store whose {@link EnvelopeHeader#format} is newer than that of the envelope offered is never
 * overwritten by {@code fill}; {@code put} removes it instead of replacing it.
 */
public interface RemoteTier {
    /**
     * Returns the wall-clock time on which the nodes that share this store agree, in milliseconds since 1970: the store's own clock as
     * far as this node knows it, or this node's. For life times only; never decides who is newer.
     */
    long millis();

    /**
     * Returns when a step of this store's own log was recorded, on the clock of {@link #millis}. For measurements only.
     *
     * @param position the step's position
     * @return milliseconds since 1970, or -1 if the position does not tell
     */
    default long recordedAtMillis(Position position) {
        return -1;
    }

    /**
     * Reads one key.
     *
     * @param key the encoded key
     */
    CompletionStage<RemoteRead> read(byte[] key);

    /**
     * Reads many keys in one round trip (one for each server concerned, in parallel).
     *
     * @param keys the encoded keys
     * @return the answers in the order asked
     */
    CompletionStage<List<RemoteRead>> readAll(List<byte[]> keys);

    /**
     * Reads keys and takes the lease of those that are missing. Asking again with a token that holds the lease grants it again with its
     * first label.
     *
     * @param keys the encoded keys
     * @param token the attempt; one token may hold the leases of many keys
     * @param lease how long the lease lasts unless extended; at least one millisecond
     * @param refresh whether a value that is there is to be replaced: then it is no hit, the lease is granted unless somebody else holds
     *     it, and the value comes along as {@link Begun.Leased#stale()} and can still be read by others
     * @return the answers in the order asked
     */
    CompletionStage<List<Begun>> begin(List<byte[]> keys, LeaseToken token, Duration lease, boolean refresh);

    /**
     * Stores the results of loads, each accepted only if the token still holds the key's lease, and gives up the leases.
     *
     * @param values what was loaded; the version stored is the label of the lease
     * @param token the attempt
     * @return in the order given, whether each value was accepted
     */
    CompletionStage<List<Boolean>> fill(List<Write> values, LeaseToken token);

    /** Tells whether {@link #touch} does anything; if not, the tier cannot serve caches that give up what nobody asks for. */
    default boolean canTouch() {
        return false;
    }

    /**
     * Keeps values for some time from now that would be given up earlier. What has more time left keeps it, and what is no value, such as the bar of a
     * transaction, stays as it is. The lives inside the envelopes do not change, so nothing is served for longer than it says itself.
     *
     * @param keys the encoded keys; whether or not there are values
     * @param life how long they are kept at least, at least one millisecond
     */
    default CompletionStage<Void> touch(List<byte[]> keys, Duration life) {
        return CompletableFuture.completedStage(null);
    }

    /**
     * Prolongs leases that the token still holds.
     *
     * @param keys the encoded keys
     * @param token the attempt
     * @param lease how long the leases last from now
     * @return in the order given, whether the token held each lease
     */
    CompletionStage<List<Boolean>> extend(List<byte[]> keys, LeaseToken token, Duration lease);

    /**
     * Gives up leases without a result, so that others need not wait for their end.
     *
     * @param keys the encoded keys
     * @param token the attempt; leases of others stay
     */
    CompletionStage<Void> release(List<byte[]> keys, LeaseToken token);

    /**
     * Writes values whatever was there, ends leases, records and announces the keys.
     *
     * @param values the values; their version becomes the position at which they are recorded
     * @return where it was recorded, one place for each shard concerned; the values of a shard share its place
     */
    CompletionStage<List<Applied>> put(List<Write> values);

    /**
     * Writes a value if the key still has the version that the caller knows, then as {@link #put}.
     *
     * @param value the value
     * @param expectedVersion the version that must be there, or {@link #NO_VERSION} if there must be none that could be read
     * @return what came of it
     */
    CompletionStage<Conditional> putIf(Write value, long expectedVersion);

    /**
     * Removes a value if the key still has the version that the caller knows, then as {@link #invalidate}.
     *
     * @param key the encoded key
     * @param expectedVersion the version that must be there
     * @return what came of it
     */
    CompletionStage<Conditional> removeIf(byte[] key, long expectedVersion);

    /**
     * Removes values whether or not they are there, ends leases, records and announces the keys.
     *
     * @param keys the encoded keys
     * @return where it was recorded, one place for each shard concerned
     */
    CompletionStage<List<Applied>> invalidate(List<byte[]> keys);

    /**
     * Takes keys into the hands of a transaction: removes their values, ends their leases, records and announces it, and bars the keys, so
     * that loads are served but not stored, until {@link #invalidate} or {@link #put} lifts the bar or its life ends.
     *
     * @param keys the encoded keys
     * @param life how long the bar lasts if nobody lifts it, at least one millisecond
     * @return where it was recorded, one place for each shard concerned
     */
    CompletionStage<List<Applied>> quarantine(List<byte[]> keys, Duration life);

    /**
     * Voids every value that carries the tag, in constant time for each shard, and announces it.
     *
     * @param tag the tag
     * @return where it was recorded, one place for each shard
     */
    CompletionStage<List<Applied>> invalidateTag(String tag);

    /**
     * Voids every value of the cache, in constant time for each shard, and announces it.
     *
     * @return where it was recorded, one place for each shard
     */
    CompletionStage<List<Applied>> clear();

    /** What {@link #putIf} expects where no value must be. */
    long NO_VERSION = Long.MIN_VALUE;

    /**
     * A value to be written.
     *
     * @param key the encoded key
     * @param envelope the envelope; the store may stamp era and version into this very array
     * @param life how long the store keeps it, at least one millisecond
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    record Write(byte[] key, byte[] envelope, Duration life) {}

    /**
     * What came of a conditional write.
     *
     * @param done whether the condition held and the write was carried out
     * @param applied where it was recorded; where nothing was changed, the head of the log twice
     */
    record Conditional(boolean done, Applied applied) {}
}
