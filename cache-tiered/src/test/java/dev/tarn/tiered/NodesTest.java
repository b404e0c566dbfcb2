package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.WriteStatus;
import dev.tarn.invalidation.InProcessBus;
import dev.tarn.local.Heap;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import dev.tarn.testing.time.SteppingExecutor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes see each other's changes, also those of which a message was lost. */
class NodesTest {
    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void put_onOneNode_isSeenByTheOther() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "old");
        assertThat(second.getIfPresent("k")).isEqualTo("old");

        assertThat(first.put("k", "new")).isEqualTo(WriteStatus.APPLIED);

        assertThat(second.getIfPresent("k")).isEqualTo("new");
        assertThat(first.getIfPresent("k")).isEqualTo("new");
        assertThat(first.stats().tier("heap").orElseThrow().freshHits()).isEqualTo(1);
        assertThat(first.stats().coherence().invalidationsSent()).isEqualTo(2);
        assertThat(second.stats().coherence().invalidationsReceived()).isEqualTo(2);
        assertThat(second.stats().coherence().gaps()).isZero();
    }

    @Test
    void tagsAndClears_onOneNode_voidOnlyWhatTheyNameOnTheOther() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("r", "1", Options.tagged("red"));
        first.put("g", "2", Options.tagged("green"));
        second.getAllPresent(List.of("r", "g"));

        first.invalidateTag("red");
        assertThat(second.getIfPresent("r")).isNull();
        assertThat(second.getIfPresent("g")).isEqualTo("2");
        assertThat(first.getIfPresent("r")).isNull();
        assertThat(first.getIfPresent("g")).isEqualTo("2");
        first.clear();
        assertThat(second.getIfPresent("g")).isNull();
        first.put("g", "3");
        assertThat(second.getIfPresent("g")).isEqualTo("3");
    }

    @Test
    void message_isLost_theNextOneBetraysIt() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "old");
        second.getIfPresent("k");
        lab.server.mute();
        first.put("k", "new");
        lab.server.unmute();
        assertThat(second.getIfPresent("k")).isEqualTo("old");

        first.put("k", "newest");
        first.invalidate("k");
        lab.pass(Duration.ofMillis(10));

        assertThat(second.getIfPresent("k")).isNull();
        assertThat(second.stats().coherence().gaps()).isEqualTo(1);
    }

    @Test
    void message_isLostAndNoneFollows_thePulseFindsIt() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "old");
        second.getIfPresent("k");
        lab.server.mute();
        first.put("k", "new");
        lab.server.unmute();

        lab.pass(Duration.ofSeconds(1));
        assertThat(second.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void log_isLost_everythingIsVoidAndTheCacheGoesOn() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "old");
        second.getIfPresent("k");
        lab.server.flush();

        lab.pass(Duration.ofSeconds(1));
        assertThat(second.getIfPresent("k")).isNull();
        assertThat(first.getIfPresent("k")).isNull();
        first.put("k", "new");
        assertThat(second.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void log_isTrimmedBehindANodeThatWasCutOff_voidsWhatItHolds() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "old");
        second.getIfPresent("k");
        lab.server.mute();
        first.put("k", "new");
        for (int i = 0; i < 10; i++) {
            first.put("other" + i, "v");
        }
        lab.server.trimLogs(1);
        lab.server.unmute();

        lab.pass(Duration.ofSeconds(1));
        assertThat(second.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void server_isAwayAndComesBack_nodesCatchUp() {
        Origin origin = Origin.of("k", "old");
        LoadingCache<String, String> first = a.cache(origin);
        Cache<String, String> second = b.cache();
        lab.settle();
        first.get("k");
        second.getIfPresent("k");
        lab.server.down();

        origin.values.put("k", "new");
        assertThat(first.invalidate("k")).isEqualTo(WriteStatus.QUEUED);
        assertThat(first.get("k")).isEqualTo("new");
        assertThat(second.getIfPresent("k")).isEqualTo("old");
        lab.server.up();
        lab.pass(Duration.ofSeconds(2));

        assertThat(first.stats().coherence().pendingInvalidations()).isZero();
        assertThat(second.getIfPresent("k")).isNull();
        assertThat(first.get("k")).isEqualTo("new");
    }

    /** As where memory runs out or a class is not found. */
    @Test
    void invalidation_anErrorKeepsItFromBeingRepeated_isRepeatedLater() {
        AtomicReference<@Nullable Error> error = new AtomicReference<>();
        Node node = lab.node(builder -> builder.remote(throwing(lab.server.connect(), error)));
        node.store.close();
        Cache<String, String> first = node.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "old");
        second.getIfPresent("k");
        lab.server.down();
        assertThat(first.invalidate("k")).isEqualTo(WriteStatus.QUEUED);
        lab.server.up();

        error.set(new LinkageError("for a moment"));
        lab.pass(Duration.ofSeconds(1));
        assertThat(first.stats().coherence().pendingInvalidations()).isOne();
        error.set(null);
        lab.pass(Duration.ofSeconds(40));

        assertThat(first.stats().coherence().pendingInvalidations()).isZero();
        assertThat(second.getIfPresent("k")).isNull();
    }

    /** Returns a store whose tiers throw an error, if there is one, at each invalidation. */
    private static RemoteStore throwing(RemoteStore store, AtomicReference<@Nullable Error> error) {
        return proxy(RemoteStore.class, (proxy, method, arguments) -> {
            Object answer = method.invoke(store, arguments);
            return !(answer instanceof RemoteTier tier)
                    ? answer
                    : proxy(RemoteTier.class, (itself, called, given) -> {
                        Error thrown = error.get();
                        if (thrown != null && called.getName().equals("invalidate")) {
                            throw thrown;
                        }
                        return called.invoke(tier, given);
                    });
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void poll_failsForAWhile_isRepeated() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "old");
        second.getIfPresent("k");
        lab.server.down();
        lab.pass(Duration.ofSeconds(3));
        lab.server.mute();
        lab.server.up();
        first.put("k", "new");
        lab.server.unmute();

        lab.pass(Duration.ofSeconds(2));
        assertThat(second.getIfPresent("k")).isEqualTo("new");
    }

    @Test
    void localCachesOnOneBus_hearOfEachOther() {
        SteppingExecutor delivery = new SteppingExecutor();
        InProcessBus bus =
                InProcessBus.builder().clock(lab.clock).executor(delivery).build();
        try (Tarn one = local(bus);
                Tarn two = local(bus)) {
            Cache<String, String> first = heapOnly(one);
            Cache<String, String> second = heapOnly(two);
            settle(delivery);
            first.put("k", "old");
            second.put("k", "theirs");
            settle(delivery);
            assertThat(first.getIfPresent("k")).isNull();
            assertThat(second.getIfPresent("k")).isEqualTo("theirs");

            first.invalidate("k");
            assertThat(second.getIfPresent("k")).isEqualTo("theirs");
            settle(delivery);
            assertThat(second.getIfPresent("k")).isNull();

            second.put("k", "again", Options.tagged("red"));
            first.invalidateTag("red");
            settle(delivery);
            assertThat(second.getIfPresent("k")).isNull();
        }
        bus.close();
    }

    @Test
    void lossyBus_betweenLocalCaches_isHealedByThePulse() {
        InProcessBus bus =
                InProcessBus.builder().clock(lab.clock).executor(Runnable::run).build();
        LossyBus lossy = new LossyBus(bus);
        try (Tarn one = local(bus);
                Tarn two = local(lossy)) {
            Cache<String, String> first = heapOnly(one);
            Cache<String, String> second = heapOnly(two);
            lab.settle();
            second.put("k", "old");
            lossy.losing(true);
            first.invalidate("k");
            assertThat(second.getIfPresent("k")).isEqualTo("old");

            lab.pass(Duration.ofSeconds(1));
            assertThat(second.getIfPresent("k")).isNull();
            assertThat(lossy.lost()).isEqualTo(1);
        }
        bus.close();
    }

    @Test
    void put_remoteTakesItButAnotherBusDoesNot_isQueuedAndReadPastTheRemoteTier() {
        InProcessBus bus =
                InProcessBus.builder().clock(lab.clock).executor(Runnable::run).build();
        try (Tarn tarn = Tarn.builder()
                .namespace(Node.ID.namespace())
                .remote(lab.server.connect())
                .bus(bus)
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(new SteppingExecutor())
                .build()) {
            Cache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .expireAfterWrite(Node.LIFE)
                    .build();
            assertThat(cache.put("k", "v")).isEqualTo(WriteStatus.APPLIED);
            bus.close();

            assertThat(cache.put("k", "w")).isEqualTo(WriteStatus.QUEUED);
            assertThat(cache.getIfPresent("k")).isEqualTo("w");
            assertThat(cache.asMap().replace("k", "x")).isEqualTo("w");
            assertThat(cache.stats().coherence().pendingInvalidations()).isEqualTo(1);
        }
    }

    @Test
    void put_ownLogAndAnothersValueLater_theRemoteTiersValueIsRead() {
        InProcessBus bus =
                InProcessBus.builder().clock(lab.clock).executor(Runnable::run).build();
        try (Tarn one = overSharedBus(bus);
                Tarn two = overSharedBus(bus)) {
            Cache<String, String> first = texts(one);
            Cache<String, String> second = texts(two);
            // two writers of one key may be ordered one way in the remote tier and the other way in the log
            assertThat(first.put("k", "first")).isEqualTo(WriteStatus.APPLIED);
            assertThat(second.getIfPresent("k")).isEqualTo("first");
            lab.server.flush();
            assertThat(first.getIfPresent("k"))
                    .as("nothing is kept under a place of the log")
                    .isNull();
            assertThat(second.put("k", "second")).isEqualTo(WriteStatus.APPLIED);
            assertThat(first.asMap().replace("k", "third")).isEqualTo("second");
            lab.server.flush();
            assertThat(first.getIfPresent("k")).isNull();
        }
        bus.close();
    }

    private Tarn overSharedBus(InvalidationBus bus) {
        return Tarn.builder()
                .namespace(Node.ID.namespace())
                .remote(lab.server.connect())
                .bus(bus)
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(new SteppingExecutor())
                .build();
    }

    private static Cache<String, String> texts(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Node.LIFE)
                .build();
    }

    @Test
    void remoteTierRefusesOneWrite_isRepeatedUntilTaken() {
        Cache<String, String> first = a.cache();
        Cache<String, String> second = b.cache();
        lab.settle();
        first.put("k", "old");
        second.getIfPresent("k");
        a.store.always(Operation.PUT, Fault.of(Fault.Kind.REFUSE));
        a.store.always(Operation.INVALIDATE, Fault.of(Fault.Kind.LOSE_REQUEST));

        assertThat(first.put("k", "new")).isEqualTo(WriteStatus.QUEUED);
        assertThat(first.getIfPresent("k")).isEqualTo("new");
        lab.pass(Duration.ofSeconds(10));
        assertThat(first.stats().coherence().pendingInvalidations()).isEqualTo(1);
        assertThat(second.getIfPresent("k")).isEqualTo("old");
        assertThat(a.store.calls(Operation.INVALIDATE)).isBetween(5L, 10L);
        a.store.heal();
        lab.pass(Duration.ofSeconds(2));

        assertThat(first.stats().coherence().pendingInvalidations()).isZero();
        assertThat(second.getIfPresent("k")).isNull();
        assertThat(first.getIfPresent("k")).isNull();
    }

    private Tarn local(InvalidationBus bus) {
        return Tarn.builder()
                .bus(bus)
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(Runnable::run)
                .build();
    }

    private static Cache<String, String> heapOnly(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .build();
    }

    private void settle(SteppingExecutor delivery) {
        delivery.runAll();
        lab.settle();
    }
}
