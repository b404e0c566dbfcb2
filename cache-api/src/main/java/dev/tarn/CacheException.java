package dev.tarn;

import org.jspecify.annotations.Nullable;

/**
 * Signals that a cache could not do what it was asked.
 *
 * <p>The root of everything Tarn throws, apart from {@link IllegalArgumentException} for arguments and configuration, {@link
 * NullPointerException} for forbidden nulls, and a loader's own unchecked exceptions, which pass through untouched.
 */
public abstract class CacheException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what failed, with the names and figures that matter
     * @param cause what made it fail, or null
     */
    protected CacheException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Creates an exception that may leave out its stack trace, for refusals that are expected under load.
     *
     * @param message what failed, with the names and figures that matter
     * @param cause what made it fail, or null
     * @param stackTrace whether the stack trace is recorded
     */
    protected CacheException(String message, @Nullable Throwable cause, boolean stackTrace) {
        super(message, cause, true, stackTrace);
    }
}
