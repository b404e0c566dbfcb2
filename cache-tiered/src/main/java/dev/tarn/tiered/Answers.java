package dev.tarn.tiered;

import dev.tarn.Answer;
import dev.tarn.Answer.State;
import dev.tarn.CacheClosedException;
import dev.tarn.CacheInterruptedException;
import dev.tarn.CacheLoader;
import dev.tarn.Fallback;
import dev.tarn.RecursiveLoadException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Traits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a caller gets that the nearest tier could not serve at once: a fresh value, a stale one, what the fallback function gives, or
 * a failure; and says which.
 */
final class Answers<K, V> {
    private final Core<K, V> core;
    private final Reads<K, V> reads;
    private final Refreshes<K, V> refreshes;
    private final Waits<K, V> waits;

    Answers(Core<K, V> core, Reads<K, V> reads) {
        this.core = core;
        this.reads = reads;
        this.refreshes = new Refreshes<>(core);
        this.waits = new Waits<>(core);
    }

    /** Returns the value that a caller gets, on its own thread. */
    @Nullable
    V value(K key, CacheLoader<K, V> loader) {
        try {
            Entry<V> entry = entry(key, loader);
            if (core.failures().of(key) != null) {
                described(key, entry); // counts
            }
            return entry.value();
        } catch (RuntimeException e) {
            return instead(key, e).value();
        }
    }

    /** Returns what a caller gets, on its own thread. */
    Answer<V> get(K key, CacheLoader<K, V> loader) {
        try {
            return described(key, entry(key, loader));
        } catch (RuntimeException e) {
            return instead(key, e);
        }
    }

    private Entry<V> entry(K key, CacheLoader<K, V> loader) {
        Entry<V> held = reads.local(key, loader);
        Entry<V> entry = held == null ? reads.load(key, loader) : held;
        Flight<K, V> refresh = refreshToWaitFor(key, entry, loader);
        return refresh == null ? entry : Waiting.await(waits.soft(refresh, entry, Waits.BLOCKED), reads.waiting());
    }

    /** Returns what a caller gets, without blocking. */
    CompletableFuture<Answer<V>> getAsync(K key, CacheLoader<K, V> loader) {
        Entry<V> held = reads.local(key, loader);
        CompletableFuture<Entry<V>> found =
                held == null ? reads.loadAsync(key, loader) : CompletableFuture.completedFuture(held);
        return found.thenCompose(entry -> {
                    Flight<K, V> refresh = refreshToWaitFor(key, entry, loader);
                    return refresh == null
                            ? CompletableFuture.completedFuture(entry)
                            : waits.soft(refresh, entry, Waits.CONTINUED);
                })
                .thenApply(entry -> described(key, entry))
                .exceptionally(failure -> insteadOf(key, Waiting.cause(failure)));
    }

    /** Returns the flight whose answer is better than a stale entry and worth a wait; null if there is none. */
    private @Nullable Flight<K, V> refreshToWaitFor(K key, Entry<V> entry, CacheLoader<K, V> loader) {
        boolean stale = waits.isSoft()
                && !entry.isAbsence()
                && !entry.isFresh(core.clock().nanos());
        if (!stale || core.failures().pausing(key) != null) {
            return null;
        }
        Flight<K, V> refresh = refreshes.startOrJoin(key, loader);
        return Loading.isWaitedForBy(refresh) ? null : refresh;
    }

    private Answer<V> described(K key, Entry<V> entry) {
        long now = core.clock().nanos();
        Duration age = Duration.ofNanos(Math.max(0, now - entry.writtenAt()));
        boolean loaded = entry.isAbsence() || entry.isFresh(now) || entry.freshUntil() == entry.deadAt();
        if (loaded) {
            return new Answer<>(entry.value(), State.FRESH, age, null);
        }
        Failures.Failure failure = core.failures().of(key);
        if (failure != null) {
            core.counters().staleOnFailure.increment();
            return new Answer<>(entry.value(), State.STALE_ON_FAILURE, age, failure.cause());
        }
        State state = waits.isSoft() ? State.STALE_ON_TIMEOUT : State.STALE_WHILE_LOADING;
        return new Answer<>(entry.value(), state, age, null);
    }

    private Answer<V> insteadOf(K key, Throwable failure) {
        if (failure instanceof Error) {
            throw Reads.wrapped(failure);
        }
        return instead(key, failure instanceof RuntimeException unchecked ? unchecked : Reads.wrapped(failure));
    }

    private Answer<V> instead(K key, RuntimeException failure) {
        V value = fallback(key, failure);
        if (value == null) {
            throw failure;
        }
        return new Answer<>(value, State.FALLBACK, Duration.ZERO, failure);
    }

    /** Returns an entry that nobody will keep, with what the fallback function gives. */
    Entry<V> entryInstead(K key, RuntimeException failure) {
        V value = fallback(key, failure);
        if (value == null) {
            throw failure;
        }
        long now = core.clock().nanos();
        return new Entry<>(value, 0, now, now, now, now, Traits.NONE);
    }

    private @Nullable V fallback(K key, RuntimeException failure) {
        Fallback<K, V> fallback = core.settings().fallback();
        if (fallback == null
                || failure instanceof CacheInterruptedException
                || failure instanceof CacheClosedException
                || failure instanceof RecursiveLoadException) {
            return null;
        }
        try {
            V value = fallback.valueFor(key, failure);
            if (value != null) {
                core.counters().fallbacks.increment();
            }
            return value;
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            return null;
        }
    }
}
