package dev.tarn.invalidation;

import static dev.tarn.invalidation.Follower.Link.GAP;
import static dev.tarn.invalidation.Follower.Link.KNOWN;
import static dev.tarn.invalidation.Follower.Link.LINKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tarn.invalidation.Follower.Ask;
import dev.tarn.invalidation.Follower.CatchUp;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each message, reply and answer does to the position. Long, for all of it begins from the same few steps. */
class FollowerTest {
    private final InvalidationLog log = Steps.log(1000, 1);
    private final Follower follower = new Follower(3);

    /** Polls as a caller does; the steps are applied in between. */
    private CatchUp poll(int limit) {
        Ask ask = follower.ask();
        CatchUp todo = follower.answered(ask, log.poll(ask.position(), limit));
        follower.caughtUp(todo);
        return todo;
    }

    private void start() {
        assertThat(poll(10).isReset()).isTrue();
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void newFollower_isBehind_andTheFirstPollResetsItToTheHead() {
        Steps.append(log, "a");
        assertThat(follower.isBehind()).isTrue();
        assertThat(follower.last()).isEqualTo(Position.unknown(3));

        CatchUp first = poll(10);

        assertThat(first.isReset()).isTrue();
        assertThat(first.isComplete()).isTrue();
        assertThat(first.steps()).isEmpty();
        assertThat(follower.last()).isEqualTo(log.head());
        assertThat(follower.isBehind()).isFalse();
        assertThat(follower.gaps()).isZero();
    }

    @Test
    void stepHeardDuringTheFirstPoll_fromBeforeItsHead_isNoFork() {
        Ask ask = follower.ask();
        follower.pushed(Steps.append(log, "heard"));
        Steps.append(log, "missed");
        follower.caughtUp(follower.answered(ask, log.poll(ask.position(), 10)));
        assertThat(follower.isBehind()).isTrue();

        Ask next = follower.ask();
        CatchUp todo = follower.answered(next, log.poll(next.position(), 10));

        assertThat(follower.caughtUp(todo).forked()).isFalse();
        assertThat(follower.isBehind()).isFalse();
        assertThat(follower.last()).isEqualTo(log.head());
    }

    @Test
    void messages_inOrder_moveThePosition() {
        start();

        for (int i = 0; i < 5; i++) {
            assertThat(follower.pushed(Steps.append(log, "k" + i))).isEqualTo(LINKED);
            assertThat(follower.last()).isEqualTo(log.head());
        }

        assertThat(follower.isBehind()).isFalse();
        assertThat(follower.gaps()).isZero();
    }

    @Test
    void message_doubledOrLate_isKnown() {
        start();
        Invalidation first = Steps.append(log, "a");
        Invalidation second = Steps.append(log, "b");
        follower.pushed(first);
        follower.pushed(second);

        assertThat(follower.pushed(second)).isEqualTo(KNOWN);
        assertThat(follower.pushed(first)).isEqualTo(KNOWN);

        assertThat(follower.last()).isEqualTo(second.current());
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void message_lost_isAGap_andThePollTellsWhatWasMissed() {
        start();
        Invalidation lost = Steps.append(log, "lost");
        Invalidation heard = Steps.append(log, "heard");
        Position before = follower.last();

        assertThat(follower.pushed(heard)).isEqualTo(GAP);
        assertThat(follower.last()).isEqualTo(before);
        assertThat(follower.isBehind()).isTrue();
        CatchUp todo = poll(10);

        assertThat(todo.isReset()).isFalse();
        assertThat(todo.steps()).containsExactly(lost, heard);
        assertThat(follower.last()).isEqualTo(heard.current());
        assertThat(follower.isBehind()).isFalse();
        assertThat(follower.gaps()).isOne();
        assertThat(follower.resets()).isOne();
    }

    @Test
    void messages_inAnotherOrder_closeTheGapThemselves() {
        start();
        Invalidation first = Steps.append(log, "a");
        Invalidation second = Steps.append(log, "b");
        Invalidation third = Steps.append(log, "c");

        assertThat(follower.pushed(third)).isEqualTo(GAP);
        assertThat(follower.pushed(second)).isEqualTo(GAP);
        assertThat(follower.pushed(first)).isEqualTo(LINKED);

        assertThat(follower.last()).isEqualTo(third.current());
        assertThat(follower.isBehind()).isFalse();
        assertThat(follower.gaps()).isOne();
    }

    @Test
    void isBehindSince_whatWasMissingHasCome_isNotThoughSomethingElseIsMissing() {
        start();
        Invalidation first = Steps.append(log, "a");
        follower.pushed(Steps.append(log, "b"));
        long known = follower.doubts();
        assertThat(follower.isBehindSince(known)).isTrue();

        Steps.append(log, "c");
        follower.pushed(Steps.append(log, "d"));
        assertThat(follower.isBehindSince(known)).as("a is still missing").isTrue();
        follower.pushed(first);

        assertThat(follower.isBehind()).as("c is missing").isTrue();
        assertThat(follower.isBehindSince(known)).isFalse();
        assertThat(follower.isBehindSince(follower.doubts())).isTrue();
    }

    @Test
    void isBehindSince_aDoubtThatNoMessageSettles_is() {
        start();
        long known = follower.doubts();

        follower.doubt();

        assertThat(follower.isBehindSince(known)).isTrue();
    }

    @Test
    void ownReply_movesThePosition_andItsEchoIsKnown() {
        start();
        Invalidation own = Steps.append(log, "own");

        assertThat(follower.replied(new Applied(own.previous(), own.current()))).isEqualTo(LINKED);
        assertThat(follower.pushed(own)).isEqualTo(KNOWN);

        assertThat(follower.last()).isEqualTo(own.current());
    }

    @Test
    void ownReply_beforeTheMessagesOfOthers_waitsForThem() {
        start();
        Invalidation others = Steps.append(log, "others");
        Invalidation own = Steps.append(log, "own");

        assertThat(follower.replied(new Applied(own.previous(), own.current()))).isEqualTo(GAP);
        assertThat(follower.pushed(others)).isEqualTo(LINKED);
        assertThat(follower.pushed(own)).isEqualTo(KNOWN);

        assertThat(follower.last()).isEqualTo(own.current());
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void ownReply_ofAChangeThatWasNotMade_onlyTellsTheHead() {
        start();
        assertThat(follower.replied(new Applied(log.head(), log.head()))).isEqualTo(KNOWN);
        Steps.append(log, "unheard");

        assertThat(follower.replied(new Applied(log.head(), log.head()))).isEqualTo(GAP);
        assertThat(follower.last()).isNotEqualTo(log.head());
        poll(10);
        assertThat(follower.last()).isEqualTo(log.head());
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void fillNote_isNoStep() {
        start();
        Position before = follower.last();
        Position elsewhere = new Position(3, 1, 2, 3);

        assertThat(follower.pushed(new Invalidation(Operation.FILL_NOTE, before, elsewhere, Steps.names("k"))))
                .isEqualTo(KNOWN);

        assertThat(follower.last()).isEqualTo(before);
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void poll_findsTheTailThatNoMessageShowed() {
        start();
        Invalidation lost = Steps.append(log, "lost");
        assertThat(follower.isBehind()).isFalse();

        assertThat(poll(10).steps()).containsExactly(lost);

        assertThat(follower.last()).isEqualTo(log.head());
    }

    @Test
    void poll_cutByTheLimit_asksForMore() {
        start();
        List<Invalidation> lost = List.of(Steps.append(log, "a"), Steps.append(log, "b"), Steps.append(log, "c"));

        Ask ask = follower.ask();
        CatchUp part = follower.answered(ask, log.poll(ask.position(), 2));
        assertThat(part.steps()).isEqualTo(lost.subList(0, 2));
        assertThat(part.isComplete()).isFalse();
        assertThat(follower.caughtUp(part).again()).isTrue();
        assertThat(follower.last()).isEqualTo(lost.get(1).current());

        CatchUp rest = poll(2);
        assertThat(rest.steps()).isEqualTo(lost.subList(2, 3));
        assertThat(rest.isComplete()).isTrue();
        assertThat(follower.last()).isEqualTo(log.head());
    }

    @Test
    void poll_overtakenByMessages_appliesOnlyTheRestAndMovesNothingBack() {
        start();
        Invalidation first = Steps.append(log, "a");
        Ask ask = follower.ask();
        Invalidation second = Steps.append(log, "b");
        Polled answer = log.poll(ask.position(), 10);

        follower.pushed(first);
        CatchUp todo = follower.answered(ask, answer);
        assertThat(todo.steps()).containsExactly(second);
        follower.pushed(second);
        Invalidation third = Steps.append(log, "c");
        follower.pushed(third);

        assertThat(follower.caughtUp(todo).again()).isFalse();
        assertThat(follower.last()).isEqualTo(third.current());
    }

    @Test
    void trimmedLog_isAReset() {
        InvalidationLog small = Steps.log(2, 5);
        Follower follower = new Follower(3);
        Ask first = follower.ask();
        follower.caughtUp(follower.answered(first, small.poll(first.position(), 10)));
        for (int i = 0; i < 5; i++) {
            Steps.append(small, "k" + i);
        }

        Ask ask = follower.ask();
        CatchUp todo = follower.answered(ask, small.poll(ask.position(), 10));

        assertThat(todo.isReset()).isTrue();
        assertThat(todo.steps()).isEmpty();
        assertThat(follower.caughtUp(todo).again()).isFalse();
        assertThat(follower.last()).isEqualTo(small.head());
        assertThat(follower.resets()).isEqualTo(2);
    }

    @Test
    void newEra_isFoundByTheNextMessage_andResets() {
        start();
        follower.pushed(Steps.append(log, "a"));
        log.begin();
        Invalidation inNewEra = Steps.append(log, "b");

        assertThat(follower.pushed(inNewEra)).isEqualTo(GAP);
        CatchUp todo = poll(10);

        assertThat(todo.isReset()).isTrue();
        assertThat(follower.last()).isEqualTo(log.head());
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void lateMessageOfAnOldEra_costsOnePollAndNoReset() {
        start();
        Invalidation neverHeard = Steps.append(log, "old");
        Invalidation late = Steps.append(log, "older history");
        log.begin();
        poll(10);
        long resets = follower.resets();

        assertThat(follower.pushed(late)).isEqualTo(GAP);
        assertThat(poll(10).isReset()).isFalse();

        assertThat(follower.isBehind()).isFalse();
        assertThat(follower.resets()).isEqualTo(resets);
        assertThat(follower.last()).isEqualTo(log.head()).isNotEqualTo(neverHeard.current());
    }

    /** A store failed over, lost its tail, and its clock is behind: what is new looks old. */
    @Test
    void forkedHistory_withLowerStamps_isFound() {
        start();
        Position common = log.head();
        follower.pushed(Steps.append(log, "lost with the old master"));
        Position forked = new Position(3, common.era(), common.stamp() + 1, 4711);
        Invalidation looksOld = new Invalidation(Operation.INVALIDATE, common, forked, Steps.names("k"));

        assertThat(follower.pushed(looksOld)).isEqualTo(GAP);
        Ask ask = follower.ask();
        CatchUp todo = follower.answered(ask, new Polled.Reset(forked, false));

        assertThat(todo.isReset()).isTrue();
        follower.caughtUp(todo);
        assertThat(follower.last()).isEqualTo(forked);
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void reset_whileMessagesHaveMovedOn_isAskedAgainInstead() {
        start();
        Ask ask = follower.ask();
        follower.pushed(Steps.append(log, "a"));

        CatchUp todo = follower.answered(ask, new Polled.Reset(log.head(), false));

        assertThat(todo.isReset()).isFalse();
        assertThat(todo.steps()).isEmpty();
        assertThat(follower.caughtUp(todo).again()).isTrue();
        assertThat(follower.last()).isEqualTo(log.head());
    }

    /** What continues a step that the log has lost is of the lost history, too: the last messages of a master of before. */
    @Test
    void reset_becauseTheHistoryHasForked_whileMessagesHaveMovedOn_isAResetAtOnce() {
        start();
        InvalidationLog promoted = log.without(0);
        Position elsewhere = Steps.append(promoted, "elsewhere").current();
        follower.pushed(Steps.append(log, "lost"));
        Ask ask = follower.ask();
        follower.pushed(Steps.append(log, "lost as well, and heard late"));

        CatchUp todo = follower.answered(ask, new Polled.Reset(elsewhere, true));

        assertThat(todo.isReset()).isTrue();
        assertThat(follower.caughtUp(todo).isProof()).isTrue();
        assertThat(follower.last()).isEqualTo(elsewhere);
    }

    @Test
    void reset_becauseTheHistoryHasForked_toAPositionThatWasPassed_goesBackToIt() {
        start();
        follower.pushed(Steps.append(log, "kept"));
        Position kept = log.head();
        follower.pushed(Steps.append(log, "lost"));

        follower.caughtUp(follower.answered(follower.ask(), new Polled.Reset(kept, true)));

        assertThat(follower.last()).isEqualTo(kept);
        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void answer_thatIsNoChain_isWorthAReset() {
        start();
        Steps.append(log, "a");
        Invalidation second = Steps.append(log, "b");
        Ask ask = follower.ask();

        assertThat(follower.answered(ask, new Polled.Entries(List.of(second), log.head()))
                        .isReset())
                .isTrue();
        assertThat(follower.answered(ask, new Polled.Entries(List.of(), log.head()))
                        .isReset())
                .isTrue();
    }

    @Test
    void disconnection_isADoubt_thatOnlyALaterPollSettles() {
        start();
        Ask before = follower.ask();
        Polled answer = log.poll(before.position(), 10);
        follower.disconnected();
        assertThat(follower.isBehind()).isTrue();

        assertThat(follower.caughtUp(follower.answered(before, answer)).again()).isTrue();
        assertThat(follower.isBehind()).as("an answer to an ask of before").isTrue();
        follower.pushed(Steps.append(log, "a"));
        assertThat(follower.isBehind()).as("a message that links").isTrue();
        poll(10);

        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void doubt_thatComesUpWhileAPollIsUnderWay_needsAnother() {
        start();
        Ask ask = follower.ask();
        Polled answer = log.poll(ask.position(), 10);
        follower.doubt();

        assertThat(follower.caughtUp(follower.answered(ask, answer)).again()).isTrue();
        assertThat(follower.isBehind()).isTrue();
        poll(10);

        assertThat(follower.isBehind()).isFalse();
    }

    @Test
    void manyStepsThatComeTooEarly_areNotAllRemembered_butAPollSettlesThem() {
        start();
        Invalidation lost = Steps.append(log, "lost");
        for (int i = 0; i < 500; i++) {
            assertThat(follower.pushed(Steps.append(log, "k" + i))).isEqualTo(GAP);
        }

        assertThat(follower.pushed(lost)).isEqualTo(LINKED);
        assertThat(follower.last()).isNotEqualTo(log.head());
        assertThat(follower.isBehind()).isTrue();
        poll(1000);

        assertThat(follower.last()).isEqualTo(log.head());
        assertThat(follower.isBehind()).isFalse();
        assertThat(follower.gaps()).isOne();
    }

    @Test
    void historyThatComesBack_isAResetToItsHead() {
        start();
        Position old = Steps.append(log, "a").current();
        poll(10);
        Position forked = new Position(3, old.era(), old.stamp() - 1, 4711);
        Ask ask = follower.ask();
        follower.caughtUp(follower.answered(ask, new Polled.Reset(forked, false)));
        assertThat(follower.last()).isEqualTo(forked);

        Ask again = follower.ask();
        follower.caughtUp(follower.answered(again, new Polled.Reset(old, false)));

        assertThat(follower.last()).isEqualTo(old);
        assertThat(poll(10).isReset()).isFalse();
    }

    @Test
    void answer_ofBeforeADisconnection_isNotToBeApplied() {
        start();
        Steps.append(log, "a");
        Ask ask = follower.ask();
        Polled answer = log.poll(ask.position(), 10);
        follower.disconnected();

        CatchUp todo = follower.answered(ask, answer);

        assertThat(todo.steps()).isEmpty();
        assertThat(todo.isReset()).isFalse();
        assertThat(todo.isComplete()).isFalse();
    }

    @Test
    void disconnection_whileAnAnswerIsApplied_makesItProveNothing() {
        start();
        Position before = follower.last();
        Steps.append(log, "a");
        Ask ask = follower.ask();
        CatchUp todo = follower.answered(ask, log.poll(ask.position(), 10));
        follower.disconnected();

        assertThat(follower.caughtUp(todo).again()).isTrue();

        assertThat(follower.last()).isEqualTo(before);
        assertThat(follower.isBehind()).isTrue();
    }

    @Test
    void poll_overtakenByMoreThanIsRemembered_movesNothingBack() {
        start();
        Steps.append(log, "a");
        Ask ask = follower.ask();
        Polled answer = log.poll(ask.position(), 10);
        follower.pushed(((Polled.Entries) answer).steps().get(0));
        for (int i = 0; i < 500; i++) {
            follower.pushed(Steps.append(log, "k" + i));
        }

        assertThat(follower.caughtUp(follower.answered(ask, answer)).again()).isTrue();

        assertThat(follower.last()).isEqualTo(log.head());
    }

    @Test
    void otherShard_isRefused() {
        Invalidation other = Steps.append(new InvalidationLog(4, 10, Steps.clockAt(1), Steps.random(1)), "k");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> follower.pushed(other))
                .withMessage("position is of shard 4, it must be of 3");
    }
}
