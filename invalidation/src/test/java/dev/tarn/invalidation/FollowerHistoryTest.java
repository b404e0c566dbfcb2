package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.invalidation.Follower.Ask;
import dev.tarn.invalidation.Follower.CatchUp;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs a follower through random histories: messages lost, doubled and reordered, polls that overlap each other and the messages, new
 * eras, small logs. After every event, all steps of the era up to the position must have been applied (or voided by a reset).
 */
class FollowerHistoryTest {
    private static final int EVENTS = 400;

    @ParameterizedTest
    @CsvSource({"1000, 0, 0", "1000, 30, 0", "1000, 90, 0", "8, 30, 0", "1000, 30, 2", "3, 60, 2"})
    void randomHistories_positionNeverVouchesForWhatWasNotApplied_andTheEndIsReached(
            int logCapacity, int lossPercent, int newEraPercent) {
        int gaps = 0;
        for (int seed = 0; seed < 200; seed++) {
            World world = new World(seed, logCapacity, lossPercent, newEraPercent);
            for (int event = 0; event < EVENTS; event++) {
                world.event();
                world.checkInvariant();
            }
            world.settle();
            world.checkInvariant();
            gaps += (int) world.follower.gaps();
        }
        assertThat(gaps).as("gaps met in all histories").isPositive();
    }

    /** One node, one log, the network between them. */
    private static final class World {
        private final int seed;
        private final Random random;
        private final int lossPercent;
        private final int newEraPercent;
        private final InvalidationLog log;
        private final Follower follower = new Follower(3);
        private final List<Invalidation> history = new ArrayList<>();
        private final Set<Position> applied = new HashSet<>();
        private final List<Invalidation> network = new ArrayList<>();
        private final List<Applied> replies = new ArrayList<>();
        private final List<Call> calls = new ArrayList<>();

        World(int seed, int logCapacity, int lossPercent, int newEraPercent) {
            this.seed = seed;
            this.random = new Random(seed);
            this.lossPercent = lossPercent;
            this.newEraPercent = newEraPercent;
            this.log = Steps.log(logCapacity, seed);
            beginEra(new Invalidation(Operation.GENESIS, Position.unknown(3), log.head(), List.of()));
        }

        /** Forgets what was before: whoever hears of this era holds it for void. */
        private void beginEra(Invalidation genesis) {
            history.clear();
            history.add(genesis);
        }

        void event() {
            int dice = random.nextInt(100);
            if (dice < newEraPercent) {
                beginEra(log.begin());
            } else if (dice < 30) {
                write();
            } else if (dice < 40) {
                writeOwn();
            } else if (dice < 75) {
                deliver();
            } else if (dice < 80) {
                hearReply();
            } else if (dice < 88) {
                calls.add(new Call(follower.ask()));
            } else if (dice < 98) {
                stepOfACall();
            } else {
                follower.disconnected();
            }
        }

        private void write() {
            Invalidation step = Steps.append(log, "k");
            history.add(step);
            if (random.nextInt(100) >= lossPercent) {
                network.add(step);
            }
            if (random.nextInt(10) == 0) {
                network.add(step);
            }
        }

        private void writeOwn() {
            Invalidation step = Steps.append(log, "own");
            history.add(step);
            network.add(step);
            replies.add(new Applied(step.previous(), step.current()));
        }

        private void deliver() {
            if (!network.isEmpty()) {
                int which = random.nextInt(4) == 0 ? random.nextInt(network.size()) : 0;
                Invalidation message = network.remove(which);
                applied.add(message.current());
                follower.pushed(message);
            }
        }

        private void hearReply() {
            if (!replies.isEmpty()) {
                Applied reply = replies.remove(0);
                applied.add(reply.current());
                follower.replied(reply);
            }
        }

        private void stepOfACall() {
            if (!calls.isEmpty()) {
                int which = random.nextInt(calls.size());
                if (calls.get(which).proceed(this)) {
                    calls.remove(which);
                }
            }
        }

        private void apply(CatchUp todo) {
            todo.steps().forEach(step -> applied.add(step.current()));
            if (todo.isReset()) {
                history.subList(0, placeOf(todo.head()) + 1).forEach(step -> applied.add(step.current()));
            }
        }

        /** Returns the place in the history of the present era, or -1. */
        private int placeOf(Position position) {
            for (int i = history.size() - 1; i >= 0; i--) {
                if (history.get(i).current().equals(position)) {
                    return i;
                }
            }
            return -1;
        }

        void settle() {
            for (int polls = 0; polls < 1000; polls++) {
                Ask ask = follower.ask();
                CatchUp todo = follower.answered(ask, log.poll(ask.position(), 5));
                apply(todo);
                if (!follower.caughtUp(todo).again()) {
                    assertThat(follower.last()).as("seed %d", seed).isEqualTo(log.head());
                    assertThat(follower.isBehind()).as("seed %d", seed).isFalse();
                    return;
                }
            }
            throw new AssertionError("seed " + seed + ": polls without end");
        }

        /** If the position is in the history of the present era, all before it must have been applied. */
        void checkInvariant() {
            int end = placeOf(follower.last());
            for (int i = 0; i <= end; i++) {
                if (!applied.contains(history.get(i).current())) {
                    throw new AssertionError(
                            "seed " + seed + ": step " + i + " was not applied, " + end + " vouched for");
                }
            }
        }
    }

    /** A poll on its way: asked, then answered by the log, then applied, each at a time of its own. */
    private static final class Call {
        private final Ask ask;
        private Polled answer;
        private CatchUp todo;

        Call(Ask ask) {
            this.ask = ask;
        }

        boolean proceed(World world) {
            if (answer == null) {
                answer = world.log.poll(ask.position(), 1 + world.random.nextInt(8));
            } else if (todo == null) {
                todo = world.follower.answered(ask, answer);
                world.apply(todo);
            } else {
                world.follower.caughtUp(todo);
                return true;
            }
            return false;
        }
    }
}
