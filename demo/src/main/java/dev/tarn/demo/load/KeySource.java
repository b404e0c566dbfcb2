package dev.tarn.demo.load;

/** Says which product is asked for next. Thread-safe; each thread takes a {@link Cursor} of its own. */
public interface KeySource {
    /**
     * Returns a cursor for one thread.
     *
     * @param seed makes the choices of this cursor differ from those of others, the same in every run
     */
    Cursor cursor(long seed);

    /** Returns what the keys are, for people. */
    String description();

    /** Gives keys. Not thread-safe. */
    @FunctionalInterface
    interface Cursor {
        /** Returns the key of the next product asked for; there may be no such product. */
        long next();
    }
}
