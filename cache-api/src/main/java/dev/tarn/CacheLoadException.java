package dev.tarn;

import org.jspecify.annotations.Nullable;

/**
 * Signals that a {@link CacheLoader} failed with a checked exception, or that a load could not be carried out.
 *
 * <p>A loader's unchecked exceptions and errors are not wrapped: the caller sees the loader's own.
 */
public class CacheLoadException extends CacheException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which load failed and why
     * @param cause the loader's checked exception, or null
     */
    public CacheLoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Creates an exception that may leave out its stack trace, for refusals that are expected under load.
     *
     * @param message which load failed and why
     * @param cause what made it fail, or null
     * @param stackTrace whether the stack trace is recorded
     */
    protected CacheLoadException(String message, @Nullable Throwable cause, boolean stackTrace) {
        super(message, cause, stackTrace);
    }
}
