package dev.tarn;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers a look into the cache without loading: a value, a cached absence, nothing, or an outage. Four different things that {@link
 * Cache#getIfPresent} must fold into one null.
 *
 * @param <V> the type of the values
 */
public sealed interface Lookup<V> {
    /**
     * A value that may be served.
     *
     * @param value the value
     * @param tier the tier that held it: {@code heap}, {@code offheap} or {@code remote}
     * @param age how long ago its load or write began
     * @param stale whether it has outlived its time to live and is within its stale time
     * @param <V> the type of the value
     */
    record Found<V>(V value, String tier, Duration age, boolean stale) implements Lookup<V> {}

    /**
     * The cache knows that the source has no value for the key.
     *
     * @param tier the tier that held the absence
     * @param age how long ago the load that found nothing began
     * @param <V> the type of the values
     */
    record Absent<V>(String tier, Duration age) implements Lookup<V> {}

    /**
     * No tier holds anything that may be served.
     *
     * @param <V> the type of the values
     */
    record Missing<V>() implements Lookup<V> {}

    /**
     * The local tiers hold nothing and the remote tier could not be asked, so the cache does not know.
     *
     * @param cause why the remote tier gave no answer
     * @param <V> the type of the values
     */
    record Unavailable<V>(StoreException cause) implements Lookup<V> {}

    /**
     * Applies the function that fits, for Java versions without patterns in switch.
     *
     * @param found what to make of a value
     * @param absent what to make of a cached absence
     * @param missing what to make of nothing
     * @param unavailable what to make of an outage
     * @param <R> the type of the result
     * @return what the function that was applied returned
     */
    default <R> R fold(
            Function<? super Found<V>, ? extends R> found,
            Function<? super Absent<V>, ? extends R> absent,
            Supplier<? extends R> missing,
            Function<? super Unavailable<V>, ? extends R> unavailable) {
        if (this instanceof Found<V> hit) {
            return found.apply(hit);
        }
        if (this instanceof Absent<V> known) {
            return absent.apply(known);
        }
        if (this instanceof Unavailable<V> outage) {
            return unavailable.apply(outage);
        }
        return missing.get();
    }
}
