package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final long RETENTION = 100;

    private final Journal journal = new Journal(RETENTION, Journal.MOST);
    private final InvalidationLog log = Steps.log(1_000_000, 1);

    private Invalidation add(String key, long now) {
        Invalidation step = Steps.append(log, key);
        journal.add(step, now);
        return step;
    }

    @Test
    void steps_areForgottenOnlyWhenAPollWasSentWellAfterThem() {
        Invalidation first = add("a", 10);
        Invalidation second = add("b", 20);

        journal.proved(109);
        assertThat(journal.steps()).containsExactly(first, second);
        journal.proved(110);
        assertThat(journal.steps()).containsExactly(second);
        journal.proved(120);
        assertThat(journal.steps()).isEmpty();
    }

    @Test
    void add_sameStepAgain_keepsItsFirstTime() {
        Invalidation step = add("a", 10);
        journal.add(step, 500);

        journal.proved(110);

        assertThat(journal.steps()).isEmpty();
    }

    @Test
    void renew_repeatedStep_keepsItAsIfItWereNew() {
        Invalidation first = add("a", 10);
        Invalidation second = add("b", 20);
        journal.renew(List.of(first), 50);

        journal.proved(120);
        assertThat(journal.steps()).containsExactly(first).doesNotContain(second);
        journal.proved(150);
        assertThat(journal.steps()).isEmpty();
    }

    @Test
    void add_whatIsNoChange_isNotKept() {
        journal.add(new Invalidation(Operation.FILL_NOTE, log.head(), log.head(), Steps.names("a")), 1);
        journal.add(log.begin(), 1);

        assertThat(journal.steps()).isEmpty();
    }

    private List<Invalidation> addAboveTheLimit(int more) {
        List<Invalidation> added = new ArrayList<>();
        for (int i = 0; i < Journal.MOST + more; i++) {
            added.add(add("k" + i, i));
        }
        return added;
    }

    @Test
    void steps_aboveTheLimit_becomeOneClearAtTheNewestOfThem() {
        List<Invalidation> added = addAboveTheLimit(3);

        List<Invalidation> kept = journal.steps();

        Invalidation clear = kept.get(0);
        assertThat(clear.operation()).isEqualTo(Operation.CLEAR);
        assertThat(clear.names()).isEmpty();
        assertThat(clear.current()).isEqualTo(added.get(2).current());
        assertThat(kept.subList(1, kept.size())).isEqualTo(added.subList(3, added.size()));
    }

    @Test
    void moveTo_anotherEra_keepsStepsAndOrderAndWhenTheyAreForgotten() {
        List<Invalidation> added = addAboveTheLimit(1);
        int era = added.get(0).current().era() + 1;

        assertThat(journal.moveTo(era)).isTrue();

        List<Invalidation> moved = journal.steps();
        assertThat(moved).hasSameSizeAs(added).allSatisfy(step -> {
            assertThat(step.current().era()).isEqualTo(era);
            assertThat(step.previous().era()).isEqualTo(era);
        });
        assertThat(moved.get(0).operation()).isEqualTo(Operation.CLEAR);
        for (int i = 1; i < added.size(); i++) {
            assertThat(moved.get(i).current().stamp())
                    .isEqualTo(added.get(i).current().stamp());
            assertThat(moved.get(i).names()).isEqualTo(added.get(i).names());
        }
        journal.proved(RETENTION + 1_000_000);
        assertThat(journal.steps()).isEmpty();
        assertThat(journal.moveTo(era)).isFalse();
    }

    @Test
    void proved_clearOfWhatWasAboveTheLimit_isForgottenWithTheNewestOfThem() {
        List<Invalidation> added = addAboveTheLimit(3);

        journal.proved(RETENTION + 1);
        assertThat(journal.steps().get(0).operation()).isEqualTo(Operation.CLEAR);
        journal.proved(RETENTION + 2);
        assertThat(journal.steps()).isEqualTo(added.subList(3, added.size()));
    }

    @Test
    void renew_clearOfWhatWasAboveTheLimit_keepsItAsIfItWereNew() {
        addAboveTheLimit(1);
        Invalidation clear = journal.steps().get(0);
        journal.renew(List.of(clear), 2 * Journal.MOST);

        journal.proved(2 * Journal.MOST);

        assertThat(journal.steps()).containsExactly(clear);
    }
}
