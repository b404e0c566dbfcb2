package dev.tarn.testing.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tarn.testing.chaos.HistoryEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Hand-made histories in nanoseconds, with a bound of 100. */
class StalenessCheckerTest {
    private static final int KEY = 7;

    private final List<HistoryEvent> events = new ArrayList<>();
    private final List<Concession> concessions = new ArrayList<>();
    private final List<FaultSpan> faults = new ArrayList<>();
    private double leastPerSecond;

    @Test
    void read_withinBound_isLegal() {
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 1, 120, 130);

        assertThat(verdict().isClean()).isTrue();
        assertThat(verdict().worst()).isEqualTo(Duration.ofNanos(100));
    }

    @Test
    void read_beyondBound_isStale() {
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 1, 121, 130);

        assertThat(verdict().worst()).isEqualTo(Duration.ofNanos(101));
        assertThat(verdict().count(Violation.Kind.STALE)).isEqualTo(1);
        assertThat(verdict().examples())
                .singleElement()
                .satisfies(one -> assertThat(one.staleBy()).isEqualTo(Duration.ofNanos(101)));
    }

    @Test
    void read_beyondBoundOfWriteQueuedElsewhere_isLegal() {
        write(0, Kind.QUEUED, 2, 10, 20);
        read(1, 1, 1_000, 1_010);

        assertThat(verdict().isClean()).isTrue();
    }

    @Test
    void read_behindOwnQueuedWrite_isFound() {
        write(0, Kind.QUEUED, 2, 10, 20);
        read(0, 1, 20, 30);
        read(0, 1, 21, 30);

        assertThat(verdict().count(Violation.Kind.READ_YOUR_WRITES)).isEqualTo(1);
    }

    @Test
    void read_inTheNextLifeOfTheWriter_isHeldToTheBoundOnly() {
        write(0, Kind.APPLIED, 2, 10, 20);
        events.add(new HistoryEvent(Kind.READ, 0, 1, KEY, 1, 50, 60));

        assertThat(verdict().isClean()).isTrue();
    }

    @Test
    void read_behindAcknowledgedOneReadBefore_isNotMonotone() {
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 2, 30, 40);
        read(1, 1, 50, 60);

        assertThat(verdict().count(Violation.Kind.MONOTONE)).isEqualTo(1);
    }

    @Test
    void read_overlappingTheNewerOne_mayBeOlder() {
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 2, 30, 60);
        read(1, 1, 50, 55);

        assertThat(verdict().isClean()).isTrue();
    }

    @Test
    void read_behindUnacknowledgedOneReadBefore_isConcededByName() {
        write(0, Kind.APPLIED, 2, 10, 500);
        read(1, 2, 30, 40);
        read(1, 1, 50, 60);

        assertThat(verdict().isClean()).isTrue();
        assertThat(verdict().conceded()).containsEntry(StalenessChecker.AHEAD, 1L);
    }

    @Test
    void read_behindOneAcknowledgedOnlyAfterItWasRead_isConcededByName() {
        write(0, Kind.APPLIED, 2, 10, 45);
        read(1, 2, 30, 40);
        read(1, 1, 50, 60);
        assertThat(verdict().isClean()).isTrue();
        assertThat(verdict().conceded()).containsEntry(StalenessChecker.AHEAD, 1L);

        read(1, 2, 70, 75);
        read(1, 1, 80, 85);
        assertThat(verdict().count(Violation.Kind.MONOTONE)).isEqualTo(1);
    }

    @Test
    void read_ofWhatTheSourceDidNotHave_isForeign() {
        write(0, Kind.APPLIED, 2, 100, 120);
        read(1, 2, 30, 40);
        read(1, 3, 130, 140);
        read(1, HistoryEvent.NO_VALUE, 150, 160);
        read(1, HistoryEvent.FOREIGN, 170, 180);

        assertThat(verdict().count(Violation.Kind.FOREIGN)).isEqualTo(4);
    }

    @Test
    void read_ofVersionThatOnlyALoadProves_isAValue() {
        events.add(new HistoryEvent(Kind.LOAD, 1, 0, KEY, 2, 10, 20));
        read(1, 2, 10, 21);

        assertThat(verdict().isClean()).isTrue();
    }

    @Test
    void read_afterConcededAcknowledgement_isConcededUntilItCounts() {
        concessions.add(new Concession("tail", Concession.Kind.ACKNOWLEDGEMENTS, 0, 200, Duration.ofNanos(50)));
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 1, 350, 360);
        read(2, 1, 351, 360);

        assertThat(verdict().count(Violation.Kind.STALE)).isEqualTo(1);
        assertThat(verdict().conceded()).containsEntry("reads: tail", 1L);
    }

    @Test
    void read_inConcededTime_mayBeStalerByTheAllowance() {
        concessions.add(new Concession("two masters", Concession.Kind.READS, 0, 400, Duration.ofNanos(200)));
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 1, 320, 330);
        read(2, 1, 321, 330);

        assertThat(verdict().count(Violation.Kind.STALE)).isEqualTo(1);
        assertThat(verdict().conceded()).containsEntry("reads: two masters", 1L);
        assertThat(verdict().worstConceded()).containsEntry("reads: two masters", Duration.ofNanos(300));
    }

    @Test
    void ownWrite_inConcededTime_isStillOwed() {
        concessions.add(new Concession("tail", Concession.Kind.ACKNOWLEDGEMENTS, 0, 200, Duration.ofNanos(50)));
        write(0, Kind.APPLIED, 2, 10, 20);
        read(0, 1, 30, 40);

        assertThat(verdict().count(Violation.Kind.READ_YOUR_WRITES)).isEqualTo(1);
    }

    @Test
    void finalRead_behindAcknowledged_isPermanentAndCountsWhatIsLost() {
        write(0, Kind.APPLIED, 2, 10, 20);
        write(0, Kind.APPLIED, 3, 30, 40);
        last(0, 3);
        last(1, 1);

        assertThat(verdict().count(Violation.Kind.PERMANENT)).isEqualTo(1);
        assertThat(verdict().lostInvalidations()).isEqualTo(2);
    }

    @Test
    void finalRead_behindQueuedWrite_isPermanentIfItsProcessLives() {
        write(0, Kind.QUEUED, 2, 10, 20);
        last(1, 1);
        assertThat(verdict().isClean()).isTrue();
        assertThat(verdict().conceded()).containsEntry(Convergence.QUEUE_LOST, 1L);

        last(0, 2);
        assertThat(verdict().count(Violation.Kind.PERMANENT)).isEqualTo(1);
    }

    @Test
    void finalRead_behindCommitThatNobodyWasToldOf_isConcededByName() {
        events.add(new HistoryEvent(Kind.COMMIT, 0, 0, KEY, 2, 10, 11));
        last(1, 1);

        assertThat(verdict().isClean()).isTrue();
        assertThat(verdict().conceded()).containsEntry(Convergence.UNTOLD, 1L);
    }

    @Test
    void finalRead_thatFailed_isPermanent() {
        events.add(new HistoryEvent(Kind.FAILED_FINAL_READ, 1, 0, KEY, 0, 50, 60));

        assertThat(verdict().count(Violation.Kind.PERMANENT)).isEqualTo(1);
    }

    @Test
    void call_thatThrew_isFailed() {
        events.add(new HistoryEvent(Kind.FAILED_READ, 1, 0, KEY, 0, 50, 60));
        events.add(new HistoryEvent(Kind.FAILED_WRITE, 1, 0, KEY, 2, 70, 80));

        assertThat(verdict().count(Violation.Kind.FAILED)).isEqualTo(2);
    }

    @Test
    void call_thatThrewInTimeConcededForIt_isConcededByName() {
        concessions.add(new Concession("server gone", Concession.Kind.FAILURES, 60, 100, Duration.ofNanos(20)));
        events.add(new HistoryEvent(Kind.FAILED_READ, 1, 0, KEY, 0, 50, 60));
        events.add(new HistoryEvent(Kind.FAILED_READ, 1, 0, KEY, 0, 120, 130));
        events.add(new HistoryEvent(Kind.FAILED_READ, 1, 0, KEY, 0, 50, 59));
        events.add(new HistoryEvent(Kind.FAILED_READ, 1, 0, KEY, 0, 121, 130));

        assertThat(verdict().count(Violation.Kind.FAILED)).isEqualTo(2);
        assertThat(verdict().conceded()).containsEntry("calls: server gone", 2L);
    }

    @Test
    void process_withoutAnswerForLongerThanAllowed_isSilent() {
        mark(Kind.STARTED, 100);
        read(1, 1, 250, 300);
        read(1, 1, 310, 501);
        mark(Kind.ENDED, 702);

        assertThat(verdict().examples())
                .extracting(Violation::kind, Violation::staleBy)
                .containsExactly(
                        tuple(Violation.Kind.SILENT, Duration.ofNanos(201)),
                        tuple(Violation.Kind.SILENT, Duration.ofNanos(201)));
        assertThat(verdict().longestSilence()).isEqualTo(Duration.ofNanos(201));
    }

    @Test
    void process_withOneSlowCallAmongOthers_isNotSilent() {
        mark(Kind.STARTED, 100);
        read(1, 1, 110, 600);
        read(1, 1, 250, 300);
        read(1, 1, 400, 500);
        mark(Kind.ENDED, 700);

        assertThat(verdict().isClean()).isTrue();
        assertThat(verdict().readsByNode()).containsEntry(1, 3L);
    }

    @Test
    void process_withTooFewAnswersInItsLife_isSilent() {
        leastPerSecond = 20_000_001;
        mark(Kind.STARTED, 0);
        read(1, 1, 90, 100);
        read(1, 1, 190, 200);
        mark(Kind.ENDED, 200);
        assertThat(verdict().count(Violation.Kind.SILENT)).isEqualTo(1);

        leastPerSecond = 10_000_000;
        assertThat(verdict().isClean()).isTrue();
    }

    @Test
    void read_goingBackBehindVersionWhoseAcknowledgementIsConceded_isConcededUntilItCounts() {
        concessions.add(new Concession("tail", Concession.Kind.ACKNOWLEDGEMENTS, 0, 30, Duration.ofNanos(50)));
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 2, 30, 40);
        read(1, 1, 80, 85);
        assertThat(verdict().conceded()).containsEntry("reads: tail", 1L);
        assertThat(verdict().isClean()).isTrue();

        read(1, 1, 81, 85);
        assertThat(verdict().count(Violation.Kind.MONOTONE)).isEqualTo(1);
    }

    @Test
    void read_goingBackBehindVersionAcknowledgedAfterConcession_isNotMonotone() {
        concessions.add(new Concession("tail", Concession.Kind.ACKNOWLEDGEMENTS, 0, 9, Duration.ofNanos(500)));
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 2, 30, 40);
        read(1, 1, 80, 85);

        assertThat(verdict().count(Violation.Kind.MONOTONE)).isEqualTo(1);
    }

    @Test
    void worst_byFault_isThatOfReadsInItsTime() {
        faults.add(new FaultSpan("cut", "", 100, 110));
        write(0, Kind.APPLIED, 2, 10, 20);
        read(1, 1, 50, 55);
        read(1, 1, 105, 108);

        assertThat(verdict().worstByFault())
                .containsEntry("cut", Duration.ofNanos(85))
                .containsEntry(FaultStaleness.NONE, Duration.ofNanos(30));
    }

    @Test
    void judge_outOfOrder_isRefused() {
        StalenessChecker checker = new StalenessChecker(Duration.ofNanos(100), List.of(), List.of());
        checker.judge(new HistoryEvent(Kind.READ, 0, 0, KEY, 1, 50, 60));

        assertThatThrownBy(() -> checker.judge(new HistoryEvent(Kind.READ, 0, 0, KEY, 1, 40, 60)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10 ns before");
    }

    @Test
    void randomHistories_besideTheRuleWordForWord_giveTheSameCounts() {
        long found = 0;
        for (int seed = 0; seed < 300; seed++) {
            randomHistory(new SplittableRandom(seed));
            Verdict verdict = verdict();
            for (Violation.Kind kind :
                    List.of(Violation.Kind.STALE, Violation.Kind.READ_YOUR_WRITES, Violation.Kind.MONOTONE)) {
                assertThat(verdict.count(kind)).as("%s, seed %d", kind, seed).isEqualTo(naive(kind));
                found += verdict.count(kind);
            }
        }
        assertThat(found).isPositive();
    }

    private void randomHistory(SplittableRandom random) {
        events.clear();
        for (int version = 2; version < 12; version++) {
            long start = random.nextInt(1_000);
            Kind kind = random.nextInt(4) == 0 ? Kind.QUEUED : Kind.APPLIED;
            write(random.nextInt(3), kind, version, start, start + random.nextInt(100));
        }
        for (int i = 0; i < 60; i++) {
            long start = random.nextInt(1_500);
            read(random.nextInt(3), 1 + random.nextInt(11), start, start + random.nextInt(50));
        }
    }

    /** The rules as they are written down: each read beside each other event. */
    private long naive(Violation.Kind kind) {
        return events.stream()
                .filter(read -> isValue(read) && events.stream().anyMatch(other -> breaks(kind, read, other)))
                .count();
    }

    private boolean breaks(Violation.Kind kind, HistoryEvent read, HistoryEvent other) {
        if (other.version() <= read.version()) {
            return false;
        }
        boolean applied = other.kind() == Kind.APPLIED;
        boolean before = other.node() == read.node() && other.end() < read.start();
        return switch (kind) {
            case STALE -> applied && other.end() < read.start() - 100;
            case READ_YOUR_WRITES -> (applied || other.kind() == Kind.QUEUED) && before;
            case MONOTONE -> before && isValue(other) && isAcknowledged(other.version(), other.start());
            case FOREIGN, FAILED, SILENT, PERMANENT -> false;
        };
    }

    private boolean isAcknowledged(int version, long time) {
        return events.stream()
                .anyMatch(ack -> ack.kind() == Kind.APPLIED && ack.version() >= version && ack.end() < time);
    }

    private boolean isValue(HistoryEvent read) {
        return read.kind() == Kind.READ
                && (read.version() == 1
                        || events.stream()
                                .anyMatch(one -> one.kind() == Kind.COMMIT
                                        && one.version() == read.version()
                                        && one.start() <= read.end()));
    }

    private void write(int node, Kind kind, int version, long start, long end) {
        events.add(new HistoryEvent(Kind.COMMIT, node, 0, KEY, version, start, start + 1));
        events.add(new HistoryEvent(kind, node, 0, KEY, version, start, end));
    }

    private void read(int node, int version, long start, long end) {
        events.add(new HistoryEvent(Kind.READ, node, 0, KEY, version, start, end));
    }

    private void mark(Kind kind, long time) {
        events.add(new HistoryEvent(kind, 1, 0, 0, 0, time, time));
    }

    private void last(int node, int version) {
        events.add(new HistoryEvent(Kind.FINAL_READ, node, 0, KEY, version, 60, 61));
    }

    private Verdict verdict() {
        StalenessChecker checker = new StalenessChecker(Duration.ofNanos(100), concessions, faults)
                .requireAnswers(Duration.ofNanos(200), leastPerSecond);
        events.forEach(checker::learn);
        events.stream().sorted(Comparator.comparingLong(HistoryEvent::start)).forEach(checker::judge);
        return checker.verdict();
    }
}
