package dev.tarn.testing.chaos;

import static dev.tarn.testing.chaos.Acknowledgements.NEVER;

import dev.tarn.testing.chaos.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Judges a history of reads and writes: is any read older than it may be?
 *
 * <p>The rule: a read of version <i>w</i> that began at <i>t</i> is a violation if a newer version had been acknowledged as applied, by
 * any process, before <i>t</i> − bound. For the process that wrote, the bound is zero, and a queued write counts as well. A process
 * does not go back behind a version that it has already read and that had been acknowledged when it asked for it. Only versions of the source are values. After the
 * faults, every process reads the newest acknowledged version of every key, or one still newer. And calls answer: none throws, and
 * no process goes without an answered read for long.
 *
 * <p>First {@link #learn} all writes and loads, in any order; then {@link #judge} the reads, those of one process in the order of their
 * beginnings. A read costs a few binary searches; what is kept is the writes, not the reads. Not thread-safe.
 *
 * <pre>{@code
 * StalenessChecker checker = new StalenessChecker(Duration.ofSeconds(2), concessions, faults);
 * writes.forEach(checker::learn);
 * reads.forEach(checker::judge);
 * assertThat(checker.verdict().isClean()).isTrue();
 * }</pre>
 */
public final class StalenessChecker {
    private static final int EXAMPLES = 10;

    /** Conceded: going back to before a version that was read from the source while its invalidation was still under way. */
    static final String AHEAD = "read a version before its invalidation was acknowledged, then an older one";

    private final long boundNanos;
    private final List<Concession> concessions;
    private final WriteIndex writes;
    private final Map<Long, ReadFloor> floors = new HashMap<>();
    private final Convergence convergence;
    private final FaultStaleness byFault;
    private Availability availability = new Availability(Duration.ofDays(1), 0);
    private final Map<Kind, Long> violations = new EnumMap<>(Kind.class);
    private final List<Violation> examples = new ArrayList<>();
    private final Map<String, Long> conceded = new TreeMap<>();
    private final Map<String, Duration> worstConceded = new TreeMap<>();
    private long reads;
    private long worst;

    /**
     * Makes a checker.
     *
     * @param bound how long a newer version may have been acknowledged before a read begins that does not return it; not negative
     * @param concessions what is not held against the cache
     * @param faults when which fault was in force, for the figures by fault
     * @throws IllegalArgumentException if the bound is negative
     */
    public StalenessChecker(Duration bound, List<Concession> concessions, List<FaultSpan> faults) {
        if (bound.isNegative()) {
            throw new IllegalArgumentException("bound is " + bound + ", it must not be negative");
        }
        this.boundNanos = bound.toNanos();
        this.concessions = List.copyOf(concessions);
        this.writes = new WriteIndex(concessions);
        this.convergence = new Convergence(writes);
        this.byFault = new FaultStaleness(faults, boundNanos);
    }

    /**
     * Asks for answers, of processes whose start and end are in the history. Called before the first event is judged.
     *
     * @param longestSilence how long a process may go without an answered read
     * @param leastPerSecond how many reads a process must have answered in a second of its life, on average, if it lived that long
     * @return this checker
     */
    public StalenessChecker requireAnswers(Duration longestSilence, double leastPerSecond) {
        availability = new Availability(longestSilence, leastPerSecond);
        return this;
    }

    /**
     * Takes a commit, an acknowledgement or a load. Other events are ignored.
     *
     * @param event an event of any process, in any order
     * @throws IllegalStateException if a read of the same key has been judged already
     */
    public void learn(HistoryEvent event) {
        writes.add(event);
    }

    /**
     * Judges a read, a call that threw, the start or the end of a process. Other events are ignored. A final read that threw means
     * that its key is unreadable for good.
     *
     * @param event an event; those of one process in the order of their beginnings
     * @throws IllegalArgumentException if it began before another event of its process that was judged already
     */
    public void judge(HistoryEvent event) {
        availability.see(event);
        switch (event.kind()) {
            case READ, FINAL_READ -> judgeRead(event);
            case FAILED_READ, FAILED_WRITE -> judgeFailure(event);
            case FAILED_FINAL_READ -> convergence.failed(event);
            case COMMIT, APPLIED, QUEUED, LOAD, STARTED, ENDED -> {}
        }
    }

    private void judgeRead(HistoryEvent event) {
        reads++;
        if (!writes.existed(event.key(), event.version(), event.end())) {
            report(Kind.FOREIGN, event, 1, 0);
            return;
        }
        if (event.kind() == HistoryEvent.Kind.FINAL_READ) {
            convergence.read(event);
        }
        judgeAge(event);
        judgeOwnWrites(event);
        judgeOrder(event);
    }

    /**
     * Returns what was found so far. The convergence is judged by the final reads; without any, nothing is said of it.
     *
     * @return a verdict that does not change any more
     */
    public Verdict verdict() {
        Map<Kind, Long> all = new EnumMap<>(Kind.class);
        all.putAll(violations);
        List<Violation> shown = new ArrayList<>(examples);
        for (List<Violation> more : List.of(availability.violations(), convergence.violations())) {
            more.forEach(one -> all.merge(one.kind(), 1L, Long::sum));
            shown.addAll(more.subList(0, Math.min(EXAMPLES, more.size())));
        }
        Map<String, Long> excused = new TreeMap<>(conceded);
        convergence.conceded().forEach((name, count) -> excused.merge(name, count, Long::sum));
        writes.conceded()
                .forEach(event -> names(Concession.Kind.ACKNOWLEDGEMENTS, event)
                        .forEach(name -> excused.merge("acknowledgements: " + name, 1L, Long::sum)));
        return new Verdict(
                reads,
                Duration.ofNanos(worst),
                byFault.worst(),
                all,
                shown,
                excused,
                worstConceded,
                availability.readsByNode(),
                availability.longestSilence(),
                convergence.lostInvalidations());
    }

    private void judgeAge(HistoryEvent read) {
        long stale = staleness(read, writes.owedSince(read.key(), read.version()));
        if (stale > boundNanos + allowance(read)) {
            report(Kind.STALE, read, newerThan(read), stale);
            measure(read, stale);
            return;
        }
        long hard = staleness(read, writes.appliedSince(read.key(), read.version()));
        if (hard > boundNanos) {
            concede(hard == stale ? names(Concession.Kind.READS, read) : delayed(hard, read), hard);
            return;
        }
        measure(read, stale);
    }

    private void measure(HistoryEvent read, long stale) {
        worst = Math.max(worst, stale);
        byFault.add(read.start(), stale);
    }

    private void judgeOwnWrites(HistoryEvent read) {
        long since = writes.ownSince(read.process(), read.key(), read.version());
        if (staleness(read, since) > 0) {
            report(Kind.READ_YOUR_WRITES, read, newerThan(read), read.start() - since);
        }
    }

    private void judgeOrder(HistoryEvent read) {
        ReadFloor floor = floors.computeIfAbsent(read.process(), process -> new ReadFloor());
        ReadFloor.Before before =
                floor.before(read, writes.appliedSince(read.key(), read.version() - 1) < read.start());
        if (before.any() <= read.version()) {
            return;
        }
        if (before.acknowledged() <= read.version()) {
            conceded.merge(AHEAD, 1L, Long::sum);
            return;
        }
        long acknowledged = writes.appliedSince(read.key(), before.acknowledged() - 1);
        if (writes.owedSince(read.key(), before.acknowledged() - 1) >= read.start()) {
            concede(delayed(read.start() - acknowledged, read), read.start() - acknowledged);
        } else if (allowance(read) > 0) {
            concede(names(Concession.Kind.READS, read), read.start() - acknowledged);
        } else {
            report(Kind.MONOTONE, read, before.acknowledged(), 0);
        }
    }

    private void judgeFailure(HistoryEvent call) {
        List<String> excuses = names(Concession.Kind.FAILURES, call);
        if (excuses.isEmpty()) {
            report(Kind.FAILED, call, 0, call.end() - call.start());
        }
        excuses.forEach(name -> conceded.merge("calls: " + name, 1L, Long::sum));
    }

    private static long staleness(HistoryEvent read, long since) {
        return since == NEVER ? 0 : Math.max(0, read.start() - since);
    }

    private long allowance(HistoryEvent read) {
        long most = 0;
        for (Concession concession : concessions) {
            if (concession.kind() == Concession.Kind.READS && concession.covers(read)) {
                most = Math.max(most, concession.allowance().toNanos());
            }
        }
        return most;
    }

    private void concede(List<String> names, long staleNanos) {
        Duration stale = Duration.ofNanos(staleNanos);
        for (String name : names) {
            conceded.merge("reads: " + name, 1L, Long::sum);
            worstConceded.merge("reads: " + name, stale, (a, b) -> a.compareTo(b) < 0 ? b : a);
        }
    }

    /** Returns what lets the acknowledgement count later that a read has missed by so much. */
    private List<String> delayed(long missedBy, HistoryEvent read) {
        return names(concession -> concession.delays(read.start() - missedBy));
    }

    private List<String> names(Concession.Kind kind, HistoryEvent event) {
        return names(concession -> concession.kind() == kind && concession.covers(event));
    }

    private List<String> names(Predicate<Concession> which) {
        return concessions.stream()
                .filter(which)
                .map(Concession::name)
                .distinct()
                .toList();
    }

    private int newerThan(HistoryEvent read) {
        return read.version() + 1;
    }

    private void report(Kind kind, HistoryEvent read, int expected, long staleNanos) {
        long before = violations.merge(kind, 1L, Long::sum) - 1;
        if (before < EXAMPLES) {
            examples.add(new Violation(kind, read, expected, Duration.ofNanos(staleNanos)));
        }
    }
}
