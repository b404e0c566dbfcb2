package dev.tarn.invalidation;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of one shard: hears, applies, asks, proves, and has repeated what the store has lost.
 *
 * <p>Everything that can be wrong ends in one small path, the poll: what messages did not bring it brings, what it cannot tell voids the
 * shard, and only its answers are proofs. Polls are never sent twice at once; who needs one joins the one under way.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of a poll is in the state of the shard
final class ShardLog {
    private static final long NOWHERE = -1;
    private static final int STEPS_PER_POLL = 1_000;
    private static final int STEPS_PER_REASSERTION = 500;

    private final int shard;
    private final BusLog log;
    private final StalenessGuard guard;
    private final Follower follower;
    private final Journal journal;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> poll = new AtomicReference<>();
    private final CompletableFuture<Boolean> firstPoll = new CompletableFuture<>();
    private final AtomicLong newestSeen = new AtomicLong();
    private final LongAdder replays = new LongAdder();
    private final LongAdder reassertions = new LongAdder();
    private final LongAdder validations = new LongAdder();
    /** The connection, by its number, on which the store is known to have what this node knows. */
    private volatile long settledOn = NOWHERE;

    private final AtomicBoolean settling = new AtomicBoolean();
    /** How often the store was found to have lost steps. */
    private final AtomicLong losses = new AtomicLong();
    /** Up to which of these losses the steps have been repeated. */
    private volatile long repaired;

    /** Whether it is to be looked after a moment if a gap has closed. */
    private final AtomicBoolean watching = new AtomicBoolean();

    private volatile boolean failing;

    ShardLog(int shard, BusLog log, StalenessGuard guard) {
        this.shard = shard;
        this.log = log;
        this.guard = guard;
        this.follower = new Follower(shard);
        this.journal = new Journal(BusLog.RETENTION_NANOS, Journal.MOST);
    }

    Position last() {
        return follower.last();
    }

    boolean hasPassed(Position position) {
        return follower.hasPassed(position);
    }

    boolean isSettledOn(long connection) {
        return settledOn == connection;
    }

    LogStats stats() {
        return new LogStats(follower.gaps(), replays.sum(), follower.resets(), reassertions.sum(), validations.sum());
    }

    /**
     * Takes a message: what it says is done at once, whatever came before. Where the node has passed the step, as with the echo of its own
     * changes, that has been done.
     */
    void heard(Invalidation message) {
        if (message.operation() != Operation.FILL_NOTE && follower.hasPassed(message.current())) {
            return;
        }
        apply(message);
        moved(follower.pushed(message));
    }

    /** Takes a change of this node's own, which has been applied. */
    void applied(Invalidation own) {
        note(own);
        moved(follower.replied(new Applied(own.previous(), own.current())));
    }

    private void apply(Invalidation step) {
        log.cache().apply(step);
        note(step);
    }

    private void note(Invalidation step) {
        newestSeen.accumulateAndGet(step.current().stamp(), Math::max);
        journal.add(step, log.nanos());
    }

    private void moved(Follower.Link link) {
        if (link == Follower.Link.GAP) {
            watch();
        }
    }

    /**
     * Has the log asked if what is missing now is still missing after a moment. One look for all gaps: where several nodes change something all the time
     * there is always one open, since replies overtake messages, and none stays.
     */
    private void watch() {
        if (watching.compareAndSet(false, true)) {
            lookAfterAMoment();
        }
    }

    private void lookAfterAMoment() {
        long doubts = follower.doubts();
        if (!log.later(() -> look(doubts), BusLog.DEBOUNCE_NANOS)) {
            watching.set(false);
        }
    }

    private void look(long doubts) {
        if (follower.isBehindSince(doubts)) {
            watching.set(false);
            closeGap();
        } else if (follower.isBehind()) {
            lookAfterAMoment();
        } else {
            watching.set(false);
            if (follower.isBehind()) { // whoever saw that gap open has found this look still to come
                watch();
            }
        }
    }

    private void closeGap() {
        long before = replays.sum();
        GapEvent.Closing gap = GapEvent.begun(log.id(), shard);
        catchUp().thenAccept(proof -> gap.end(replays.sum() - before, proof));
    }

    /** Hears that the connection is lost: whatever is asked for on it means nothing any more. */
    void disconnected() {
        follower.disconnected();
    }

    /** Polls, or joins the poll that is under way; completes, when its answer has been applied, with whether it was a proof. */
    CompletableFuture<Boolean> catchUp() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> other = poll.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        long sentAt = log.nanos();
        Follower.Ask ask = follower.ask();
        CompletionStage<Polled> answer;
        try {
            answer = log.channel().poll(ask.position(), STEPS_PER_POLL);
        } catch (RuntimeException | Error e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.whenComplete((polled, failure) -> answered(mine, ask, sentAt, failure == null ? polled : null));
        return mine;
    }

    private void answered(CompletableFuture<Boolean> done, Follower.Ask ask, long sentAt, @Nullable Polled answer) {
        boolean again = answer != null || follower.isBehind();
        boolean proof = false;
        try {
            if (answer != null) {
                Follower.Outcome outcome = take(ask, answer);
                again = outcome.again();
                proof = outcome.isProof();
                if (proof) {
                    guard.proved(shard, sentAt, log.nanos());
                    journal.proved(sentAt);
                }
            }
        } finally {
            failing = answer == null;
            poll.set(null);
            done.complete(proof);
            firstPoll.complete(proof);
        }
        if (again && log.isConnected()) {
            log.later(this::catchUp, answer == null ? BusLog.RETRY_NANOS : 0);
        }
    }

    private Follower.Outcome take(Follower.Ask ask, Polled answer) {
        boolean starting = !firstPoll.isDone();
        Follower.CatchUp todo = follower.answered(ask, answer);
        long below = isAheadOfLabels(todo.head()) ? todo.head().stamp() : Long.MAX_VALUE;
        if (todo.isReset()) {
            log.cache().reset(shard, below);
        }
        todo.steps().forEach(this::apply);
        replays.add(todo.steps().size());
        Follower.Outcome outcome = follower.caughtUp(todo);
        if (todo.isReset() || outcome.forked()) {
            // the second time after a reset: what was asked for in between was labelled with the old history's position
            log.cache().reset(shard, below);
        }
        newestSeen.accumulateAndGet(todo.head().stamp(), Math::max);
        if (outcome.forked() || (todo.isReset() && mayHaveLost(answer))) {
            forked(starting);
        }
        return outcome;
    }

    /** Tells whether everything this node holds is labelled below a position: not if the clock of the log has gone back. */
    private boolean isAheadOfLabels(Position head) {
        return newestSeen.get() < head.stamp();
    }

    /**
     * Tells whether the store may have lost what this node knows, now that it does not know the node's position. A log that does not reach back
     * so far cannot tell; neither can a node whose position is of another era, or that has none, but that knows of changes: the era may have begun on a new
     * master before they were made on one that was cut off. While the connection is a new one that is taken for a loss: the journal is asked for once, which
     * costs little if nothing was lost. Later it is not, or nodes with a tiny log would go on repeating what they trim from each other.
     */
    private boolean mayHaveLost(Polled answer) {
        boolean forked = answer instanceof Polled.Reset reset && reset.forked();
        return forked
                || (settledOn != log.connection()
                        && journal.moveTo(answer.head().era()));
    }

    /**
     * Takes note that the store may have lost steps: until they are repeated it cannot be read. Only what a node has changed before the first
     * answer of the log is repeated without that: every node that begins with a write comes by here, and next to none has lost it.
     */
    private void forked(boolean starting) {
        losses.incrementAndGet();
        settledOn = NOWHERE;
        if (!starting) {
            log.unsettled();
        }
        log.later(this::settle, 0);
    }

    /**
     * Makes sure that this node has what the store has, and the store what this node has. That this node's position is in the log proves that
     * the store has lost nothing that this node knows; only if it is not, what may be lost is asked for one by one. One attempt at a time;
     * goes on until there is a connection on which it is settled.
     */
    void settle() {
        if (!settling.compareAndSet(false, true)) {
            return;
        }
        long connection = log.connection();
        CompletionStage<Boolean> attempt = log.isConnected() ? attempt() : CompletableFuture.completedStage(false);
        attempt.exceptionally(failure -> false).thenAccept(done -> {
            settling.set(false);
            if (done) {
                settled(connection);
            }
            if (log.isConnected() && settledOn != log.connection()) {
                log.later(this::settle, done ? 0 : BusLog.SETTLE_NANOS);
            }
        });
    }

    /** Takes note that the shard is settled, unless a loss has been found since: who finds one counts it first and says so afterwards. */
    private void settled(long connection) {
        settledOn = connection;
        if (isLost()) {
            settledOn = NOWHERE;
        } else {
            log.settled();
        }
    }

    private CompletionStage<Boolean> attempt() {
        return catchUp()
                .thenCompose(proof -> proof && isLost() ? repeatLost() : CompletableFuture.completedStage(proof));
    }

    private boolean isLost() {
        return losses.get() != repaired;
    }

    private CompletionStage<Boolean> repeatLost() {
        long known = losses.get();
        long connection = log.connection();
        return reassert(journal.steps())
                .thenCompose(done -> done ? passed(known, connection) : CompletableFuture.completedStage(false));
    }

    /**
     * Completes with whether this node's position is beyond the steps that were repeated. Before that the loss is not made good: the position would
     * be found in a store that has lost the repetitions as well, and say nothing of them.
     */
    private CompletionStage<Boolean> passed(long known, long connection) {
        boolean underWay = poll.get() != null; // perhaps sent before the steps were repeated: the next one was not
        return (underWay ? catchUp().thenCompose(earlier -> catchUp()) : catchUp()).thenApply(proof -> {
            if (proof && connection == log.connection()) {
                repaired = known;
            }
            return proof && !isLost();
        });
    }

    /** Has steps repeated that the store does not hold any more; completes with whether that could be done. */
    private CompletionStage<Boolean> reassert(List<Invalidation> steps) {
        if (steps.isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        List<Invalidation> some = steps.subList(0, Math.min(STEPS_PER_REASSERTION, steps.size()));
        return log.channel()
                .reassert(some)
                .handle((count, failure) -> failure == null && reasserted(some, count))
                .thenCompose(done -> done
                        ? reassert(steps.subList(some.size(), steps.size()))
                        : CompletableFuture.completedStage(false));
    }

    private boolean reasserted(List<Invalidation> some, int count) {
        reassertions.add(count);
        if (count > 0) {
            journal.renew(some, log.nanos());
        }
        return true;
    }

    /** See {@link CacheLog#isStarting}. */
    boolean isStarting() {
        return !firstPoll.isDone() && log.isStarting();
    }

    /** See {@link CacheLog#validate}. */
    CompletionStage<Boolean> validate() {
        if (isStarting()) {
            return proven(log.beforeStarted(firstPoll));
        }
        if (guard.isProven(shard, log.nanos())) {
            return CompletableFuture.completedStage(true);
        }
        if (!log.isConnected()) {
            return CompletableFuture.completedStage(false);
        }
        if (failing) {
            catchUp();
            return CompletableFuture.completedStage(false);
        }
        return proven(catchUp());
    }

    private CompletionStage<Boolean> proven(CompletionStage<Boolean> poll) {
        validations.increment();
        return poll.thenApply(proof -> guard.isProven(shard, log.nanos()));
    }

    /** See {@link CacheLog#reach}. */
    CompletionStage<Boolean> reach(Position position) {
        if (has(position)) {
            return CompletableFuture.completedStage(true);
        }
        if (!log.isConnected() || failing) {
            return CompletableFuture.completedStage(false);
        }
        // a poll that is under way may have been sent before the position was recorded: the next one was not
        return catchUp()
                .thenCompose(proof -> has(position)
                        ? CompletableFuture.completedStage(true)
                        : catchUp().thenApply(second -> second));
    }

    private boolean has(Position position) {
        Position last = follower.last();
        return last.era() == position.era() && last.stamp() >= position.stamp();
    }
}
