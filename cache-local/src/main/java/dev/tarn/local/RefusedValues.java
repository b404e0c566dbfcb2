package dev.tarn.local;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Logs that a tier could not hold a value: loudly the first time, quietly afterwards. Thread-safe. */
final class RefusedValues {
    private static final Logger LOG = System.getLogger(RefusedValues.class.getName());

    private final String cache;
    private final AtomicBoolean told = new AtomicBoolean();

    RefusedValues(String cache) {
        this.cache = cache;
    }

    /** Logs one refusal. The key and the value are left out on purpose. */
    void report(RuntimeException cause) {
        Level level = told.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG;
        LOG.log(
                level,
                () -> "The heap tier of cache '" + cache
                        + "' cannot hold a value; further cases are logged at DEBUG only",
                cause);
    }
}
