package dev.tarn;

/**
 * Signals that a loader asked the cache for the very key it was loading.
 *
 * <p>Waiting for itself would never end, so the inner call is refused. The loader sees this exception; unless it handles it, so
 * does the caller.
 */
public final class RecursiveLoadException extends CacheLoadException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which cache's load asked for its own key
     */
    public RecursiveLoadException(String message) {
        super(message, null);
    }
}
