package dev.tarn.invalidation;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Follows the log of one shard on behalf of one node: knows up to where the node has applied it, and notices when something is missing.
 * Does no I/O and calls nobody; thread-safe, its lock is held for a few map operations only.
 *
 * <p><b>The log is the truth, a message is a hint.</b> Every change is a step of a log that the store (or the bus) keeps, and each
 * step names the position before it and its own. Messages carry the same steps sooner, but they may be lost, doubled, late or in
 * another order, and nothing is owed to them: a node that hears no message at all ends up right, only later, by polling. So a message
 * has two separate effects. What it says is <em>applied</em> at once, whatever came before, since removing a copy twice or too early
 * does no harm. The <em>position</em> moves only if the message continues exactly where the node stands; if it does not, something
 * may be missing, and the log is asked.
 *
 * <p><b>Equality, not order.</b> Stamps grow within a history, but a store that fails over can lose the tail of its log and go on with
 * a clock that is behind: then "newer" and "older" compare steps that never met, and a node that skips what looks old skips what it
 * needs. Two histories never share a position, thanks to the nonce. So every question here is whether two positions are the
 * <em>same</em>: does the message continue from mine, have I been at this position, is mine still in the log. A poll answers the last
 * one in the store itself, and that one test finds a trimmed log, a lost one, and one with another history alike.
 *
 * <p><b>The invariant.</b> When {@link #last()} is a position, then the node has applied that step and all before it in its history.
 * It rests on one rule for callers: <b>apply first, then tell the follower.</b> A message is applied, then {@link #pushed} is called; a
 * change of one's own is applied, then {@link #replied}; the steps of a poll are applied in their order, or everything is voided, then
 * {@link #caughtUp}. Told too early, the follower would vouch for a removal that another thread has yet to make.
 *
 * <p><b>Steps that come too early.</b> A reply to a node's own change often overtakes the messages of the changes before it, since they
 * take different ways. Such steps are remembered (they have been applied); when the missing ones arrive, the position moves over all
 * of them. Therefore a {@link Link#GAP} is best answered with a poll after a moment, if {@link #isBehind()} still holds by then. A
 * step that was remembered before a poll was sent, and that this poll does not bring though it reaches the head, is of another history: a
 * <em>fork</em>. What it told was lost in the store, but its effects are still here, under positions that mean nothing in this history.
 *
 * <p><b>Polls.</b> {@code Ask ask = ask()}, then poll from {@link Ask#position()}, then {@link #answered}, apply, {@link #caughtUp};
 * again if it says so. Polls may overlap each other and messages: an answer that was overtaken moves nothing back, unless it tells
 * that the log has lost the position that was asked for.
 */
public final class Follower {
    /** How many of the positions passed are remembered, to know a late or doubled message. */
    private static final int REMEMBERED = 256;

    /** How many steps that came too early are remembered; beyond that only a poll helps. */
    private static final int EARLY = 64;

    private static final long NOTHING = -1;

    private final int shard;
    private final Object lock = new Object();
    /** The positions passed, the newest last; holds {@link #last} unless that is unknown. */
    private final LinkedHashSet<Position> passed = new LinkedHashSet<>();
    /** Steps applied but not reached, by the position before them. */
    private final Map<Position, Early> early = new HashMap<>();
    /** The history in which a step came too early for which there was no room, or a number that no history has. */
    private long unremembered = NOTHING;

    private volatile Position last;
    /** Counts the events that made the position doubtful. The first is that nothing is known yet. */
    private long doubts = 1;
    /** The newest doubt that no message can settle. */
    private long hardDoubt = 1;
    /** The newest doubt that polls have settled; all before it are settled too. */
    private long settled;
    /** Counts disconnections and resets: an answer to an ask of before means nothing any more. */
    private long history;

    private long gaps;
    private long resets;

    /**
     * Creates a follower that knows nothing yet, and so is {@linkplain #isBehind behind}.
     *
     * @param shard the shard of the log
     */
    public Follower(int shard) {
        this.shard = shard;
        this.last = Position.unknown(shard);
    }

    /** Returns the position up to which the node has applied the log, or an unknown one. */
    public Position last() {
        return last;
    }

    /**
     * Tells whether a position is one of those passed lately.
     *
     * @param position the position
     */
    public boolean hasPassed(Position position) {
        synchronized (lock) {
            return passed.contains(position);
        }
    }

    /** Tells whether steps may be missing, so that a poll is due. */
    public boolean isBehind() {
        synchronized (lock) {
            return behind();
        }
    }

    /** Returns how many events have made the position doubtful so far; see {@link #isBehindSince}. */
    public long doubts() {
        synchronized (lock) {
            return doubts;
        }
    }

    /**
     * Tells whether steps may be missing that were missing before, so that the messages that came since have not brought them.
     *
     * @param known what {@link #doubts} returned then
     */
    public boolean isBehindSince(long known) {
        synchronized (lock) {
            return behind() && (hardDoubt > settled || early.values().stream().anyMatch(step -> step.doubt() <= known));
        }
    }

    /** Returns how often a message or a reply did not continue where the node stood, while nothing was in doubt. */
    public long gaps() {
        synchronized (lock) {
            return gaps;
        }
    }

    /** Returns how often the log could not tell what had happened since, so that everything was void; the first poll counts too. */
    public long resets() {
        synchronized (lock) {
            return resets;
        }
    }

    /**
     * Takes note of a message, after the caller has applied it.
     *
     * @param message the message, of this shard
     * @return where it stands to what is known
     * @throws IllegalArgumentException if the message is of another shard
     */
    public Link pushed(Invalidation message) {
        if (message.operation() == Operation.FILL_NOTE) {
            return Link.KNOWN; // not a step of the log
        }
        return step(message.previous(), message.current());
    }

    /**
     * Takes note of the reply to a change of this node's own, after the caller has applied it. A reply that says that nothing was changed
     * (twice the same position) only tells where the log stands.
     *
     * @param reply the reply, of this shard
     * @return where it stands to what is known
     * @throws IllegalArgumentException if the reply is of another shard
     */
    public Link replied(Applied reply) {
        return step(reply.previous(), reply.current());
    }

    private Link step(Position previous, Position current) {
        check(current);
        synchronized (lock) {
            if (passed.contains(current)) {
                return Link.KNOWN;
            }
            if (previous.equals(last) && !last.isUnknown()) {
                moveTo(current);
                moveOverEarly();
                return Link.LINKED;
            }
            gaps += behind() ? 0 : 1;
            doubts++;
            remember(previous, current);
            return Link.GAP;
        }
    }

    private void check(Position position) {
        if (position.shard() != shard) {
            throw new IllegalArgumentException("position is of shard " + position.shard() + ", it must be of " + shard);
        }
    }

    /** Keeps a step that came too early, unless there is no room, or another step has the same place. One that came too late is none. */
    private void remember(Position previous, Position current) {
        if (previous.equals(current) || isBehindLast(current)) {
            hardDoubt = doubts;
            return;
        }
        boolean kept = early.size() < EARLY || early.containsKey(previous);
        if (kept) {
            Early before = early.putIfAbsent(previous, new Early(current, doubts));
            kept = before == null || before.step().equals(current);
        }
        if (!kept) {
            hardDoubt = doubts;
            unremembered = history;
        }
    }

    /** Tells whether a step was passed so long ago that it is forgotten, if it is of this history; else the log will tell. */
    private boolean isBehindLast(Position current) {
        return current.era() == last.era() && current.stamp() < last.stamp();
    }

    /** Says that messages may have been lost: one was dropped, or could not be read. */
    public void doubt() {
        synchronized (lock) {
            hardDoubt = ++doubts;
        }
    }

    /**
     * Says that the connection was lost: messages may be missing, the store behind the next one may have another history, and answers to
     * earlier asks mean nothing any more.
     */
    public void disconnected() {
        synchronized (lock) {
            hardDoubt = ++doubts;
            history++;
        }
    }

    /** Begins a poll: notes what is known before it is sent. */
    public Ask ask() {
        synchronized (lock) {
            return new Ask(last, doubts, history);
        }
    }

    /**
     * Says what to do about the answer to a poll. Changes nothing; the caller does it, then calls {@link #caughtUp}.
     *
     * @param ask what {@link #ask} returned before the poll was sent
     * @param answer the answer
     * @return what to do
     * @throws IllegalArgumentException if the answer is of another shard
     */
    public CatchUp answered(Ask ask, Polled answer) {
        check(answer.head());
        synchronized (lock) {
            if (ask.history != history) {
                return CatchUp.nothing(ask);
            }
            if (answer instanceof Polled.Entries entries && continues(ask.position, entries)) {
                int known = placeOf(last, entries.steps()) + 1;
                List<Invalidation> missing =
                        entries.steps().subList(known, entries.steps().size());
                return new CatchUp(
                        ask, missing, entries.steps(), end(ask.position, entries), entries.head(), Kind.STEPS);
            }
            // Messages may have moved on from the position asked for. Then nothing was missed up to here: ask again
            // from here. Unless the log has lost that position: then it has lost what continues it, too.
            if (answer instanceof Polled.Reset reset && reset.forked()) {
                return CatchUp.reset(ask, answer.head(), Kind.FORK);
            }
            return ask.position.equals(last) ? CatchUp.reset(ask, answer.head(), Kind.RESET) : CatchUp.nothing(ask);
        }
    }

    /** Tells whether the answer is a chain from the position; an answer that contradicts itself is worth no more than a reset. */
    private static boolean continues(Position from, Polled.Entries answer) {
        Position reached = from;
        for (Invalidation step : answer.steps()) {
            if (!step.previous().equals(reached)) {
                return false;
            }
            reached = step.current();
        }
        return !answer.steps().isEmpty() || answer.head().equals(from);
    }

    private static Position end(Position from, Polled.Entries answer) {
        List<Invalidation> steps = answer.steps();
        return steps.isEmpty() ? from : steps.get(steps.size() - 1).current();
    }

    private static int placeOf(Position position, List<Invalidation> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).current().equals(position)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Takes note that the answer to a poll has been applied.
     *
     * @param done what {@link #answered} returned, after the caller has done it
     * @return what it came to
     */
    public Outcome caughtUp(CatchUp done) {
        synchronized (lock) {
            boolean isOfThisHistory = done.ask.history == history;
            if (done.kind == Kind.NOTHING || !isOfThisHistory || !move(done)) {
                return Outcome.WORTHLESS;
            }
            boolean forked = done.isComplete() && settle(done);
            moveOverEarly();
            return new Outcome(!done.isComplete() || behind(), done.isComplete(), forked);
        }
    }

    /** Settles the doubts of before a complete poll; returns whether it has shown that steps of another history were applied. */
    private boolean settle(CatchUp done) {
        settled = Math.max(settled, done.ask.doubts);
        boolean missing = early.values().removeIf(step -> step.doubt() <= settled);
        boolean perhapsMissing = unremembered != NOTHING && unremembered != done.ask.history;
        if (hardDoubt <= settled) {
            unremembered = NOTHING;
        }
        return !done.isReset() && (missing || perhapsMissing);
    }

    /**
     * Moves the position to the end of what was applied; returns false if it cannot be told how the two relate. Back only after a fork: what was passed
     * beyond the head is of the lost history.
     */
    private boolean move(CatchUp done) {
        resets += done.isReset() ? 1 : 0;
        done.answer.forEach(step -> early.remove(step.previous(), new Early(step.current(), doubtOf(step))));
        if (passed.contains(done.end) && done.kind != Kind.FORK) {
            return true;
        }
        if (done.isReset()) {
            history++;
            passed.clear();
            moveTo(done.end);
            forgetWhatTheResetHolds();
            return true;
        }
        int known = placeOf(last, done.answer);
        if (known < 0 && !last.equals(done.ask.position)) {
            return false;
        }
        done.answer.subList(known + 1, done.answer.size()).forEach(step -> moveTo(step.current()));
        return true;
    }

    /**
     * Forgets early steps from before the head of a reset, as {@link #remember} would not have kept them after it: no later answer will bring
     * them, and that must not look like a fork.
     */
    private void forgetWhatTheResetHolds() {
        if (early.values().removeIf(step -> isBehindLast(step.step()))) {
            hardDoubt = doubts;
        }
    }

    private long doubtOf(Invalidation step) {
        Early known = early.get(step.previous());
        return known == null ? 0 : known.doubt();
    }

    private void moveTo(Position position) {
        passed.add(position);
        if (passed.size() > REMEMBERED) {
            passed.remove(passed.iterator().next());
        }
        last = position;
    }

    private void moveOverEarly() {
        for (Early next = early.remove(last); next != null; next = early.remove(last)) {
            moveTo(next.step());
        }
        early.values().removeIf(step -> passed.contains(step.step()));
    }

    private boolean behind() {
        return hardDoubt > settled || !early.isEmpty();
    }

    /** Tells where a message or a reply stands to what is known. */
    public enum Link {
        /** It continues where the node stood; the position has moved. */
        LINKED,
        /** The node has been there: a doubled or late message, or the echo of its own change. Nothing to do. */
        KNOWN,
        /** Something may be missing between: a poll is due, now or, better, after a moment if the node is still behind then. */
        GAP
    }

    /**
     * Tells what a poll has come to.
     *
     * @param again whether to poll again, at once: there is more in the log, or a doubt has come up since
     * @param isProof whether the node has applied what was the head of the log when the poll was carried out
     * @param forked whether the node has applied steps of another history: what it holds is void, as after a reset
     */
    public record Outcome(boolean again, boolean isProof, boolean forked) {
        private static final Outcome WORTHLESS = new Outcome(true, false, false);
    }

    /** A step that was applied before those it continues. */
    private record Early(Position step, long doubt) {}

    /** Begins a poll: the position to ask from, and what was in doubt when it was sent. Good for one poll. */
    public static final class Ask {
        private final Position position;
        private final long doubts;
        private final long history;

        private Ask(Position position, long doubts, long history) {
            this.position = position;
            this.doubts = doubts;
            this.history = history;
        }

        /** Returns the position to poll from. */
        public Position position() {
            return position;
        }
    }

    /** What an answer to a poll is. */
    private enum Kind {
        /** A chain of steps from the position asked for. */
        STEPS,
        /** The log cannot tell what happened since. */
        RESET,
        /** The log has lost the position asked for. */
        FORK,
        /** It was overtaken. */
        NOTHING
    }

    /** Says what an answer to a poll asks of the node. Immutable. */
    public static final class CatchUp {
        private final Ask ask;
        private final List<Invalidation> steps;
        private final List<Invalidation> answer;
        private final Position end;
        private final Position head;
        private final Kind kind;

        private CatchUp(
                Ask ask, List<Invalidation> steps, List<Invalidation> answer, Position end, Position head, Kind kind) {
            this.ask = ask;
            this.steps = steps;
            this.answer = answer;
            this.end = end;
            this.head = head;
            this.kind = kind;
        }

        private static CatchUp nothing(Ask ask) {
            return new CatchUp(ask, List.of(), List.of(), ask.position, ask.position, Kind.NOTHING);
        }

        private static CatchUp reset(Ask ask, Position head, Kind kind) {
            return new CatchUp(ask, List.of(), List.of(), head, head, kind);
        }

        /** Returns the steps to apply, in this order; none after a reset. */
        public List<Invalidation> steps() {
            return steps;
        }

        /**
         * Tells whether everything this node holds of the shard is void, and every load under way with it: what happened since its
         * position cannot be told.
         */
        public boolean isReset() {
            return kind == Kind.RESET || kind == Kind.FORK;
        }

        /** Returns the head of the log that the answer told; the position asked for if the answer is worth nothing. */
        public Position head() {
            return head;
        }

        /** Tells whether the node, once it has done this, has applied the log up to {@link #head()}. */
        public boolean isComplete() {
            return kind != Kind.NOTHING && end.equals(head);
        }
    }
}
