package dev.tarn;

/** Signals a call on a cache, store or bus that has been closed. */
public final class CacheClosedException extends CacheException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the name of what is closed
     */
    public CacheClosedException(String message) {
        super(message, null);
    }
}
