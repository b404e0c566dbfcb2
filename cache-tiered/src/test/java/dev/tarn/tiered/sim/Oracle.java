package dev.tarn.tiered.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Knows what every read may return, and notes the reads that return something else.
 *
 * <p>The staleness of a read is the time from the acknowledgement of a newer version to the call. It must stay below the bound, but for what a
 * protocol cannot give: an invalidation that the store acknowledged and then lost in a failover counts from when the new master is up and
 * some node that knows of it has had the time to say so again. Reading one's own writes and convergence know no allowance.
 */
final class Oracle {
    private static final long SLACK = 10 * Simulation.MILLI;
    private static final long REPLY = 75 * Simulation.MILLI;
    /** How long after a message that shows a gap everything before it must be known: two polls, one that was under way and the next. */
    private static final long CATCH_UP = 250 * Simulation.MILLI;

    /** Rows that nobody has committed have such versions. */
    static final long UNCOMMITTED = 1L << 40;

    private final Agenda agenda;
    private final History history;
    private final long bound;
    private final long reassertion;
    private final long lag;
    private final List<List<Ack>> acks = new ArrayList<>();
    private final List<List<Write>> own = new ArrayList<>();
    private final List<List<Seen>> seen = new ArrayList<>();
    private final List<Failover> failovers = new ArrayList<>();
    private final List<Swap> swaps = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final boolean prompt;
    private final boolean forksHistory;
    private final List<Violation> violations = new ArrayList<>();
    private final int keys;
    private final int nodes;
    private long reads;
    private long worst;

    /** A version that was acknowledged. */
    private record Ack(long version, long at, boolean isolated) {}

    /** A write whose call has returned at its node. */
    private static final class Write {
        final long version;
        final long at;
        /** When the node heard that it was recorded; before that, when the call returned. */
        long recordedAt;

        boolean queued;

        Write(long version, long at, boolean queued) {
            this.version = version;
            this.at = at;
            this.recordedAt = at;
            this.queued = queued;
        }

        /** Tells whether the write waited to be taken at some moment since an instant. */
        boolean waitedSince(long instant) {
            return queued || (recordedAt > at && recordedAt >= instant);
        }
    }

    /** An acknowledged version that a read of a node has returned, newer than those that its reads had returned before. */
    private record Seen(long version, long at) {}

    /** A message that a node has heard, and when it was sent. */
    private record Told(int node, long heardAt, long sentAt) {}

    /** A takeover that nodes are not told of, and when each has had an answer of the new master to something it asked after that. */
    private static final class Swap {
        final long start;
        final long up;
        final long[] noticed;

        Swap(long start, long up, int nodes) {
            this.start = start;
            this.up = up;
            noticed = new long[nodes];
            Arrays.fill(noticed, Long.MAX_VALUE);
        }
    }

    private record Failover(long start, long up, boolean split, long healed) {}

    Oracle(FaultSet set, Agenda agenda, History history, Limits limits) {
        this.agenda = agenda;
        this.history = history;
        this.keys = set.keys();
        this.nodes = set.nodes();
        this.bound = limits.boundNanos();
        this.reassertion = limits.reassertionNanos();
        this.lag = set.replicaMemory();
        this.prompt = set.isPrompt();
        this.forksHistory = set.forksHistory();
        for (int key = 0; key < keys; key++) {
            acks.add(new ArrayList<>());
        }
        for (int i = 0; i < keys * set.nodes(); i++) {
            own.add(new ArrayList<>());
            seen.add(new ArrayList<>());
        }
    }

    private List<Write> own(int node, int key) {
        return own.get(node * keys + key);
    }

    void failedOver(long downNanos, boolean split, long healNanos) {
        long now = agenda.now();
        failovers.add(new Failover(now, now + downNanos, split, now + (split ? healNanos : downNanos)));
    }

    /** Hears of a takeover that nodes are not told of: until they have asked the new master they cannot know what it has lost. */
    void swapped(long downNanos) {
        failedOver(downNanos, false, downNanos);
        swaps.add(new Swap(agenda.now(), agenda.now() + downNanos, nodes));
    }

    /** Hears that a node has an answer to a poll. */
    void polled(int node, long sentAt) {
        for (Swap swap : swaps) {
            if (sentAt >= swap.up) {
                swap.noticed[node] = Math.min(swap.noticed[node], agenda.now());
            }
        }
    }

    private boolean isLostUnnoticed(Write write, int node, long calledAt) {
        long repeatedUntil = write.recordedAt;
        for (Swap swap : swaps) {
            if (repeatedUntil >= swap.start - lag - SLACK && write.recordedAt <= swap.start + REPLY) {
                if (calledAt <= swap.noticed[node]) {
                    return true;
                }
                repeatedUntil = swap.up + reassertion; // and the next takeover may lose the repetition
            }
        }
        return false;
    }

    /** Hears that the call of a write has returned. */
    void returned(int node, int key, long version, boolean applied, boolean isolated) {
        own(node, key).add(new Write(version, agenda.now(), !applied));
        if (applied) {
            acks.get(key).add(new Ack(version, agenda.now(), isolated));
        }
    }

    /** Hears that a node has been told that keys which it named at some moment are invalid now. */
    void recorded(int node, int key, long sentAt, boolean isolated) {
        if (key >= keys) {
            return;
        }
        for (Write write : own(node, key)) {
            if (write.queued && write.at <= sentAt) {
                write.queued = false;
                write.recordedAt = agenda.now();
                acks.get(key).add(new Ack(write.version, agenda.now(), isolated));
            }
        }
    }

    /** Tells whether a call or a repetition of a write of the key is on its way. */
    boolean isQueued(int key) {
        for (int i = key; i < own.size(); i += keys) {
            for (Write write : own.get(i)) {
                if (write.queued) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Judges a read that was called at some moment and has now returned. */
    void judge(int node, int key, long found, long calledAt) {
        reads++;
        history.note("read", node, key, "", found);
        judgeAge(node, key, found, calledAt);
        judgeOrder(node, key, found, calledAt);
    }

    private void judgeAge(int node, int key, long found, long calledAt) {
        if (found >= UNCOMMITTED) {
            note(Violation.Kind.UNCOMMITTED, node, key, found, 0, 0);
            return;
        }
        for (Write write : own(node, key)) {
            if (write.version > found && write.at < calledAt && !isLostUnnoticed(write, node, calledAt)) {
                note(Violation.Kind.READ_YOUR_WRITES, node, key, found, write.version, calledAt - write.at);
                return;
            }
        }
        for (Ack ack : acks.get(key)) {
            long age = calledAt - ack.at();
            if (ack.version() > found && age > 0) {
                if (prompt && wasTold(node, ack, calledAt)) {
                    note(Violation.Kind.LATE, node, key, found, ack.version(), age);
                    return;
                }
                worst = Math.max(worst, age);
                if (age > allowed(ack)) {
                    note(Violation.Kind.STALE, node, key, found, ack.version(), age);
                    return;
                }
            }
        }
    }

    /**
     * Judges whether a read that was called after another one of its node had returned is older, although the version of that one had been
     * acknowledged when it was called: what comes from the source before it is acknowledged is ahead of the log, and promises nothing. Nothing is
     * demanded when a history was lost, or of a node whose own write of the key waited to be taken when the read was called or later: it returns that.
     */
    private void judgeOrder(int node, int key, long found, long calledAt) {
        if (found >= UNCOMMITTED) {
            return;
        }
        List<Seen> before = seen.get(node * keys + key);
        long newest = before.isEmpty() ? -1 : before.get(before.size() - 1).version();
        for (Seen other : before) {
            if (other.version() > found && other.at() < calledAt) {
                wentBack(node, key, found, other, calledAt);
                return;
            }
        }
        if (found > newest && isAcknowledged(key, found, calledAt)) {
            before.add(new Seen(found, agenda.now()));
        }
    }

    private void wentBack(int node, int key, long found, Seen before, long calledAt) {
        boolean waits = own(node, key).stream().anyMatch(write -> write.waitedSince(calledAt));
        if (!waits && failovers.isEmpty()) {
            note(Violation.Kind.BACK, node, key, found, before.version(), calledAt - before.at());
        }
    }

    private boolean isAcknowledged(int key, long version, long calledAt) {
        for (Ack ack : acks.get(key)) {
            if (ack.version() >= version && ack.at() < calledAt) {
                return true;
            }
        }
        return false;
    }

    /** Hears that a node has heard a message. */
    void told(int node, long sentAt) {
        if (prompt) {
            told.add(new Told(node, agenda.now(), sentAt));
        }
    }

    private boolean wasTold(int node, Ack ack, long calledAt) {
        for (Told message : told) {
            if (message.node() == node && message.sentAt() > ack.at() && message.heardAt() + CATCH_UP < calledAt) {
                return true;
            }
        }
        return false;
    }

    /** Judges a read with the ticket of a write. */
    void judgeTicket(int node, int key, long found, long wanted, long calledAt) {
        judgeOrder(node, key, found, calledAt);
        if (found < wanted && !forksHistory) {
            note(Violation.Kind.TICKET, node, key, found, wanted, 0);
        }
    }

    private long allowed(Ack ack) {
        long allowed = bound + SLACK;
        for (Failover failover : failovers) {
            long at = ack.at();
            if (ack.isolated() && at >= failover.start() && at <= failover.healed() + REPLY) {
                allowed = Math.max(allowed, failover.healed() - at + reassertion + bound);
            } else if (at >= failover.start() - lag - SLACK && at <= failover.start() + REPLY) {
                allowed = Math.max(allowed, failover.up() - at + reassertion + bound);
            } else if (failover.split() && at >= failover.up() && at <= failover.healed()) {
                allowed = Math.max(allowed, bound + Simulation.MAX_LAG + SLACK);
            }
        }
        return allowed;
    }

    /** Judges what a node returns at the end, long after the last fault. */
    void judgeFinally(int node, int key, long found, long wanted) {
        history.note("final", node, key, "", found);
        if (found != wanted) {
            note(node < 0 ? Violation.Kind.REMOTE : Violation.Kind.PERMANENT, node, key, found, wanted, 0);
        }
    }

    void note(Violation.Kind kind, int node, int key, long found, long wanted, long age) {
        history.note("VIOLATION", node, key, kind, found);
        violations.add(new Violation(kind, agenda.now(), node, key, found, wanted, age));
    }

    List<Violation> violations() {
        return violations;
    }

    long reads() {
        return reads;
    }

    long worst() {
        return worst;
    }
}
