package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionException;

/** Carries what a method of the application threw past the cache, to tell it from what the cache itself throws. */
final class LoadFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LoadFailure(Throwable cause) {
        super(null, cause, false, false);
    }

    /** Returns what the application threw. */
    Throwable thrown() {
        return requireNonNull(getCause());
    }

    /** Returns what the application threw, or the failure of the cache. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        Throwable inner = failure instanceof CompletionException && cause != null ? cause : failure;
        return inner instanceof LoadFailure load ? load.thrown() : inner;
    }
}
