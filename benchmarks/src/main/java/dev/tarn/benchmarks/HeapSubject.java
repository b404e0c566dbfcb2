package dev.tarn.benchmarks;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the heap benchmarks measure: the same few calls on each rival, configured alike.
 *
 * @param present reads; null if there is nothing
 * @param loading reads, loading the key itself as the value if there is none; a rival without a loader only reads, for nothing is ever missing
 * @param storing puts
 * @param missing tells how many reads found nothing
 * @param closing closes it
 */
record HeapSubject(
        Function<Object, @Nullable Object> present,
        Function<Object, @Nullable Object> loading,
        BiConsumer<Object, Object> storing,
        LongSupplier missing,
        Runnable closing)
        implements AutoCloseable {
    /** How long entries live in every rival: longer than any run. */
    static final Duration LIFE = Duration.ofMinutes(30);

    /** Returns one without a loader, which counts no misses. */
    static HeapSubject reading(
            Function<Object, @Nullable Object> present, BiConsumer<Object, Object> storing, Runnable closing) {
        return new HeapSubject(present, present, storing, () -> 0, closing);
    }

    @Nullable
    Object getIfPresent(Object key) {
        return present.apply(key);
    }

    @Nullable
    Object get(Object key) {
        return loading.apply(key);
    }

    void put(Object key, Object value) {
        storing.accept(key, value);
    }

    /** Returns how many reads found nothing. */
    long misses() {
        return missing.getAsLong();
    }

    @Override
    public void close() {
        closing.run();
    }
}
