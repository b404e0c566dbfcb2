package dev.tarn.redis;

import dev.tarn.CacheClosedException;
import dev.tarn.CacheTimeoutException;
import dev.tarn.StoreException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Words what can go wrong. Keys and values never get into the texts; what is expected in an outage carries no stack trace. */
final class Failures {
    private static final int DEPTH = 10;
    private static final String IN_SCRIPT = "ERR Error running script";
    private static final String CAUSE = ": -";

    private Failures() {}

    /**
     * Words that there is no connection.
     *
     * @param why what the last attempt failed with, or null if it has not failed
     */
    static StoreException notConnected(String store, String operation, @Nullable String why) {
        return expected(store, operation, why == null ? "not connected" : "not connected: " + why);
    }

    /** Returns what is at the bottom of a failure to connect, in one line. */
    static String root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < DEPTH && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        String text = root.getMessage();
        return text == null ? root.getClass().getSimpleName() : text;
    }

    static StoreException lost(String store, String operation) {
        return expected(store, operation, "connection lost before the answer");
    }

    static StoreException busy(String store, String operation, int limit) {
        return expected(store, operation, "more than " + limit + " requests are under way");
    }

    static CacheClosedException closed(String store) {
        return new CacheClosedException(store + " is closed");
    }

    static CacheTimeoutException late(String store, String operation, long budgetNanos) {
        Duration budget = Duration.ofNanos(budgetNanos);
        String text =
                budget.toMillis() > 0 ? budget.toMillis() + " ms" : TimeUnit.NANOSECONDS.toMicros(budgetNanos) + " us";
        return new CacheTimeoutException(store + ": " + operation + " had no answer within " + text);
    }

    /** Returns what a command within a script was refused with: before Redis 7 the server wraps it into the script's own failure. */
    static String bare(String error) {
        int cause = error.startsWith(IN_SCRIPT) ? error.indexOf(CAUSE) : -1;
        return cause < 0 ? error : error.substring(cause + CAUSE.length());
    }

    /** Words an error that the server answered. A denial may quote the key, so only its code is kept. */
    static StoreException refused(String store, String operation, String error) {
        String text = error.startsWith("NOPERM") ? "NOPERM, the user lacks a right" : error;
        return expected(store, operation, "refused: " + text);
    }

    static StoreException malformed(String store, String operation) {
        return expected(store, operation, "an answer that makes no sense");
    }

    /** Tells whether the client refused to send a command because it had no connection to a node just then. */
    static boolean isUnsent(Throwable cause) {
        String text = cause.getMessage();
        return cause instanceof RedisException && text != null && text.startsWith("Currently not connected");
    }

    static StoreException broken(String store, String operation, Throwable cause) {
        if (cause instanceof RedisException || cause instanceof IOException) {
            return new StoreException(store + ": " + operation + ": " + cause.getMessage(), cause, false);
        }
        return new StoreException(store + ": " + operation + ": " + cause, cause);
    }

    private static StoreException expected(String store, String operation, String reason) {
        return new StoreException(store + ": " + operation + ": " + reason, null, false);
    }
}
