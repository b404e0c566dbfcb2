package dev.tarn.tiered;

import dev.tarn.CacheInterruptedException;
import dev.tarn.CacheLoader;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Now;
import dev.tarn.spi.RemoteRead;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
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
        final Map<K, @Nullable Entry<V>> found;
        final List<K> missing = new ArrayList<>();
        private final @Nullable CacheLoader<K, V> loader;

        Batch(Iterable<? extends K> keys, @Nullable CacheLoader<K, V> loader) {
            this.loader = loader;
            this.found = newMap(keys instanceof Collection<? extends K> some ? some.size() : 0);
            long now = core.clock().nanos();
            for (K key : keys) {
                if (!found.containsKey(key)) {
                    Entry<V> entry = reads.local(key, loader, now);
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
            List<CompletableFuture<Entry<V>>> pending = new ArrayList<>(missing.size());
            if (!led.isEmpty()) {
                descent(driver).read(led);
                led.forEach(flight -> pending.add(waits.hard(flight, driver)));
                driver.await(pending, reads.waiting());
            }
            joined.forEach(flight -> pending.add(waits.hard(flight, Waits.BLOCKED)));
            for (int i = 0; i < pending.size(); i++) {
                Flight<K, V> flight = i < led.size() ? led.get(i) : joined.get(i - led.size());
                found.put(flight.key(), answer(flight, pending.get(i)));
            }
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
            long now = core.clock().nanos();
            for (K key : missing) {
                Flight<K, V> mine = core.newFlight(key, driver, now);
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
            long now = core.clock().nanos();
            List<Flight<K, V>> places = new ArrayList<>(missing.size());
            List<Flight<K, V>> doubtful = new ArrayList<>(0);
            for (K key : missing) {
                if (!core.pending().concerns(key)) {
                    Flight<K, V> place = core.newFlight(key, null, now);
                    places.add(place);
                    if (isInDoubt(place, now)) {
                        doubtful.add(place);
                    }
                }
            }
            return doubtful.isEmpty()
                    ? readRemote(places, driver)
                    : core.validated(doubtful)
                            .thenComposeAsync(tried -> readRemote(stillMissing(places), driver), driver)
                            .toCompletableFuture();
        }

        private boolean isInDoubt(Flight<K, V> place, long now) {
            return !core.coherence().isProven(place.shard, now);
        }

        /** Takes what the local tiers hold and can be served now; returns the places that may be looked for further on. */
        private List<Flight<K, V>> stillMissing(List<Flight<K, V>> places) {
            List<Flight<K, V>> open = new ArrayList<>();
            long now = core.clock().nanos();
            for (Flight<K, V> place : places) {
                Entry<V> entry = reads.heldLocally(place.key());
                if (entry != null) {
                    found.put(place.key(), entry);
                } else if (!isInDoubt(place, now)) {
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
            List<byte[]> keys = new ArrayList<>(places.size());
            places.forEach(place -> keys.add(place.keyBytes));
            return remote.readAll(keys)
                    .handleAsync(
                            (read, failure) -> {
                                if (failure == null) {
                                    core.locals().together(() -> take(remote, places, read));
                                } else {
                                    remote.counts().misses.add(places.size());
                                }
                                return null;
                            },
                            driver)
                    .toCompletableFuture();
        }

        private void take(RemoteAccess<V> remote, List<Flight<K, V>> places, List<RemoteRead> read) {
            Now arrival = remote.now();
            List<byte[]> accessed = new ArrayList<>(places.size());
            for (int i = 0; i < places.size(); i++) {
                Entry<V> entry = reads.arrived(remote, places.get(i), read.get(i), arrival);
                found.put(places.get(i).key(), entry);
                if (entry != null) {
                    accessed.add(places.get(i).keyBytes);
                }
            }
            remote.touched(accessed);
        }

        synchronized Map<K, V> values() {
            Map<K, V> values = newMap(found.size());
            found.forEach((key, entry) -> {
                V value = entry == null ? null : entry.value();
                if (value != null) {
                    values.put(key, value);
                }
            });
            return Collections.unmodifiableMap(values);
        }
    }

    /** Returns a map that keeps the order of its keys and need not grow for so many. */
    private static <K, T extends @Nullable Object> Map<K, T> newMap(int keys) {
        return new LinkedHashMap<>(keys + keys / 2);
    }

    /** Makes a loader of a function over sets of keys. */
    static <K, V> CacheLoader<K, V> loader(
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> function) {
        return CacheLoader.bulk(keys -> new LinkedHashMap<>(function.apply(keys)));
    }
}
