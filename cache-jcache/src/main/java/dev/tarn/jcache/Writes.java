package dev.tarn.jcache;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import org.jspecify.annotations.Nullable;

/** Changes entries, each key in one atomic step: the application's writer first, then the tiers, then the listeners. */
final class Writes<K, V> {
    private final Ways<K, V> ways;
    private final Tier<K, V> tier;
    private final Source<K, V> source;
    private final Copying copying;

    Writes(Ways<K, V> ways) {
        this.ways = ways;
        this.tier = ways.tier();
        this.source = ways.source();
        this.copying = ways.copying();
    }

    void put(K key, V value) {
        V own = copying.copy(value);
        run(key, step -> put(step, key, value, own));
    }

    @Nullable
    V getAndPut(K key, V value) {
        V own = copying.copy(value);
        return copied(change(key, step -> {
            step.count();
            V before = step.value();
            put(step, key, value, own);
            return before;
        }));
    }

    boolean putIfAbsent(K key, V value) {
        V own = copying.copy(value);
        return change(key, step -> {
            step.count();
            if (step.value() != null) {
                return false;
            }
            put(step, key, value, own);
            return true;
        });
    }

    private void put(Step<K, V> step, K key, V given, V own) {
        source.write(key, given);
        step.put(own);
    }

    boolean remove(K key) {
        return change(key, step -> {
            source.delete(key);
            return step.remove();
        });
    }

    @Nullable
    V getAndRemove(K key) {
        return copied(change(key, step -> {
            step.count();
            V before = step.value();
            source.delete(key);
            boolean unused = step.remove();
            return before;
        }));
    }

    boolean remove(K key, V expected) {
        return change(key, step -> {
            step.count();
            if (!expected.equals(step.value())) {
                step.touch();
                return false;
            }
            source.delete(key);
            return step.remove();
        });
    }

    boolean replace(K key, V expected, V value) {
        V own = copying.copy(value);
        return change(key, step -> {
            step.count();
            if (!expected.equals(step.value())) {
                step.touch();
                return false;
            }
            put(step, key, value, own);
            return true;
        });
    }

    /** Replaces the value if there is one, and returns the one that was there. */
    @Nullable
    V getAndReplace(K key, V value) {
        V own = copying.copy(value);
        return copied(change(key, step -> {
            step.count();
            V before = step.value();
            if (before != null) {
                put(step, key, value, own);
            }
            return before;
        }));
    }

    /** Replaces the value if there is one, and tells whether there was. */
    boolean replace(K key, V value) {
        V own = copying.copy(value);
        return change(key, step -> {
            step.count();
            if (step.value() == null) {
                return false;
            }
            put(step, key, value, own);
            return true;
        });
    }

    void putAll(Map<? extends K, ? extends V> entries) {
        Map<K, V> failed = new LinkedHashMap<>(entries);
        CacheWriterException failure = source.writeAll(failed);
        entries.forEach((key, value) -> {
            if (!failed.containsKey(key)) {
                V own = copying.copy(value);
                run(key, step -> step.put(own));
            }
        });
        if (failure != null) {
            throw failure;
        }
    }

    void removeAll(Set<? extends K> keys) {
        Set<K> failed = new LinkedHashSet<>(keys);
        CacheWriterException failure = source.deleteAll(failed);
        for (K key : keys) {
            if (!failed.contains(key)) {
                run(key, Step::remove);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Takes what was loaded in place of what was held before the load, if nobody has changed that meanwhile. */
    void reloaded(K key, Held<V> before, V value) {
        V own = copying.copy(value);
        run(key, step -> {
            if (step.isStill(before)) {
                step.loaded(own);
            }
        });
    }

    <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> processor, @Nullable Object... arguments) {
        return this.<@Nullable T>change(key, step -> {
            step.count();
            ProcessedEntry<K, V> entry = new ProcessedEntry<>(ways, step, key);
            T result = process(processor, entry, arguments);
            entry.carryOut();
            return result;
        });
    }

    private static <K, V, T> @Nullable T process(
            EntryProcessor<K, V, T> processor, ProcessedEntry<K, V> entry, @Nullable Object... arguments) {
        try {
            return processor.process(entry, arguments);
        } catch (EntryProcessorException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new EntryProcessorException("the entry processor failed", e);
        }
    }

    private void run(K key, Consumer<Step<K, V>> work) {
        Object unused = change(key, step -> {
            work.accept(step);
            return Boolean.TRUE;
        });
    }

    private <R extends @Nullable Object> R change(K key, Function<Step<K, V>, R> work) {
        Step<K, V> step = new Step<>(ways, copying.copy(key));
        Answer<R> answer = new Answer<>();
        tier.change(
                step.key(),
                held -> {
                    step.begin(held);
                    answer.value = work.apply(step);
                    return step.held();
                },
                () -> {
                    if (step.removedNothing()) {
                        tier.invalidate(step.key());
                    }
                    step.done();
                });
        ways.listening().tell(step.key());
        return answer.get();
    }

    private @Nullable V copied(@Nullable V value) {
        return value == null ? null : copying.copy(value);
    }

    /** What the last run of a step has answered. */
    private static final class Answer<R extends @Nullable Object> {
        @Nullable
        R value;

        @SuppressWarnings("NullAway") // null only if R is nullable: the step has run
        R get() {
            return value;
        }
    }
}
