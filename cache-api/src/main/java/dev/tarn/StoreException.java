package dev.tarn;

import org.jspecify.annotations.Nullable;

/**
 * Signals that a store or a bus could not carry out an operation: not connected, refused by the server, broken off or too slow.
 *
 * <p>Only the tier composer decides what a caller sees of it: reads go on with the next tier or the loader, writes are queued.
 */
public class StoreException extends CacheException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the store, the operation and the reason
     * @param cause the client's own exception, or null
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Creates an exception that may leave out its stack trace, for refusals that are expected while a server is away.
     *
     * @param message the store, the operation and the reason
     * @param cause the client's own exception, or null
     * @param stackTrace whether the stack trace is recorded
     */
    public StoreException(String message, @Nullable Throwable cause, boolean stackTrace) {
        super(message, cause, stackTrace);
    }
}
