package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.Explanation.State;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.invalidation.Validity;
import dev.tarn.local.Heap;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Position;
import dev.tarn.spi.Traits;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was asked for before a change is stored nowhere after it. */
class GuardsTest {
    private static final Duration LATE = Duration.ofMillis(50);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();

    /** A change that voids the key of the tests. */
    enum Change {
        INVALIDATE,
        PUT,
        TAG,
        CLEAR;

        void on(Cache<String, String> cache) {
            switch (this) {
                case INVALIDATE -> cache.invalidate("k");
                case PUT -> cache.put("k", "put");
                case TAG -> cache.invalidateTag("red");
                case CLEAR -> cache.clear();
            }
        }
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static State heap(Cache<String, String> cache) {
        return cache.explain("k").tiers().get(0).state();
    }

    private static State remote(Cache<String, String> cache) {
        return cache.explain("k").tiers().get(1).state();
    }

    private static void assertVoid(Cache<String, String> cache, Change change) {
        assertThat(cache.getIfPresent("k")).isEqualTo(change == Change.PUT ? "put" : null);
        if (change != Change.PUT) {
            assertThat(heap(cache)).isIn(State.MISSING, State.INVALIDATED);
            assertThat(remote(cache)).isEqualTo(State.MISSING);
        }
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void load_thatBeganBeforeAnOwnChange_isStoredNowhere(Change change) {
        Origin origin = Origin.of();
        LoadingCache<String, String> cache = a.cache(origin);
        origin.doing((key, context) -> {
            context.tags("red");
            change.on(cache);
            return "old";
        });
        lab.settle();

        assertThat(cache.get("k")).isEqualTo("old");
        lab.settle();
        assertVoid(cache, change);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void load_thatBeganBeforeAnotherNodesChange_isStoredNowhere(Change change) {
        Origin origin = Origin.of();
        LoadingCache<String, String> cache = a.cache(origin);
        Cache<String, String> other = b.cache();
        lab.settle();
        origin.doing((key, context) -> {
            context.tags("red");
            change.on(other);
            return "old";
        });

        assertThat(cache.get("k")).isEqualTo("old");
        lab.settle();
        assertVoid(cache, change);
        assertVoid(other, change);
    }

    /** Heard of before the store lost them, with a clock that went faster. */
    @ParameterizedTest
    @EnumSource(Change.class)
    void load_thatBeganBeforeAnOwnChange_isNotJoinedAfterwardsAlthoughLaterOnesWereHeardOf(Change change) {
        LoadingCache<String, String> cache = a.cache(Origin.of("k", "new"));
        lab.settle();
        hearOfChangesToCome(((TieredCache<String, String>) cache).core());
        CompletableFuture<String> source = new CompletableFuture<>();
        CompletableFuture<@Nullable String> first = cache.async().getOrLoadAsync("k", (key, context) -> {
            context.tags("red");
            return source;
        });
        lab.settle();

        change.on(cache);
        CompletableFuture<@Nullable String> afterwards = cache.async().get("k");
        source.complete("old");
        lab.settle();

        assertThat(first).isCompletedWithValue("old");
        assertThat(afterwards).isCompletedWithValue(change == Change.PUT ? "put" : "new");
    }

    private void hearOfChangesToCome(Core<String, String> core) {
        long later = TimeUnit.MILLISECONDS.toMicros(lab.clock.millis() + TimeUnit.HOURS.toMillis(1));
        for (int shard = 0; shard < core.log().shards(); shard++) {
            Position before = new Position(shard, 1, later - 1, 1);
            Position lost = new Position(shard, 1, later, 1);
            byte[] red = "red".getBytes(StandardCharsets.UTF_8);
            core.coherence().apply(new Invalidation(Invalidation.Operation.CLEAR, before, lost, List.of()));
            core.coherence().apply(new Invalidation(Invalidation.Operation.TAG, before, lost, List.of(red)));
        }
    }

    @Test
    void put_duringALoadWithoutARemoteTier_staysWhenTheLoadEnds() {
        try (Tarn alone = Tarn.builder().executor(Runnable::run).build()) {
            AtomicReference<LoadingCache<String, String>> self = new AtomicReference<>();
            LoadingCache<String, String> cache = alone.cache("alone", String.class, String.class)
                    .heap(Heap.maximumEntries(10))
                    .expireAfterWrite(Node.LIFE)
                    .loader((key, context) -> {
                        self.get().put(key, "new");
                        return "old";
                    })
                    .build();
            self.set(cache);

            assertThat(cache.get("k")).isEqualTo("old");

            assertThat(cache.getIfPresent("k")).isEqualTo("new");
        }
    }

    @Test
    void load_thatIsNotStored_leavesNothingThatMayBeOlder() {
        Origin origin = Origin.of();
        LoadingCache<String, String> cache = a.cache(origin);
        lab.settle();
        origin.doing((key, context) -> {
            cache.invalidate("k");
            assertThat(cache.get("k", other -> "older")).isEqualTo("older");
            assertThat(heap(cache)).isEqualTo(State.FRESH);
            return "newer";
        });

        assertThat(cache.get("k")).isEqualTo("newer");

        assertThat(heap(cache)).isEqualTo(State.MISSING);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void load_thatBeganBeforeAChangeWhoseMessageIsLost_isNotStoredRemotely(Change change) {
        Origin origin = Origin.of();
        LoadingCache<String, String> cache = a.cache(origin);
        Cache<String, String> other = b.cache();
        lab.settle();
        origin.doing((key, context) -> {
            context.tags("red");
            lab.server.mute();
            change.on(other);
            lab.server.unmute();
            return "old";
        });

        assertThat(cache.get("k")).isEqualTo("old");
        assertThat(other.getIfPresent("k")).isEqualTo(change == Change.PUT ? "put" : null);
        lab.pass(Duration.ofSeconds(2));
        assertVoid(cache, change);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void remoteRead_thatBeganBeforeAnOwnChange_doesNotFillTheHeap(Change change) {
        Cache<String, String> cache = a.cache();
        b.cache().put("k", "old", Options.tagged("red"));
        lab.settle();
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<@Nullable String> read = cache.async().getIfPresent("k");
        change.on(cache);
        lab.pass(LATE);

        assertThat(read).isCompletedWithValue(change == Change.PUT ? "put" : "old"); // what the heap has is newer
        assertVoid(cache, change);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void remoteRead_thatBeganBeforeAnotherNodesChange_doesNotFillTheHeap(Change change) {
        LoadingCache<String, String> cache = a.cache(Origin.of());
        Cache<String, String> other = b.cache();
        other.put("k", "old", Options.tagged("red"));
        lab.settle();
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<@Nullable String> read = cache.async().get("k");
        change.on(other);
        lab.pass(LATE);

        assertThat(read).isCompletedWithValue("old");
        assertVoid(cache, change);
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void remoteRead_thatBeganBeforeAChangeThatWasNotTaken_doesNotFillTheHeap(Change change) {
        Cache<String, String> cache = a.cache();
        b.cache().put("k", "old", Options.tagged("red"));
        lab.settle();
        a.store.next(Operation.READ, Fault.lateAnswer(LATE));
        CompletableFuture<@Nullable String> read = cache.async().getIfPresent("k");
        a.store.next(Operation.INVALIDATE, Fault.of(Fault.Kind.REFUSE));
        a.store.next(Operation.PUT, Fault.of(Fault.Kind.REFUSE));
        a.store.next(Operation.INVALIDATE_TAG, Fault.of(Fault.Kind.REFUSE));
        a.store.next(Operation.CLEAR, Fault.of(Fault.Kind.REFUSE));
        change.on(cache);
        lab.pass(LATE);

        assertThat(read).isCompletedWithValue(change == Change.PUT ? "put" : "old"); // what the heap has is newer
        assertThat(cache.stats().coherence().pendingInvalidations()).isEqualTo(1);
        assertThat(cache.getIfPresent("k")).isEqualTo(change == Change.PUT ? "put" : null);
    }

    @Test
    void invalidateTag_moreTagsThanAreRemembered_voidsMoreRatherThanLess() {
        Cache<String, String> cache = a.cache();
        cache.put("k", "v", Options.tagged("t1"));
        cache.put("l", "v", Options.tagged("other"));
        Validity validity = new Validity(1);
        for (int i = 0; i <= Validity.MOST_TAGS; i++) {
            validity.tag(0, "t" + i, 10 + i);
        }

        long newest = 10 + Validity.MOST_TAGS;
        assertThat(validity.isValid(tagged("never invalidated", newest - 1))).isFalse();
        assertThat(validity.isValid(tagged("t1", newest))).isTrue();
        cache.invalidateTag("t1");
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cache.getIfPresent("l")).isEqualTo("v");
    }

    private static Entry<String> tagged(String tag, long version) {
        return new Entry<>("v", version, 0, 1, 1, 1, new Traits(Set.of(tag), null, null));
    }
}
