package dev.tarn.tiered;

import dev.tarn.CacheInterruptedException;
import dev.tarn.CacheLoader;
import dev.tarn.spi.Entry;
import dev.tarn.spi.RemoteRead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way of reads of many keys: each tier is asked once for what is still missing; keys under way elsewhere are waited for. */
final class BulkReads<K, V> {
    private final Core<K, V> core;
    private final Reads<K, V> reads;
    private final Answers<K, V> answers;
    private final Waits<K, V> waits;

    BulkReads(Core<K, V> core, Reads<K, V> reads, Answers<K, V> answers) {
        this.core = core;
        this.reads = reads;
        this.answers = answers;
        this.waits = new Waits<>(core);
    }

    /** Returns the values of all keys that have one, on the calling thread. */
    Map<K, V> getAll(Iterable<? extends K> keys, CacheLoader<K, V> loader) {
        Batch batch = new Batch(keys, loader);
        if (!batch.missing.isEmpty()) {
            batch.leadAndJoin();
        }
        return batch.values();
    }

    /** Returns the values of all keys that have one, without blocking. */
    CompletableFuture<Map<K, V>> getAllAsync(Iterable<? extends K> keys, CacheLoader<K, V> loader) {
        Batch batch = new Batch(keys, loader);
        List<CompletableFuture<?>> answers = batch.startInBackground();
        return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                .handle((done, failure) -> {
                    if (failure != null) {
                        throw Reads.wrapped(Waiting.cause(failure));
                    }
                    return batch.values();
                });
    }

    /** Returns the values that the tiers hold. */
    Map<K, V> getAllPresent(Iterable<? extends K> keys) {
        Batch batch = new Batch(keys, null);
        if (!batch.missing.isEmpty() && (core.remote() != null || core.log().isShared())) {
            CallerDriver driver = core.newDriver();
            CompletableFuture<?> done = batch.find(driver);
            driver.await(done, reads.waiting());
            Waiting.await(done, reads.waiting());
        }
        return batch.values();
    }

    /** One call's keys and what has been found for them. */
    private final class Batch {
        final Map<K, @Nullable Entry<V>> found = new LinkedHashMap<>();
        final Set<K> missing = new LinkedHashSet<>();
        private final @Nullable CacheLoader<K, V> loader;

        Batch(Iterable<? extends K> keys, @Nullable CacheLoader<K, V> loader) {
            this.loader = loader;
            for (K key : keys) {
                if (!found.containsKey(key)) {
                    Entry<V> entry = reads.local(key, loader);
                    found.put(key, entry);
                    if (entry == null) {
                        missing.add(key);
                    }
                }
            }
        }

        void leadAndJoin() {
            CallerDriver driver = core.newDriver();
            List<Flight<K, V>> led = new ArrayList<>();
            List<Flight<K, V>> joined = new ArrayList<>();
            open(driver, led, joined);
            Map<Flight<K, V>, CompletableFuture<Entry<V>>> pending = new LinkedHashMap<>();
            if (!led.isEmpty()) {
                descent(driver).read(led);
                led.forEach(flight -> pending.put(flight, waits.hard(flight, Waits.BLOCKED)));
                CompletableFuture<?> all =
                        CompletableFuture.allOf(pending.values().toArray(new CompletableFuture<?>[0]));
                all.whenComplete((done, failure) -> driver.wake());
                driver.await(all, reads.waiting());
            }
            joined.forEach(flight -> pending.put(flight, waits.hard(flight, Waits.BLOCKED)));
            pending.forEach((flight, answer) -> found.put(flight.key(), answer(flight, answer)));
        }

        /** Waits for a flight; if the thread that loads it is interrupted, and not this one, this one loads by itself. */
        private Entry<V> answer(Flight<K, V> flight, CompletableFuture<Entry<V>> answer) {
            try {
                return reads.awaitJoined(flight, answer);
            } catch (CacheInterruptedException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                return reads.load(flight.key(), loader());
            } catch (RuntimeException e) {
                return answers.entryInstead(flight.key(), e);
            }
        }

        List<CompletableFuture<?>> startInBackground() {
            List<Flight<K, V>> led = new ArrayList<>();
            List<Flight<K, V>> joined = new ArrayList<>();
            open(null, led, joined);
            List<CompletableFuture<?>> pending = new ArrayList<>();
            for (Flight<K, V> flight : led) {
                pending.add(arriving(flight, waits.hard(flight, Waits.CONTINUED)));
            }
            for (Flight<K, V> flight : joined) {
                pending.add(arriving(flight, reads.joinAsync(flight, loader())));
            }
            if (!led.isEmpty()) {
                descent(core.executor()).read(led);
            }
            return pending;
        }

        private CompletableFuture<?> arriving(Flight<K, V> flight, CompletableFuture<Entry<V>> answer) {
            return answer.exceptionally(
                            failure -> answers.entryInstead(flight.key(), Waiting.unchecked(failure, reads.waiting())))
                    .thenAccept(entry -> put(flight.key(), entry));
        }

        private synchronized void put(K key, Entry<V> entry) {
            found.put(key, entry);
        }

        private void open(@Nullable CallerDriver driver, List<Flight<K, V>> led, List<Flight<K, V>> joined) {
            for (K key : missing) {
                Flight<K, V> mine = core.newFlight(key, driver);
                Throwable cached = core.failures().cached(key);
                Flight<K, V> other = cached == null ? core.openOrJoin(mine) : null;
                if (cached != null) {
                    core.counters().suppressedLoads.increment();
                    mine.fail(Waiting.unchecked(cached, reads.waiting()));
                    joined.add(mine);
                } else if (other != null) {
                    core.counters().joins.increment();
                    joined.add(other);
                } else if (reads.landedMeanwhile(mine)) {
                    joined.add(mine);
                } else {
                    led.add(mine);
                }
            }
        }

        private Descent<K, V> descent(Executor driver) {
            return new Descent<>(core, loader(), driver);
        }

        private CacheLoader<K, V> loader() {
            if (loader == null) {
                throw new IllegalStateException("no loader");
            }
            return loader;
        }

        /** Looks for what is missing without loading it; first tries to prove what this node holds, where it is in doubt. */
        CompletableFuture<?> find(Executor driver) {
            List<Flight<K, V>> places = missing.stream()
                    .filter(key -> !core.pending().concerns(key))
                    .map(key -> core.newFlight(key, null))
                    .toList();
            List<Flight<K, V>> doubtful =
                    places.stream().filter(this::isInDoubt).toList();
            return doubtful.isEmpty()
                    ? readRemote(places, driver)
                    : core.validated(doubtful)
                            .thenComposeAsync(tried -> readRemote(stillMissing(places), driver), driver)
                            .toCompletableFuture();
        }

        private boolean isInDoubt(Flight<K, V> place) {
            return !core.coherence().isProven(place.shard, core.clock().nanos());
        }

        /** Takes what the local tiers hold and can be served now; returns the places that may be looked for further on. */
        private List<Flight<K, V>> stillMissing(List<Flight<K, V>> places) {
            List<Flight<K, V>> open = new ArrayList<>();
            for (Flight<K, V> place : places) {
                Entry<V> entry = reads.heldLocally(place.key());
                if (entry != null) {
                    found.put(place.key(), entry);
                } else if (!isInDoubt(place)) {
                    open.add(place);
                }
            }
            return open;
        }

        private CompletableFuture<?> readRemote(List<Flight<K, V>> places, Executor driver) {
            RemoteAccess<V> remote = core.remote();
            if (remote == null || places.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            return remote.readAll(places.stream().map(place -> place.keyBytes).toList())
                    .handleAsync(
                            (read, failure) -> {
                                if (failure == null) {
                                    take(remote, places, read);
                                } else {
                                    remote.counts().misses.add(places.size());
                                }
                                return null;
                            },
                            driver)
                    .toCompletableFuture();
        }

        private void take(RemoteAccess<V> remote, List<Flight<K, V>> places, List<RemoteRead> read) {
            List<byte[]> accessed = new ArrayList<>(places.size());
            for (int i = 0; i < places.size(); i++) {
                Entry<V> entry = reads.arrived(remote, places.get(i), read.get(i));
                found.put(places.get(i).key(), entry);
                if (entry != null) {
                    accessed.add(places.get(i).keyBytes);
                }
            }
            remote.touched(accessed);
        }

        synchronized Map<K, V> values() {
            Map<K, V> values = new LinkedHashMap<>();
            found.forEach((key, entry) -> {
                V value = entry == null ? null : entry.value();
                if (value != null) {
                    values.put(key, value);
                }
            });
            return Collections.unmodifiableMap(values);
        }
    }

    /** Makes a loader of a function over sets of keys. */
    static <K, V> CacheLoader<K, V> loader(
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> function) {
        return CacheLoader.bulk(keys -> new LinkedHashMap<>(function.apply(keys)));
    }
}
