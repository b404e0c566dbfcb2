package dev.tarn;

/**
 * Signals that a caller waited for a load as long as {@link FailSafe#hardTimeout} permits. The load goes on; what it gives will be stored, so
 * that a later read may find it.
 */
public final class LoadTimeoutException extends CacheLoadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a stack trace, for time-outs are expected when a source is slow.
     *
     * @param message the cache and its time-out
     */
    public LoadTimeoutException(String message) {
        super(message, null, false);
    }
}
