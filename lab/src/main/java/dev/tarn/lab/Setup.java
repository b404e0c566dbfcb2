package dev.tarn.lab;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The tiers that a trace is replayed through, as they would be in production: of a trace that is a sample, they are made smaller accordingly.
 *
 * @param heap how much the heap tier holds; null for none
 * @param offHeap how much the tier outside the heap takes, always in bytes; null for none
 * @param remote how much the remote tier holds; null for none
 * @param life how long entries live; null for ever
 */
record Setup(
        @Nullable Bound heap,
        @Nullable Bound offHeap,
        @Nullable Bound remote,
        @Nullable Duration life) {

    static Setup ofHeap(Bound bound) {
        return new Setup(bound, null, null, null);
    }

    static Setup ofOffHeap(Bound bound) {
        return new Setup(null, bound, null, null);
    }

    Setup withHeap(Bound bound) {
        return new Setup(bound, offHeap, remote, life);
    }

    Setup withOffHeap(Bound bound) {
        return new Setup(heap, bound, remote, life);
    }

    Setup withLife(@Nullable Duration duration) {
        return new Setup(heap, offHeap, remote, duration);
    }
}
