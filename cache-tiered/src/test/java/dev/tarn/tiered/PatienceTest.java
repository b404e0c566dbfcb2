package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Patience patience = new Patience();

    @Test
    void turns_whileAnswersAreLate_becomeFewButNotNone() {
        int before = patience.turns();

        times(1_000, patience::exhausted);

        assertThat(before).isEqualTo(Patience.MOST);
        assertThat(patience.turns()).isBetween(1, Patience.MOST / 8);
    }

    @Test
    void turns_onceAnswersAreQuickAgain_becomeTheMostWithinFewWaits() {
        times(1_000, patience::exhausted);

        times(20, patience::covered);

        assertThat(patience.turns()).isEqualTo(Patience.MOST);
    }

    @Test
    void turns_whileAnswersAreLate_areTheMostNowAndThen() {
        times(1_000, patience::exhausted);
        int[] most = new int[1];

        times(160, () -> most[0] += patience.turns() == Patience.MOST ? 1 : 0);

        assertThat(most[0]).isEqualTo(10);
    }

    /** One quick answer must make up for several late ones, else threads that have all parked would never stay awake again. */
    @Test
    void turns_whileOneAnswerInFiveIsQuick_stayMany() {
        times(1_000, patience::exhausted);

        times(200, () -> {
            patience.covered();
            times(4, patience::exhausted);
        });

        assertThat(patience.turns()).isGreaterThan(Patience.MOST / 2);
    }

    @Test
    void turns_onceOthersTakeWholeSlices_areNoneForSomeWaits() {
        assertThat(patience.isPassedOver(500_000)).isFalse();
        assertThat(patience.turns()).isEqualTo(Patience.MOST);

        assertThat(patience.isPassedOver(1_500_000)).isTrue();

        assertThat(waitsWithoutTurns()).isEqualTo(Patience.LEAST_REST);
        assertThat(patience.turns()).isEqualTo(Patience.MOST);
    }

    @Test
    void turns_whileEachTrialIsPassedOver_areTriedEverMoreRarely() {
        int[] rests = new int[10];
        for (int trial = 0; trial < rests.length; trial++) {
            patience.isPassedOver(1_500_000);
            rests[trial] = waitsWithoutTurns();
        }

        assertThat(rests).startsWith(64, 128, 256).endsWith(Patience.LONGEST_REST, Patience.LONGEST_REST);
    }

    /** All that wait at the same moment are passed over by the same thing: a pause of the process, say. */
    @Test
    void turns_afterOnePassedOverManyThatWaited_areNoneForAsFewWaitsAsAfterOne() {
        times(32, () -> patience.isPassedOver(1_500_000));

        assertThat(waitsWithoutTurns()).isEqualTo(Patience.LEAST_REST);
    }

    @Test
    void turns_onceOthersHaveGone_areGivenUpForAsFewWaitsAsAtFirst() {
        times(10, () -> {
            patience.isPassedOver(1_500_000);
            waitsWithoutTurns();
        });

        times(Patience.LONGEST_REST / 2, patience::covered);
        times(Patience.LONGEST_REST / 2, patience::exhausted);

        patience.isPassedOver(1_500_000);
        assertThat(waitsWithoutTurns()).isEqualTo(Patience.LEAST_REST);
    }

    /** Counts the waits up to the first that may stay awake, which is one of those counted by the patience. */
    private int waitsWithoutTurns() {
        int waits = 0;
        while (patience.turns() == 0) {
            waits++;
        }
        return waits;
    }

    private static void times(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }
}
