package dev.tarn.tiered;

import dev.tarn.CacheException;
import dev.tarn.CacheInterruptedException;
import dev.tarn.CacheLoadException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for futures and unwraps what comes of them. */
final class Waiting {
    private Waiting() {}

    /** Returns the result, or throws the failure as the caller is to see it. */
    static <T> T await(CompletableFuture<T> future, String what) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        } catch (ExecutionException e) {
            throw unchecked(e.getCause() == null ? e : e.getCause(), what);
        }
    }

    /** Sets the interrupt flag again and returns the exception that says so. */
    static CacheInterruptedException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CacheInterruptedException("interrupted: " + what, cause);
    }

    /** Throws errors, returns unchecked exceptions as they are, and wraps checked ones. */
    static RuntimeException unchecked(Throwable failure, String what) {
        Throwable cause = cause(failure);
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new CacheLoadException(what, cause);
    }

    /** Takes the wrappers of {@link CompletableFuture} off a failure. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null
                && !(cause instanceof CacheException)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
