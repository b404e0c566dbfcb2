package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.LoadingCache;
import dev.tarn.WriteStatus;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.fake.FakeRemoteStore;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node waits while another process loads, and goes on when that process is done. */
class LeasesTest {
    private static final LeaseToken OTHER = new LeaseToken(7, 7);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Origin idle = Origin.of("k", "loaded twice");
    private final AtomicReference<CompletableFuture<@Nullable String>> waiting = new AtomicReference<>();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void get_anotherNodeLoads_hasItsValueAsSoonAsThatNodeHas() {
        LoadingCache<String, String> second = b.cache(idle);
        LoadingCache<String, String> first = a.cache(Origin.of().doing((key, context) -> {
            startsToWait(second);
            return "v";
        }));
        lab.settle();

        CompletableFuture<@Nullable String> loading = first.async().get("k");
        lab.settle();

        assertThat(loading).isCompletedWithValue("v");
        assertThat(waiting.get()).isCompletedWithValue("v");
        assertThat(idle.loads).isEmpty();
    }

    @Test
    void get_anotherNodesLoadFails_loadsAtOnce() {
        LoadingCache<String, String> second = b.cache(idle);
        LoadingCache<String, String> first = a.cache(Origin.of().doing((key, context) -> {
            startsToWait(second);
            throw new IllegalStateException("source");
        }));
        lab.settle();

        CompletableFuture<@Nullable String> failing = first.async().get("k");
        lab.settle();

        assertThat(failing).isCompletedExceptionally();
        assertThat(waiting.get()).isCompletedWithValue("loaded twice");
    }

    @Test
    void get_theNoteIsLost_asksAgainAfterAPause() {
        LoadingCache<String, String> second = b.cache(idle);
        LoadingCache<String, String> first = a.cache(Origin.of().doing((key, context) -> {
            startsToWait(second);
            lab.server.mute();
            return "v";
        }));
        lab.settle();

        CompletableFuture<@Nullable String> loading = first.async().get("k");
        lab.settle();
        assertThat(loading).isCompletedWithValue("v");
        assertThat(waiting.get()).isNotDone();
        lab.pass(Duration.ofMillis(100));

        assertThat(waiting.get()).isCompletedWithValue("v");
        assertThat(idle.loads).isEmpty();
    }

    @Test
    void get_theHolderDies_oneOfThoseWhoWaitTakesOverWhenTheLeaseEnds() {
        try (FakeRemoteStore other = lab.server.connect()) {
            RemoteTier tier = other.open(Node.ID);
            Origin origin = Origin.of("k", "v");
            Duration lease = Duration.ofSeconds(5);
            LoadingCache<String, String> first =
                    a.describe().loadLease(lease).loader(origin).build();
            LoadingCache<String, String> second =
                    b.describe().loadLease(lease).loader(origin).build();
            lab.settle();
            tier.begin(List.of(Node.keyOf("k")), OTHER, lease, false);
            var one = first.async().get("k");
            var two = second.async().get("k");

            lab.pass(lease.minusMillis(1));
            assertThat(origin.loads).isEmpty();
            lab.pass(Duration.ofMillis(3));

            assertThat(one).isCompletedWithValue("v");
            assertThat(two).isCompletedWithValue("v");
            assertThat(origin.loads).hasSize(1);
        }
    }

    @Test
    void get_waitsWhileEverythingChanges_loadsForAllNodes() {
        try (FakeRemoteStore other = lab.server.connect()) {
            RemoteTier tier = other.open(Node.ID);
            Origin origin = Origin.of("k", "v");
            LoadingCache<String, String> first = a.cache(origin);
            LoadingCache<String, String> second = b.cache(origin);

            waitWhileEverythingChanges(tier, first, second);
            var later = second.async().get("k");
            lab.settle();

            assertThat(later).isCompletedWithValue("v");
            assertThat(origin.loads).hasSize(1);
        }
    }

    @Test
    void get_waitedWhileEverythingChanged_keepsItsLeaseThroughASlowLoad() {
        try (FakeRemoteStore other = lab.server.connect()) {
            RemoteTier tier = other.open(Node.ID);
            Duration lease = Duration.ofSeconds(5);
            LoadingCache<String, String> first = a.describe()
                    .loadLease(lease)
                    .loader(Origin.of().doing((key, context) -> {
                        for (int i = 0; i < 6; i++) {
                            lab.clock.advance(lease.dividedBy(2));
                            lab.clock.runDue();
                        }
                        return "v";
                    }))
                    .build();
            LoadingCache<String, String> second = b.cache(idle);

            waitWhileEverythingChanges(tier, first, second);
            var later = second.async().get("k");
            lab.settle();

            assertThat(later).isCompletedWithValue("v");
            assertThat(idle.loads).isEmpty();
        }
    }

    @Test
    void get_theHolderLivesButIsNotDone_isNotWaitedForForEver() {
        try (FakeRemoteStore other = lab.server.connect()) {
            RemoteTier tier = other.open(Node.ID);
            Duration lease = Duration.ofSeconds(1);
            LoadingCache<String, String> cache =
                    b.describe().loadLease(lease).loader(idle).build();
            lab.settle();
            tier.begin(List.of(Node.keyOf("k")), OTHER, Duration.ofHours(1), false);
            var answer = cache.async().get("k");

            lab.pass(Duration.ofMillis(1_900));
            assertThat(answer).isNotDone();
            lab.pass(Duration.ofMillis(300));

            assertThat(answer).isCompletedWithValue("loaded twice");
        }
    }

    @Test
    void getAll_someKeysAreHeld_eachGoesOnByItself() {
        try (FakeRemoteStore other = lab.server.connect()) {
            RemoteTier tier = other.open(Node.ID);
            LoadingCache<String, String> cache = b.cache(Origin.of("free", "1", "x", "2", "y", "3"));
            lab.settle();
            hold(tier, "x");
            hold(tier, "y");
            var all = cache.async().getAll(List.of("free", "x", "y"));
            var x = cache.async().get("x");
            lab.settle();

            tier.release(List.of(Node.keyOf("x")), OTHER);
            lab.settle();
            assertThat(x).isCompletedWithValue("2");
            assertThat(all).isNotDone();
            tier.release(List.of(Node.keyOf("y")), OTHER);
            lab.settle();

            assertThat(all.join())
                    .containsEntry("free", "1")
                    .containsEntry("x", "2")
                    .containsEntry("y", "3");
        }
    }

    @Test
    void get_leaseEndsWhileTheAnswerIsUnderWay_isNotMissed() {
        Flight<String, String> flight = new Flight<>("k", new byte[0], 0, 0, 0, 0, 0, null);
        AtomicReference<String> went = new AtomicReference<>("waits");

        flight.askForLease();
        flight.leaseEnded();
        flight.onLeaseEnd(() -> went.set("on"));

        assertThat(went).hasValue("on");
    }

    @Test
    void get_aReadFailsThoughTheTierIsThere_asksForTheLeaseAllTheSame() {
        LoadingCache<String, String> second = b.cache(idle);
        LoadingCache<String, String> first = a.cache(Origin.of().doing((key, context) -> {
            b.store.next(Operation.READ, Fault.of(Fault.Kind.LOSE_REQUEST));
            startsToWait(second);
            return "v";
        }));
        lab.settle();

        CompletableFuture<@Nullable String> loading = first.async().get("k");
        lab.settle();

        assertThat(loading).isCompletedWithValue("v");
        assertThat(waiting.get()).isCompletedWithValue("v");
        assertThat(idle.loads).isEmpty();
    }

    @Test
    void get_readsFailWhileTheTierIsAway_goStraightToTheSource() {
        LoadingCache<String, String> cache = b.cache(Origin.of("k", "1", "l", "2"));
        lab.settle();
        b.store.always(Fault.of(Fault.Kind.LOSE_REQUEST));
        var first = cache.async().get("k");
        lab.settle();
        assertThat(first).isCompletedWithValue("1");
        long begun = b.store.calls(Operation.BEGIN);

        var answer = cache.async().get("l");
        lab.settle();

        assertThat(answer).isCompletedWithValue("2");
        assertThat(b.store.calls(Operation.BEGIN)).isEqualTo(begun);
    }

    /** Has a node wait for another's lease while the other node invalidates a tag, which detaches what is under way; then load itself. */
    private void waitWhileEverythingChanges(
            RemoteTier tier, LoadingCache<String, String> waits, LoadingCache<String, String> changes) {
        lab.settle();
        hold(tier, "k");
        var waiter = waits.async().get("k");
        lab.settle();
        var changed = changes.async().invalidateTag("some");
        lab.settle();
        assertThat(changed).isCompletedWithValue(WriteStatus.APPLIED);
        tier.release(List.of(Node.keyOf("k")), OTHER);
        lab.pass(Duration.ofSeconds(1));
        assertThat(waiter).isCompletedWithValue("v");
    }

    private static void hold(RemoteTier tier, String key) {
        tier.begin(List.of(Node.keyOf(key)), OTHER, Duration.ofSeconds(30), false);
    }

    private void startsToWait(LoadingCache<String, String> cache) {
        waiting.set(cache.async().get("k"));
        b.executor.runAll();
        assertThat(waiting.get()).isNotDone();
    }
}
