package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.CoherenceStats;
import dev.tarn.Explanation;
import dev.tarn.LoadingCache;
import dev.tarn.Lookup;
import dev.tarn.local.Heap;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.testing.time.SteppingExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a declared bound on staleness does when messages, the log or time fail. */
class StalenessTest {
    private static final Duration BOUND = Duration.ofSeconds(2);

    private final Lab lab = new Lab();
    private final Node a = lab.node();
    private final Node b = lab.node();
    private final Origin origin = Origin.of("k", "old", "l", "other");
    private final LoadingCache<String, String> writer = a.cache(origin);
    private final LoadingCache<String, String> reader =
            b.describe().maximumStaleness(BOUND).loader(origin).build();

    StalenessTest() {
        lab.settle();
        get("k");
        origin.loads.clear();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private String get(String key) {
        var answer = reader.async().get(key);
        lab.settle();
        return answer.join();
    }

    private void change(String value) {
        origin.values.put("k", value);
        writer.invalidate("k");
    }

    @Test
    void get_messageLost_seesTheChangeBeforeTheBound() {
        lab.server.mute();
        change("new");
        assertThat(get("k")).as("nothing has told of it").isEqualTo("old");

        lab.pass(BOUND);

        assertThat(get("k")).isEqualTo("new");
        assertThat(reader.stats().coherence().replays()).isPositive();
    }

    @Test
    void get_logDoesNotAnswer_servesWhatIsHeldUntilTheBoundAndThenLoads() {
        lab.server.down();
        origin.values.put("k", "new");
        lab.pass(BOUND.minusMillis(700));
        assertThat(get("k")).isEqualTo("old");

        lab.pass(Duration.ofMillis(700));

        assertThat(get("k")).isEqualTo("new");
        assertThat(reader.getIfPresent("k")).as("nothing may be served").isNull();
        assertThat(reader.getAllPresent(List.of("k", "l"))).isEmpty();
        assertThat(reader.lookup("k")).isInstanceOf(Lookup.Unavailable.class);
        assertThat(reader.asMap()).isEmpty();
        CoherenceStats stats = reader.stats().coherence();
        assertThat(stats.proofAgeNanos()).isGreaterThanOrEqualTo(BOUND.toNanos());
    }

    @Test
    void getIfPresent_entryOfAHundredYearsWhenTheBoundIsOver_isNotServed() {
        LoadingCache<String, String> other = b.tarn.cache("endless", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Duration.ofDays(36_000))
                .maximumStaleness(BOUND)
                .loader(origin)
                .build();
        lab.settle();
        var first = other.async().get("k");
        lab.settle();
        assertThat(first.join()).isEqualTo("old");
        lab.server.down();
        lab.pass(BOUND.minusMillis(700));
        assertThat(other.getIfPresent("k")).isEqualTo("old");

        lab.pass(Duration.ofMillis(700));

        assertThat(other.getIfPresent("k")).isNull();
    }

    @Test
    void get_logAnswersAgain_servesWhatWasHeldWithoutALoad() {
        lab.server.down();
        lab.pass(BOUND.multipliedBy(3));
        lab.server.up();
        lab.settle();

        assertThat(get("k")).isEqualTo("old");

        assertThat(origin.loads).isEmpty();
        long doubt = reader.stats().coherence().doubtNanos();
        assertThat(Duration.ofNanos(doubt)).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4_600));
    }

    @Test
    void get_logAnswersAgain_seesWhatWasChangedMeanwhile() {
        lab.server.mute();
        change("new");
        lab.server.down();
        lab.pass(BOUND.multipliedBy(3));
        lab.server.up();
        lab.settle();

        assertThat(get("k")).isEqualTo("new");
        assertThat(origin.loads).containsOnlyOnce("k");
    }

    @Test
    void lookups_afterAPause_askTheLogFirstAndThenServeWhatWasHeld() {
        FakeClock paused = new FakeClock(); // the node's own tasks: they do not run while it is paused
        try (Tarn node = Tarn.builder()
                .namespace(Node.ID.namespace())
                .remote(lab.server.connect())
                .clock(lab.clock)
                .scheduler(paused)
                .executor(Runnable::run)
                .build()) {
            LoadingCache<String, String> cache = node.cache(Node.ID.cache(), String.class, String.class)
                    .heap(Heap.maximumEntries(10))
                    .expireAfterWrite(Node.LIFE)
                    .maximumStaleness(BOUND)
                    .loader(origin)
                    .build();
            paused.runDue();
            assertThat(cache.get("k")).isEqualTo("old");
            assertThat(cache.get("l")).isEqualTo("other");
            origin.loads.clear();
            lab.server.mute();
            change("new");
            lab.clock.advance(BOUND.multipliedBy(2));

            assertThat(cache.getAllPresent(List.of("k", "l"))).containsExactly(Map.entry("l", "other"));
            lab.clock.advance(BOUND.multipliedBy(2));
            assertThat(cache.getIfPresent("l")).isEqualTo("other");
            lab.clock.advance(BOUND.multipliedBy(2));
            assertThat(cache.get("l")).isEqualTo("other");
            lab.clock.advance(BOUND.multipliedBy(2));
            assertThat(cache.get("k")).isEqualTo("new");

            assertThat(origin.loads).containsExactly("k");
            assertThat(cache.stats().coherence().validations()).isPositive();
        }
    }

    @Test
    void get_ofAFlightFromBeforeTheBound_isNotJoinedWhileInDoubt() {
        lab.server.down();
        lab.pass(BOUND.multipliedBy(2));
        var slow = reader.async().get("k"); // waits for its turn on the executor, and for its driver
        lab.clock.advance(BOUND);
        var joined = reader.async().get("k");

        lab.settle();

        assertThat(slow.join()).isEqualTo("old");
        assertThat(joined.join()).isEqualTo("old");
        assertThat(origin.loads).hasSize(2);
    }

    @Test
    void refresh_ofAFlightFromBeforeTheBound_isNotJoinedWhileInDoubt() {
        lab.server.down();
        lab.pass(BOUND.multipliedBy(2));
        var slow = reader.async().refresh("k");
        lab.clock.advance(BOUND);
        var joined = reader.async().refresh("k");

        lab.settle();

        assertThat(slow.join()).isEqualTo(joined.join());
        assertThat(origin.loads).hasSize(2);
    }

    @Test
    void get_connectionsWereLostAndTheLogWasNotAskedSince_goesPastTheRemoteTier() {
        SteppingExecutor events = new SteppingExecutor();
        FakeServer server = new FakeServer(lab.clock, Runnable::run, events, 1);
        try (Tarn near = tarn(server);
                Tarn far = tarn(server)) {
            LoadingCache<String, String> here = cache(near);
            LoadingCache<String, String> there = cache(far);
            events.runAll();
            there.put("a", "in the remote tier");
            there.put("b", "in the remote tier");
            server.down();
            events.runAll();
            server.up(); // it answers, but the node has not heard that it is connected

            assertThat(here.get("a", key -> "from the source")).isEqualTo("from the source");

            events.runAll();
            assertThat(here.get("b", key -> "from the source")).isEqualTo("in the remote tier");
        }
        server.assertNothingOpen();
    }

    @Test
    void get_beforeTheLogHasAnsweredForTheFirstTime_isKeptHereAndThere() {
        SteppingExecutor events = new SteppingExecutor();
        FakeServer server = new FakeServer(lab.clock, Runnable::run, events, 1);
        server.pollBudget(Duration.ofMillis(250));
        try (Tarn near = tarn(server);
                Tarn far = tarn(server)) {
            LoadingCache<String, String> here = cache(near);
            var first = here.async().get("k");

            assertThat(first).isNotDone();
            events.runAll();

            assertThat(first).isCompletedWithValue("old");
            assertThat(here.explain("k").tiers().get(0).state()).isEqualTo(Explanation.State.FRESH);
            LoadingCache<String, String> there = cache(far);
            events.runAll();
            assertThat(there.get("k")).isEqualTo("old");
            assertThat(origin.loads).hasSize(1);
        }
        server.assertNothingOpen();
    }

    private Tarn tarn(FakeServer server) {
        return Tarn.builder()
                .namespace(Node.ID.namespace())
                .remote(server.connect())
                .clock(lab.clock)
                .scheduler(lab.clock)
                .executor(Runnable::run)
                .build();
    }

    private LoadingCache<String, String> cache(Tarn tarn) {
        return tarn.cache(Node.ID.cache(), String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .expireAfterWrite(Node.LIFE)
                .loader(origin)
                .build();
    }

    @Test
    void get_ofAYoungFlightWhileInDoubt_isJoined() {
        lab.server.down();
        lab.pass(BOUND.multipliedBy(2));
        var first = reader.async().get("k");
        lab.clock.advance(BOUND.dividedBy(2));
        var second = reader.async().get("k");

        lab.settle();

        assertThat(first.join()).isEqualTo(second.join());
        assertThat(origin.loads).hasSize(1);
    }

    @Test
    void explain_inDoubt_saysSo() {
        lab.server.down();
        lab.pass(BOUND.multipliedBy(2));

        assertThat(reader.explain("k").tiers().get(0).state()).isEqualTo(Explanation.State.IN_DOUBT);
    }

    @Test
    void withoutABound_entriesAreServedWhileTheLogIsAway() {
        LoadingCache<String, String> unbounded = writer;
        unbounded.get("k");
        lab.server.down();
        lab.pass(Duration.ofMinutes(1));

        assertThat(unbounded.getIfPresent("k")).isEqualTo("old");
        assertThat(unbounded.stats().coherence().doubtNanos()).isZero();
    }
}
