package dev.tarn;

/**
 * Signals that the calling thread was interrupted while it waited for a load or a remote tier.
 *
 * <p>The thread's interrupt flag is set again before this is thrown. The load goes on for whoever else waits for it.
 */
public final class CacheInterruptedException extends CacheException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what the thread was waiting for
     * @param cause the interrupt
     */
    public CacheInterruptedException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
