package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FillGuardTest {
    private final FillGuard guard = new FillGuard(2);

    @Test
    void answer_olderThanAnInvalidationOfItsKey_isNotAdmitted() {
        assertThat(guard.raise(0, "k", 7)).isTrue();

        assertThat(guard.raise(0, "k", 7)).isFalse();
        assertThat(guard.admits(0, "k", 6)).isFalse();
        assertThat(guard.admits(0, "k", 7)).isTrue();
        assertThat(guard.admits(1, "k", 6)).isTrue();
    }

    @Test
    void reset_eachTimeAfterARaise_forgetsThatShardAlone() {
        for (int round = 0; round < 2; round++) {
            guard.raise(0, "k", 7);
            guard.raise(1, "k", 7);

            guard.reset(0);

            assertThat(guard.admits(0, "k", 6)).isTrue();
            assertThat(guard.admits(1, "k", 6)).isFalse();
        }
    }

    @Test
    void answers_areCountedForTheStripeOfTheirKey() {
        int before = guard.answers("k");

        assertThat(guard.answered("k")).isEqualTo(before + 1);
        assertThat(guard.answered("k")).isEqualTo(before + 2);

        assertThat(guard.answers("k")).isEqualTo(before + 2);
        assertThat(guard.answers("another")).isZero();
    }
}
