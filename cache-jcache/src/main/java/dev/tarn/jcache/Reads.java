package dev.tarn.jcache;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** Reads entries, and loads those that are not held. A hit takes no lock and, by reference, allocates nothing. */
final class Reads<K, V> {
    private final Ways<K, V> ways;
    private final Tier<K, V> tier;
    private final Ending ending;
    private final Copying copying;
    private final Counts counts;

    Reads(Ways<K, V> ways) {
        this.ways = ways;
        this.tier = ways.tier();
        this.ending = ways.ending();
        this.copying = ways.copying();
        this.counts = ways.counts();
    }

    /** Returns a copy of the value, loaded if the configuration reads through. */
    @Nullable
    V get(K key) {
        Held<V> held = tier.peek(key);
        return held != null && !ending.isOver(held) ? hit(key, held) : miss(key, held);
    }

    /** Tells whether there is a value, without counting or loading. */
    boolean contains(K key) {
        Held<V> held = tier.peek(key);
        return held != null && !ending.isOver(held);
    }

    Map<K, V> getAll(Set<? extends K> keys) {
        Map<K, Held<V>> held = tier.peekAll(keys);
        Map<K, V> found = new LinkedHashMap<>();
        Set<K> missing = new LinkedHashSet<>();
        for (K key : keys) {
            Held<V> one = held.get(key);
            if (one != null && !ending.isOver(one)) {
                found.put(key, hit(key, one));
            } else {
                missed(key, one);
                missing.add(copying.copy(key));
            }
        }
        if (!missing.isEmpty() && ways.source().loadsOnRead()) {
            found.putAll(loadMissing(missing));
        }
        return found;
    }

    /** Counts and notes a read of what is held, and returns a copy of its value. */
    V hit(K key, Held<V> held) {
        long endsAt = ending.afterAccess();
        if (endsAt != Ending.UNCHANGED) {
            tier.touch(key, held, endsAt);
        }
        if (counts.areOn()) {
            counts.hits.increment();
        }
        return copying.copy(held.value());
    }

    /** Returns a copy of the value, loaded from a source of the caller's if none is held. */
    @Nullable
    V getOrLoad(K key, Supplier<? extends @Nullable V> source) {
        Held<V> held = tier.peek(key);
        if (held != null && !ending.isOver(held)) {
            return hit(key, held);
        }
        missed(key, held);
        return load(copying.copy(key), any -> source.get());
    }

    private @Nullable V miss(K key, @Nullable Held<V> over) {
        missed(key, over);
        return ways.source().loadsOnRead() ? load(copying.copy(key), ways.source()::load) : null;
    }

    private void missed(K key, @Nullable Held<V> over) {
        if (over != null) {
            expire(key);
        }
        if (counts.areOn()) {
            counts.misses.increment();
        }
    }

    /** Takes away what has ended; tells whether the tier that decides could be reached. */
    private boolean expire(K key) {
        Step<K, V> step = new Step<>(ways, copying.copy(key));
        boolean done = tier.changeIfReachable(
                step.key(),
                held -> {
                    step.begin(held);
                    return step.held();
                },
                step::done);
        ways.listening().tell(key);
        return done;
    }

    private @Nullable V load(K key, Function<? super K, ? extends @Nullable V> source) {
        for (; ; ) {
            Map<K, Held<V>> own = new LinkedHashMap<>(2);
            Held<V> held = tier.load(key, same -> {
                V value = source.apply(same);
                return value == null ? null : loaded(same, value, own);
            });
            own.forEach(this::announce);
            if (held == null) {
                return null;
            }
            if (own.containsKey(key) || !ending.isOver(held)) {
                return copying.copy(held.value());
            }
            if (!expire(key)) { // what has ended cannot be taken away now: it stands before any load
                V value = source.apply(key);
                return value == null ? null : copying.copy(value);
            }
        }
    }

    /** Loads the keys that are not held, in one call, and returns copies of the values. */
    Map<K, V> loadMissing(Set<K> keys) {
        Map<K, Held<V>> own = new LinkedHashMap<>();
        Map<K, Held<V>> held = tier.loadAll(keys, asked -> {
            Map<K, Held<V>> answer = new LinkedHashMap<>();
            ways.source().loadAll(asked).forEach((key, value) -> answer.put(key, loaded(key, value, own)));
            return answer;
        });
        own.forEach(this::announce);
        Map<K, V> values = new LinkedHashMap<>();
        held.forEach((key, one) -> {
            boolean over = !own.containsKey(key) && ending.isOver(one);
            V value = over ? load(key, ways.source()::load) : copying.copy(one.value());
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private Held<V> loaded(K key, V value, Map<K, Held<V>> own) {
        Held<V> held = new Held<>(copying.copy(value), ending.afterCreation());
        own.put(key, held);
        return held;
    }

    /** Tells of an entry that a load of this call has created, if it is still there; takes it away if it was over from the start. */
    private void announce(K key, Held<V> mine) {
        boolean over = ending.isOver(mine);
        if (!over && !ways.listening().isWanted(EventType.CREATED)) {
            return;
        }
        Step<K, V> step = new Step<>(ways, key);
        boolean unused = tier.changeIfReachable(
                key,
                held -> {
                    boolean still = held != null && held.write() == mine.write();
                    step.beginLoaded(still, held);
                    return still && over ? null : held;
                },
                step::done);
        ways.listening().tell(key);
    }
}
