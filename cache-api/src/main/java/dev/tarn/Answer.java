package dev.tarn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells a caller what it got and how far it may be trusted.
 *
 * @param value the value; null if the source has none
 * @param state whether the value is fresh, and if not, why it was served all the same
 * @param age how long ago the load or write of the value began; zero for a fallback
 * @param cause the failure because of which something less than a fresh value was served; null if there was none
 * @param <V> the type of the value
 */
public record Answer<V>(
        @Nullable V value,
        State state,
        Duration age,
        @Nullable Throwable cause) {

    /** Says what a value is worth. */
    public enum State {
        /** Within its time to live, or just loaded. */
        FRESH,
        /** Past its time to live, and a load of a new one has been started. */
        STALE_WHILE_LOADING,
        /** Past its time to live, and the last load has failed; the next one waits for the pause to end. */
        STALE_ON_FAILURE,
        /** Past its time to live, and a load of a new one has not come within its time-out; it goes on. */
        STALE_ON_TIMEOUT,
        /** From the fallback function. */
        FALLBACK
    }

    /** Tells whether the value is past its time to live. */
    public boolean isStale() {
        return state == State.STALE_WHILE_LOADING || state == State.STALE_ON_FAILURE || state == State.STALE_ON_TIMEOUT;
    }
}
