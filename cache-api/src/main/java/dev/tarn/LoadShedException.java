package dev.tarn;

/**
 * Signals that a load was not begun because too many were running and waiting already: the source is given no more than it can take, and the
 * heap does not fill with those who wait. Try again later.
 */
public final class LoadShedException extends CacheLoadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a stack trace, for refusals are expected under load.
     *
     * @param message the cache and the limit that was reached
     */
    public LoadShedException(String message) {
        super(message, null, false);
    }
}
