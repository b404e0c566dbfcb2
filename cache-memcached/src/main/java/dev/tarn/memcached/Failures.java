package dev.tarn.memcached;

import dev.tarn.CacheClosedException;
import dev.tarn.CacheException;
import dev.tarn.CacheTimeoutException;
import dev.tarn.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Words what can go wrong. Keys and values never get into the texts; what is expected in an outage carries no stack trace. */
final class Failures {
    private Failures() {}

    static StoreException notConnected(String server, String operation, @Nullable String why) {
        return expected(server, operation, why == null ? "not connected" : "not connected: " + why);
    }

    static StoreException lost(String server, String operation) {
        return expected(server, operation, "connection lost before the answer");
    }

    static StoreException busy(String server, String operation, String limit) {
        return expected(server, operation, "more than " + limit + " are under way");
    }

    static StoreException contended(String server, String operation, int attempts) {
        return expected(server, operation, "others were quicker " + attempts + " times");
    }

    static CacheClosedException closed(String store) {
        return new CacheClosedException(store + " is closed");
    }

    static CacheTimeoutException late(String server, String operation, Duration budget) {
        return new CacheTimeoutException(
                server + ": " + operation + " had no answer within " + budget.toMillis() + " ms");
    }

    /** Words an error that the server answered. Its text may quote the request, so only what comes first is kept. */
    static StoreException refused(String server, String operation, @Nullable String error) {
        String text = error == null ? "no reason given" : error.length() > 60 ? error.substring(0, 60) : error;
        return expected(server, operation, "refused: " + text);
    }

    static StoreException malformed(String server, String operation) {
        return expected(server, operation, "an answer that makes no sense");
    }

    static StoreException longKey(String server, String operation, int length) {
        return expected(server, operation, "a key has " + length + " bytes, which is more than its items can hold");
    }

    static StoreException newerHead(String server, String operation) {
        return expected(server, operation, "the log of this cache is of a newer release");
    }

    /** Returns what a stage failed with, as a caller of the SPI may see it. */
    static CacheException known(String server, String operation, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof CacheException known
                ? known
                : new StoreException(server + ": " + operation + ": " + cause, cause);
    }

    private static StoreException expected(String server, String operation, String reason) {
        return new StoreException(server + ": " + operation + ": " + reason, null, false);
    }
}
