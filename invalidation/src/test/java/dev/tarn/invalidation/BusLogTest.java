package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The protocol against a log that a test plays: what is proved, what is void, what is repeated, and when the gate is open. Long, for all of it plays the same log. */
class BusLogTest {
    private static final Duration BUDGET = Duration.ofMillis(250);
    private static final Duration BOUND = Duration.ofSeconds(2);

    private final FakeClock clock = new FakeClock();
    private final Played played = new Played();
    private final List<String> told = new ArrayList<>();
    private final BusLog log = start(BOUND);

    private BusLog start(Duration bound) {
        BusLog started = new BusLog(played, new CacheId("n", "c"), clock, clock, true, bound);
        started.follow(new Told());
        return started;
    }

    /** Connects and answers the first poll, so that everything is settled. */
    private Position settled() {
        played.listener.onConnected();
        Position head = played.log.head();
        played.answerFirst();
        assertThat(log.isOpen()).isTrue();
        assertThat(log.guard().isProven(0, clock.nanos())).isTrue();
        told.clear();
        return head;
    }

    private boolean isProven() {
        return log.guard().isProven(0, clock.nanos());
    }

    @Test
    void proof_countsFromWhenThePollWasSent() {
        played.listener.onConnected();
        clock.advance(BOUND.minusMillis(1));
        assertThat(isProven()).isFalse();
        played.answerFirst();

        assertThat(isProven()).as("the answer was nearly as late as the bound").isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(isProven()).isFalse();
    }

    @Test
    void poll_thatFails_provesNothing() {
        settled();
        clock.advance(BOUND.minusMillis(10));
        played.failAll();
        clock.advance(Duration.ofMillis(10));

        assertThat(isProven()).isFalse();
        assertThat(log.validate(0).toCompletableFuture())
                .as("at once, for the log was just silent")
                .isCompletedWithValue(false);
    }

    @Test
    void validate_lapsed_asksOnceForAll() {
        settled();
        played.listener.onDisconnected();
        clock.advance(BOUND.multipliedBy(2));
        played.listener.onConnected();
        int before = played.polls.size();

        CompletableFuture<Boolean> first = log.validate(0).toCompletableFuture();
        CompletableFuture<Boolean> second = log.validate(0).toCompletableFuture();

        assertThat(first).isNotDone();
        played.answerFirst();
        assertThat(first).isCompletedWithValue(true);
        assertThat(second).isCompletedWithValue(true);
        assertThat(before).as("the poll of the new connection served both").isLessThanOrEqualTo(1);
    }

    @Test
    void validate_beforeTheFirstConnection_waitsNoLongerThanAPollMayTake() {
        CompletableFuture<Boolean> waiting = log.validate(0).toCompletableFuture();
        assertThat(waiting).isNotDone();

        clock.advance(BUDGET);

        assertThat(waiting).isCompletedWithValue(false);
        assertThat(log.validate(0).toCompletableFuture()).isCompletedWithValue(false);
    }

    /** As where several nodes change something all the time, and the replies to this one's changes overtake the messages of the others. */
    @Test
    void gapsThatClose_oneIsAlwaysOpen_theLogIsNotAsked() {
        settled();
        int asked = played.asked;
        int scheduled = clock.scheduled();

        Invalidation missing = played.record("first");
        played.push("k");
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofMillis(1));
            Invalidation next = played.record("late");
            played.push("k");
            played.listener.onMessage(missing);
            missing = next;
            assertThat(clock.scheduled()).as("one look for all").isEqualTo(scheduled + 1);
        }
        played.listener.onMessage(missing);
        clock.advance(Duration.ofMillis(10));

        assertThat(played.asked).isEqualTo(asked);
        assertThat(clock.scheduled())
                .as("nobody looks where nothing is missing")
                .isEqualTo(scheduled);
    }

    @Test
    void gapThatStays_amongOthersThatClose_theLogIsAskedSoon() {
        settled();
        int asked = played.asked;

        Invalidation first = played.record("comes late");
        played.push("k");
        clock.advance(Duration.ofMillis(1));
        Invalidation lost = played.record("lost");
        played.push("k");
        played.listener.onMessage(first);
        clock.advance(Duration.ofMillis(4));

        assertThat(played.asked).isEqualTo(asked + 1);
        played.answerAll();
        assertThat(log.hasPassed(lost.current())).isTrue();
    }

    @Test
    void gate_closesWithTheLossAndOpensWhenThePositionIsFoundAgain() {
        settled();

        played.listener.onDisconnected();
        assertThat(log.isOpen()).isFalse();
        assertThat(told).containsExactly("disconnected");
        played.listener.onConnected();
        assertThat(log.isOpen())
                .as("nothing is known of the new connection yet")
                .isFalse();
        played.answerFirst();

        assertThat(log.isOpen()).isTrue();
        assertThat(played.reasserted).as("nothing can have been lost").isEmpty();
    }

    @Test
    void gate_storeHasLostSteps_opensOnlyWhenTheyWereRepeated() {
        settled();
        Invalidation lost = played.push("k");
        Invalidation own = played.log.append(Operation.INVALIDATE, Steps.names("own"));
        log.applied(own);
        played.listener.onDisconnected();
        played.fork();
        played.listener.onConnected();
        told.clear();

        played.answerFirst();
        assertThat(told).as("the shard is void").startsWith("reset");
        assertThat(log.isOpen()).isFalse();
        clock.runDue();
        played.answerAll();
        assertThat(played.reasserted).containsExactly(lost, own);
        assertThat(log.isOpen()).isFalse();
        played.repeated.complete(2);
        played.answerAll();

        assertThat(log.isOpen()).isTrue();
        assertThat(log.stats().reassertions()).isEqualTo(2);
    }

    /** Another master has taken over behind a proxy: the connection lasts, and messages of the former one are still on their way. */
    @Test
    void gate_storeIsFoundToHaveLostStepsWhileAMessageOfThemComes_closes() {
        settled();
        Invalidation lost = played.push("k");
        clock.advance(Duration.ofMillis(500));
        clock.runDue();
        Invalidation late = played.record("l");
        played.fork();
        played.listener.onMessage(late);
        told.clear();

        played.answerFirst();
        assertThat(told).as("the shard is void").startsWith("reset");
        assertThat(log.isOpen()).isFalse();
        clock.runDue();
        played.answerAll();
        assertThat(played.reasserted).containsExactly(lost, late);
        played.repeated.complete(2);
        played.answerAll();

        assertThat(log.isOpen()).isTrue();
    }

    /** As where memory runs out or a class is not found: whoever asks next must not wait for a poll that was never sent. */
    @Test
    void poll_thatCannotEvenBeSent_isTriedAgain() {
        settled();
        played.error = new LinkageError("for a moment");
        clock.advance(Duration.ofMillis(500));
        clock.runDue();
        played.error = null;
        clock.advance(BOUND);
        clock.runDue();
        played.answerAll();

        assertThat(isProven()).isTrue();
    }

    @Test
    void gate_whatWasLostCannotBeSentForAMoment_opensWhenItWasRepeated() {
        settled();
        played.push("k");
        played.push("l");
        played.listener.onDisconnected();
        played.fork();
        played.repeated.complete(2);
        played.listener.onConnected();
        played.error = new LinkageError("for a moment");
        played.answerFirst();
        played.error = null;
        for (int attempts = 0; attempts < 4; attempts++) {
            played.answerAll();
            clock.advance(Duration.ofNanos(BusLog.RETRY_NANOS));
            clock.runDue();
        }

        assertThat(log.isOpen()).isTrue();
    }

    /** A replica takes over that had not heard of its master for longer than steps are kept, and nobody changes anything since. */
    @Test
    void gate_whatTheStoreHasLostIsTooOldToBeRepeated_opensAtOnce() {
        settled();
        Position kept = played.push("k").current();
        played.push("lost");
        for (int polls = 0; polls < 32; polls++) {
            clock.advance(Duration.ofMillis(500));
            clock.runDue();
            played.answerAll();
        }
        played.listener.onDisconnected();
        played.dropTail(1);
        played.listener.onConnected();
        told.clear();
        played.answerAll();

        assertThat(played.reasserted).isEmpty();
        assertThat(log.isOpen()).isTrue();
        assertThat(log.appliedUpTo(0)).isEqualTo(kept.stamp());
        assertThat(told)
                .as("void once, with what came in between")
                .hasSize(2)
                .allMatch(told -> told.startsWith("reset"));
    }

    @Test
    void gate_whatWasRepeatedIsLostAgainBeforeThePositionIsBeyondIt_opensOnlyWhenItWasRepeatedAgain() {
        settled();
        Invalidation lost = played.push("k");
        Invalidation other = played.push("l");
        played.listener.onDisconnected();
        played.fork();
        played.listener.onConnected();
        played.answerFirst();
        clock.runDue();
        played.answerAll();
        assertThat(played.reasserted).containsExactly(lost, other);
        played.repeated.complete(2);

        played.listener.onDisconnected();
        played.listener.onConnected(); // to a replica that has the position, but not what was repeated
        played.answerAll();
        assertThat(log.isOpen()).isFalse();
        clock.advance(Duration.ofNanos(BusLog.SETTLE_NANOS));
        clock.runDue();
        played.answerAll();

        assertThat(played.reasserted).containsExactly(lost, other, lost, other);
        assertThat(log.isOpen()).isTrue();
    }

    @Test
    void gate_ofABusBesideTheStore_staysOpen() {
        BusLog beside = new BusLog(played, new CacheId("n", "d"), clock, clock, false, BOUND);
        beside.follow(new Told());
        played.listener.onConnected();
        played.listener.onDisconnected();

        assertThat(beside.isOpen()).isTrue();
    }

    @Test
    void message_ofAStepThatWasPassed_isNotAppliedAgain() {
        settled();
        Invalidation own = played.log.append(Operation.INVALIDATE, Steps.names("own"));
        log.applied(own);
        played.listener.onMessage(own);
        Invalidation other = played.push("k");
        played.listener.onMessage(other);

        assertThat(told).as("the echo, and a doubled message").containsExactly("apply k");
    }

    @Test
    void message_ofAnOwnStepThatIsAheadOfThePosition_isApplied() {
        settled();
        played.log.append(Operation.INVALIDATE, Steps.names("missed"));
        Invalidation own = played.log.append(Operation.INVALIDATE, Steps.names("own"));
        log.applied(own);
        played.listener.onMessage(own);

        assertThat(told)
                .as("it may be of another history, in which nothing has been applied yet")
                .containsExactly("apply own");
    }

    @Test
    void ownChange_aheadOfThePosition_thatACompletePollDoesNotReach_voidsTheShard() {
        settled();
        played.log.append(Operation.INVALIDATE, Steps.names("missed"));
        Invalidation own = played.log.append(Operation.INVALIDATE, Steps.names("own"));
        log.applied(own);
        played.listener.onDisconnected();
        played.dropTail(2); // the fail-over lost both; the node's position is older and still there
        played.listener.onConnected();
        told.clear();

        played.answerFirst();

        assertThat(told).contains("reset");
        assertThat(log.isOpen()).isFalse();
    }

    @Test
    void gate_ofANodeWithoutAPositionThatHasChangedSomething_opensOnlyWhenThatWasRepeated() {
        played.listener.onConnected();
        Invalidation own = played.log.append(Operation.INVALIDATE, Steps.names("own"));
        log.applied(own);
        played.listener.onDisconnected();
        played.failAll(); // the first poll was never answered
        played.dropTail(1);
        played.listener.onConnected();

        played.answerAll();
        assertThat(played.reasserted).containsExactly(own);
        assertThat(log.isOpen()).isFalse();
        played.repeated.complete(1);
        played.answerAll();

        assertThat(log.isOpen()).isTrue();
    }

    @Test
    void firstPoll_ofANodeThatHasChangedSomethingOnTheSameConnection_hasItRepeatedAndReadsOn() {
        played.listener.onConnected();
        Invalidation own = played.log.append(Operation.INVALIDATE, Steps.names("own"));
        log.applied(own);
        played.dropTail(1); // another master has taken over, behind a proxy

        played.answerAll();

        assertThat(played.reasserted).containsExactly(own);
        assertThat(log.isOpen()).isTrue();
    }

    @Test
    void reset_byTrimmingWhileTheNodeWasAway_countsAsALoss() {
        settled();
        Invalidation known = played.push("k");
        played.listener.onDisconnected();
        for (int i = 0; i < 100; i++) {
            played.log.append(Operation.INVALIDATE, Steps.names("elsewhere"));
        }
        played.listener.onConnected();

        played.answerAll();
        assertThat(played.reasserted).containsExactly(known);
        assertThat(log.isOpen()).isFalse();
    }

    /** The era may have begun on another master before the change was made on one that was cut off. */
    @Test
    void reset_byANewEraWhileTheNodeWasAway_hasWhatItKnowsRepeatedInThatEra() {
        settled();
        Invalidation known = played.push("k");
        played.listener.onDisconnected();
        played.log.begin();
        int era = played.log.head().era();
        assertThat(era).isNotEqualTo(known.current().era());
        played.listener.onConnected();
        played.answerAll();

        assertThat(played.reasserted).singleElement().satisfies(step -> {
            assertThat(step.names()).isEqualTo(known.names());
            assertThat(step.current().stamp()).isEqualTo(known.current().stamp());
            assertThat(step.current().era()).isEqualTo(era);
        });
        assertThat(log.isOpen()).isFalse();
        played.repeated.complete(1);
        played.answerAll();

        assertThat(log.isOpen()).isTrue();
    }

    @Test
    void reset_byANewEraOnTheSameConnection_repeatsNothing() {
        settled();
        played.push("k");
        played.log.begin();
        clock.advance(BOUND);
        clock.runDue();
        played.answerAll();

        assertThat(told).anyMatch(what -> what.startsWith("reset"));
        assertThat(played.reasserted).isEmpty();
        assertThat(log.isOpen()).isTrue();
    }

    @Test
    void reset_whoseHeadIsNewerThanAllThatWasSeen_voidsByTheHead_elseEverything() {
        settled();
        played.listener.onDisconnected();
        played.log.begin();
        played.listener.onConnected();
        told.clear();
        played.answerFirst();
        assertThat(told).contains("reset below " + played.log.head().stamp());

        played.listener.onDisconnected();
        clock.jump(Duration.ofHours(-1)); // the next log counts from an earlier time
        played.beginElsewhere();
        played.listener.onConnected();
        told.clear();
        played.answerFirst();

        assertThat(told)
                .contains("reset")
                .doesNotContain("reset below " + played.log.head().stamp());
    }

    @Test
    void reach_positionNotApplied_asksTheLogUntilAPollWasSentAfterwards() {
        settled();
        Position there =
                played.log.append(Operation.INVALIDATE, Steps.names("k")).current();

        CompletableFuture<Boolean> reached = log.reach(there).toCompletableFuture();
        assertThat(reached).isNotDone();
        played.answerAll();

        assertThat(reached).isCompletedWithValue(true);
        assertThat(told).contains("apply k");
        assertThat(log.reach(there).toCompletableFuture()).isCompletedWithValue(true);
    }

    @Test
    void pulse_isSoShortThatAPollMayFailBeforeTheProofLapses() {
        settled();
        played.polls.clear();

        clock.advance(BOUND.minus(BUDGET));

        assertThat(played.asked).isGreaterThanOrEqualTo(2);
    }

    @Test
    void bound_thatTheBusCannotGive_isRefused() {
        assertThatThrownBy(() -> start(Duration.ofMillis(299)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("PT0.299S", "PT0.3S", "PT0.25S");
    }

    /** Takes down what the log tells its cache. */
    private final class Told implements BusLog.Follows {
        @Override
        public void apply(Invalidation step) {
            told.add("apply " + String.join(",", Steps.texts(step)));
        }

        @Override
        public void reset(int shard, long below) {
            told.add(below == Long.MAX_VALUE ? "reset" : "reset below " + below);
        }

        @Override
        public void disconnected() {
            told.add("disconnected");
        }

        @Override
        public void connected() {
            told.add("connected");
        }

        @Override
        public void foreignWrite(byte[] key) {
            told.add("foreign");
        }
    }

    /** A log whose answers come when the test says so. */
    private final class Played implements InvalidationBus, BusChannel {
        InvalidationLog log = new InvalidationLog(0, 100, clock, Steps.random(1));
        final List<Invalidation> reasserted = new ArrayList<>();
        final CompletableFuture<Integer> repeated = new CompletableFuture<>();
        final List<Runnable> polls = new ArrayList<>();
        private final List<CompletableFuture<Polled>> answers = new ArrayList<>();
        int asked;
        /** What is thrown by whatever is asked for, or null. */
        @Nullable
        Error error;

        BusListener listener = new BusListener() {
            @Override
            public void onMessage(Invalidation message) {}

            @Override
            public void onConnected() {}

            @Override
            public void onDisconnected() {}
        };

        /** Records a change whose message does not come, or not yet. */
        Invalidation record(String key) {
            return log.append(Operation.INVALIDATE, Steps.names(key));
        }

        Invalidation push(String key) {
            Invalidation step = record(key);
            listener.onMessage(step);
            return step;
        }

        /** Goes on as a replica does that has not got the last steps: same era, same beginning. */
        void dropTail(int steps) {
            log = log.without(steps);
        }

        /** As a replica that has got the beginning only, and has since recorded something else. */
        void fork() {
            dropTail(2);
            log.append(Operation.INVALIDATE, Steps.names("elsewhere"));
        }

        void beginElsewhere() {
            log = new InvalidationLog(0, 100, clock, Steps.random(2));
        }

        void answerFirst() {
            polls.remove(0).run();
        }

        void answerAll() {
            for (int answered = 0; !polls.isEmpty(); answered++) {
                assertThat(answered).as("polls that follow each other at once").isLessThan(100);
                answerFirst();
                clock.runDue();
            }
        }

        void failAll() {
            polls.clear();
            List.copyOf(answers).forEach(answer -> answer.completeExceptionally(new IllegalStateException("away")));
        }

        @Override
        public CompletionStage<Polled> poll(Position last, int limit) {
            throwError();
            CompletableFuture<Polled> answer = new CompletableFuture<>();
            asked++;
            answers.add(answer);
            polls.add(() -> answer.complete(log.poll(last, limit)));
            return answer;
        }

        @Override
        public CompletionStage<Integer> reassert(List<Invalidation> steps) {
            throwError();
            reasserted.addAll(steps);
            return repeated;
        }

        private void throwError() {
            if (error != null) {
                throw error;
            }
        }

        @Override
        public BusChannel open(CacheId cache, BusListener heard) {
            listener = heard;
            return this;
        }

        @Override
        public Duration pollBudget() {
            return BUDGET;
        }

        @Override
        public int shards() {
            return 1;
        }

        @Override
        public int shardOf(byte[] key) {
            return 0;
        }

        @Override
        public CompletionStage<List<Applied>> append(Operation operation, List<byte[]> names) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
