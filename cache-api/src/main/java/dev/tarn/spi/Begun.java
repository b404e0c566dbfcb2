package dev.tarn.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Answers a read that takes the lease on a miss. */
public sealed interface Begun {
    /**
     * The value is there; no lease was taken.
     *
     * @param envelope the bytes found, owned by the caller
     * @param head the head of the log, what the value is known to reflect
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    record Hit(byte[] envelope, Position head) implements Begun {}

    /**
     * The asker holds the lease, and may load and {@linkplain RemoteTier#fill fill}.
     *
     * @param label the head of the log when the lease was granted: what the load will be known to reflect
     * @param stale the bytes of a former value that may not be served as a hit any more but could be as stale, or null; owned by the
     *     caller
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    record Leased(Position label, byte @Nullable [] stale) implements Begun {}

    /**
     * Somebody else holds the lease.
     *
     * @param remaining how long that lease lasts if it is not extended
     * @param stale as for {@link Leased}
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
    record Held(Duration remaining, byte @Nullable [] stale) implements Begun {}

    /**
     * Loads of this key may be served but not stored: a transaction has it in its hands, or it was removed so recently that a lagging
     * source may still give the old value.
     *
     * @param head the head of the log
     */
    record Barred(Position head) implements Begun {}
}
