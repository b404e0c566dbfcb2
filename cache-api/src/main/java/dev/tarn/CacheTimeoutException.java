package dev.tarn;

/**
 * Signals that an answer did not come within its time budget.
 *
 * <p>Whether the operation took effect is not known: a write that timed out may still have been carried out.
 */
public final class CacheTimeoutException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a stack trace, for time-outs are expected when a server is slow.
     *
     * @param message the operation and its budget
     */
    public CacheTimeoutException(String message) {
        super(message, null, false);
    }
}
