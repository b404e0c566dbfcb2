package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Breaker;
import dev.tarn.Breaker.State;
import dev.tarn.BreakerStats;
import dev.tarn.CacheStats;
import dev.tarn.LoadingCache;
import dev.tarn.Lookup;
import dev.tarn.StoreException;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.FaultyRemoteStore;
import dev.tarn.testing.fault.Operation;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads beside a remote store that is sick. */
class RemoteBreakerTest {
    private static final Duration PROBE = Duration.ofMillis(200);

    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);
    private final FaultyRemoteStore store = new FaultyRemoteStore(server.connect(), clock, 1);
    private final List<State> heard = new CopyOnWriteArrayList<>();
    private final Origin origin = Origin.of();
    private final Tarn tarn = Tarn.builder()
            .remote(store)
            .clock(clock)
            .scheduler(clock)
            .executor(Runnable::run)
            .breaker(Breaker.defaults()
                    .window(10, 5)
                    .slowCalls(Duration.ofMillis(50), 0.8)
                    .probeEvery(PROBE)
                    .trials(2))
            .meters((id, stats) -> new Meters.CacheMeters() {
                @Override
                public void breakerChanged(State state) {
                    heard.add(state);
                }
            })
            .build();
    private final LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
            .heap(Heap.maximumEntries(1_000))
            .expireAfterWrite(Duration.ofHours(1))
            .loader(origin.doing((key, context) -> key + "!"))
            .build();

    RemoteBreakerTest() {
        clock.runDue();
    }

    @AfterEach
    void close() {
        tarn.close();
        server.assertNothingOpen();
    }

    private BreakerStats breaker() {
        return cache.stats().breaker();
    }

    private void pass(Duration time) {
        clock.advance(time);
        clock.runDue();
    }

    private void fails(Fault fault) {
        store.always(Operation.READ, fault);
        for (int i = 0; i < 5; i++) {
            assertThat(cache.get("bad" + i)).isEqualTo("bad" + i + "!");
        }
    }

    @Test
    void reads_thatFailOften_openItAndLaterOnesDoNotAskTheStore() {
        assertThat(breaker().state()).isEqualTo(State.CLOSED);
        fails(Fault.of(Fault.Kind.REFUSE));
        long asked = store.calls(Operation.READ) + store.calls(Operation.BEGIN);

        assertThat(cache.get("k")).isEqualTo("k!");
        assertThat(cache.lookup("other")).isInstanceOf(Lookup.Unavailable.class);
        assertThat(store.calls(Operation.READ) + store.calls(Operation.BEGIN)).isEqualTo(asked);
        assertThat(breaker().state()).isEqualTo(State.OPEN);
        assertThat(breaker().opened()).isEqualTo(1);
        assertThat(breaker().refusedCalls()).isPositive();
    }

    @Test
    void reads_fewOfWhichFail_leaveItClosed() {
        for (int i = 0; i < 50; i++) {
            if (i % 4 == 0) {
                store.next(Operation.READ, Fault.of(Fault.Kind.REFUSE));
            }
            cache.get("k" + i);
        }

        assertThat(breaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void reads_firstGoodOneAfterFailures_doesNotOpenIt() {
        store.always(Operation.READ, Fault.of(Fault.Kind.REFUSE));
        for (int i = 0; i < 4; i++) {
            cache.get("bad" + i);
        }
        store.heal();
        cache.get("good");

        assertThat(breaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void mayBeBack_whileItIsClosed_forgetsWhatFailedBefore() {
        RemoteBreaker alone = new RemoteBreaker("alone", Breaker.defaults().window(10, 5), clock, clock);
        StoreException failure = new StoreException("away", null);
        for (int i = 0; i < 4; i++) {
            alone.ended(1, failure);
        }
        alone.mayBeBack();
        for (int i = 0; i < 4; i++) {
            alone.ended(1, failure);
        }
        assertThat(alone.isClosed()).isTrue();
        alone.ended(1, failure);
        assertThat(alone.isClosed()).isFalse();
    }

    @Test
    void meters_hearOfTheBreakerByTheNameOfItsStoreUntilTheTarnIsClosed() {
        List<String> told = new CopyOnWriteArrayList<>();
        FaultyRemoteStore sick = new FaultyRemoteStore(server.connect(), clock, 1);
        Meters meters = new Meters() {
            @Override
            public CacheMeters open(CacheId id, Supplier<CacheStats> stats) {
                return CacheMeters.NONE;
            }

            @Override
            public BreakerMeters openBreaker(String namespace, String remote, Supplier<State> state) {
                told.add(namespace + " " + remote + " " + state.get());
                return new BreakerMeters() {
                    @Override
                    public void changed(State now) {
                        told.add(remote + " " + now);
                        throw new IllegalStateException("a failure of meters is kept away");
                    }

                    @Override
                    public void close() {
                        told.add("closed");
                    }
                };
            }
        };
        try (Tarn measured = Tarn.builder()
                .remote("second", sick)
                .clock(clock)
                .scheduler(clock)
                .executor(Runnable::run)
                .breaker(Breaker.defaults().window(10, 5))
                .meters(meters)
                .build()) {
            LoadingCache<String, String> others = measured.cache("others", String.class, String.class)
                    .remote("second")
                    .expireAfterWrite(Duration.ofHours(1))
                    .loader(origin)
                    .build();
            clock.runDue();
            sick.always(Operation.READ, Fault.of(Fault.Kind.REFUSE));
            for (int i = 0; i < 6; i++) {
                others.get("k" + i);
            }
        }

        assertThat(told).containsExactly("tarn second CLOSED", "second OPEN", "closed");
    }

    @Test
    void changes_whileItIsOpen_reachTheStore() {
        fails(Fault.of(Fault.Kind.REFUSE));

        assertThat(cache.invalidate("bad0")).isEqualTo(WriteStatus.APPLIED);
        assertThat(cache.put("bad1", "v")).isEqualTo(WriteStatus.APPLIED);
        assertThat(breaker().state()).isEqualTo(State.OPEN);
    }

    @Test
    void probes_storeStillSick_leaveItOpen() {
        fails(Fault.of(Fault.Kind.REFUSE));
        pass(PROBE);
        pass(PROBE);

        assertThat(breaker().probes()).isEqualTo(4);
        assertThat(breaker().opened()).as("it was never closed again").isEqualTo(1);
        assertThat(breaker().state()).isEqualTo(State.OPEN);
        assertThat(heard).containsExactly(State.OPEN, State.HALF_OPEN, State.OPEN, State.HALF_OPEN, State.OPEN);
    }

    @Test
    void probes_storeIsWell_closeItAndReadsFindWhatTheStoreHolds() {
        fails(Fault.of(Fault.Kind.REFUSE));
        cache.put("k", "v");
        store.heal();
        long reads = store.calls(Operation.READ);
        cache.get("before the probe");
        assertThat(store.calls(Operation.READ)).as("no reader tries").isEqualTo(reads);
        pass(PROBE);

        assertThat(breaker().state()).isEqualTo(State.CLOSED);
        assertThat(heard).containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
        assertThat(cache.get("after")).isEqualTo("after!");
        assertThat(store.calls(Operation.READ)).isEqualTo(reads + 3);
    }

    @Test
    void reads_thatAreSlow_openIt() {
        store.always(Fault.lateAnswer(Duration.ofMillis(60)));
        for (int i = 0; i < 5; i++) {
            assertThat(cache.async().get("slow" + i)).isNotDone();
        }
        assertThat(breaker().state()).isEqualTo(State.CLOSED);
        pass(Duration.ofMillis(60));

        assertThat(breaker().state()).isEqualTo(State.OPEN);
    }

    @Test
    void changes_thatAreRefused_leaveItClosed() {
        store.always(Operation.PUT, Fault.of(Fault.Kind.REFUSE));
        for (int i = 0; i < 20; i++) {
            cache.put("k" + i, "v");
        }

        assertThat(breaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void changes_thatAreNotAnswered_openIt() {
        store.always(Operation.PUT, Fault.of(Fault.Kind.LOSE_ANSWER));
        for (int i = 0; i < 20; i++) {
            cache.put("k" + i, "v");
        }

        assertThat(breaker().state()).isEqualTo(State.OPEN);
    }

    @Test
    void useRemote_off_readsDoNotAskTheStoreUntilItIsOnAgain() {
        tarn.useRemote(false);
        cache.get("k");
        assertThat(store.calls(Operation.READ)).isZero();
        assertThat(cache.put("l", "v")).isEqualTo(WriteStatus.APPLIED);
        assertThat(breaker().state()).isEqualTo(State.OFF);

        tarn.useRemote(true);
        cache.get("m");
        assertThat(store.calls(Operation.READ)).isEqualTo(1);
        assertThat(breaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void off_readsThatFail_goOnAskingTheStore() {
        FaultyRemoteStore sick = new FaultyRemoteStore(server.connect(), clock, 1);
        sick.always(Operation.READ, Fault.of(Fault.Kind.REFUSE));
        try (Tarn without = Tarn.builder()
                .remote(sick)
                .clock(clock)
                .scheduler(clock)
                .executor(Runnable::run)
                .breaker(Breaker.off())
                .build()) {
            LoadingCache<String, String> unguarded = without.cache("others", String.class, String.class)
                    .expireAfterWrite(Duration.ofHours(1))
                    .loader(origin)
                    .build();
            clock.runDue();
            for (int i = 0; i < 30; i++) {
                unguarded.get("k" + i);
            }

            assertThat(unguarded.stats().breaker().state()).isEqualTo(State.OFF);
            assertThat(sick.calls(Operation.READ)).isEqualTo(30);
        }
    }

    @Test
    void breaker_settingsThatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> Breaker.defaults().failureRate(0)).hasMessageContaining("failureRate is 0");
        assertThatThrownBy(() -> Breaker.defaults().window(5, 6)).hasMessageContaining("minimumCalls is 6");
        assertThatThrownBy(() -> Breaker.defaults().trials(0)).hasMessageContaining("trials is 0");
        assertThatThrownBy(() -> Breaker.defaults().probeEvery(Duration.ZERO)).hasMessageContaining("probeEvery");
    }
}
