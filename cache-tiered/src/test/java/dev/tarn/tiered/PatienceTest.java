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
    void turns_onceOthersTakeWholeSlices_areNoneButForTrialsUntilOneIsQuick() {
        assertThat(patience.isPassedOver(500_000)).isFalse();
        assertThat(patience.turns()).isEqualTo(Patience.MOST);

        assertThat(patience.isPassedOver(1_500_000)).isTrue();

        int[] tried = new int[1];
        times(160, () -> tried[0] += patience.turns() == 0 ? 0 : 1);
        assertThat(tried[0]).isEqualTo(10);
        patience.covered();
        assertThat(patience.turns()).isEqualTo(Patience.MOST);
    }

    @Test
    void turns_onceOthersHaveGoneAndTheServerIsFar_areSomeAgain() {
        patience.isPassedOver(1_500_000);

        patience.exhausted();

        assertThat(patience.turns()).isPositive();
    }

    private static void times(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }
}
