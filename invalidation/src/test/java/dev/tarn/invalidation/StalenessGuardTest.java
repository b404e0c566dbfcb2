package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StalenessGuardTest {
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final long LEASE = 999_900_000; // the bound less a ten-thousandth, for the clock

    private final long start = Long.MAX_VALUE - BOUND.toMillis(); // the count overflows on the way
    private final StalenessGuard guard = StalenessGuard.of(2, BOUND, start);

    @Test
    void isProven_beforeTheFirstProof_isFalse() {
        assertThat(guard.isProven(0, start)).isFalse();
        assertThat(guard.isProven(0, start + 1)).isFalse();
    }

    @Test
    void isProven_afterAProof_isTrueForTheBoundFromWhenThePollWasSent() {
        guard.proved(0, start + 10, start + LEASE / 2);

        assertThat(guard.isProven(0, start + LEASE / 2)).isTrue();
        assertThat(guard.isProven(0, start + 9 + LEASE)).isTrue();
        assertThat(guard.isProven(0, start + 10 + LEASE)).isFalse();
        assertThat(guard.isProven(1, start + LEASE / 2)).as("another shard").isFalse();
    }

    @Test
    void isProven_ofAnInstantInDoubt_isFalseAlsoAfterTheNextProof() {
        guard.proved(0, start, start);
        long inDoubt = start + 2 * LEASE;
        guard.proved(0, inDoubt + 5, inDoubt + 10);

        assertThat(guard.isProven(0, inDoubt))
                .as("what was taken out then may have been removed since")
                .isFalse();
        assertThat(guard.isProven(0, inDoubt + 10)).isTrue();
    }

    @Test
    void isProven_ofALookUpThatBeganInDoubt_isFalseAlsoAfterTheNextProof() {
        guard.proved(0, start, start);
        long before = guard.doubtEnded();
        long proof = start + 2 * LEASE;
        guard.proved(0, proof, proof);

        assertThat(guard.isProven(0, before, proof + 1)).isFalse();
        assertThat(guard.isProven(0, guard.doubtEnded(), proof + 1)).isTrue();
        assertThat(guard.isProven(0, guard.doubtEnded(), proof + LEASE)).isFalse();
    }

    @Test
    void isProven_ofALookUpWhileAnotherShardWasInDoubt_isTrue() {
        guard.proved(0, start, start);
        long before = guard.doubtEnded();
        guard.proved(1, start + LEASE / 2, start + LEASE / 2);

        assertThat(guard.isProven(0, before, start + LEASE / 2)).isTrue();
    }

    @Test
    void doubtEnded_ofTwoShards_isTheLater() {
        guard.proved(0, start, start + 20);
        guard.proved(1, start, start + 10);

        assertThat(guard.doubtEnded()).isEqualTo(start + 20);
    }

    @Test
    void isProven_ofAnInstantBeforeAProofThatCameInTime_isTrue() {
        guard.proved(0, start, start);
        guard.proved(0, start + LEASE / 2, start + LEASE / 2 + 10);

        assertThat(guard.isProven(0, start + LEASE / 4)).isTrue();
    }

    @Test
    void proved_lateAnswerToAnEarlierPoll_takesNothingBack() {
        guard.proved(0, start + 100, start + 110);
        guard.proved(0, start + 50, start + 120);

        assertThat(guard.isProven(0, start + 99 + LEASE)).isTrue();
        assertThat(guard.provedAt(0)).isEqualTo(start + 100);
    }

    @Test
    void doubt_isCountedFromTheLapseToTheNextProof_andWhileItLasts() {
        guard.proved(0, start, start);
        guard.proved(1, start, start);
        guard.proved(0, start + 2 * LEASE, start + 3 * LEASE);
        guard.proved(1, start + 3 * LEASE, start + 3 * LEASE);

        assertThat(guard.doubtNanos(start + 3 * LEASE)).isEqualTo(2 * LEASE + LEASE - LEASE);
        assertThat(guard.doubtNanos(start + 5 * LEASE)).isEqualTo(2 * LEASE + 2 * LEASE);
        assertThat(guard.proofAgeNanos(start + 5 * LEASE)).isEqualTo(3 * LEASE);
    }

    @Test
    void unbounded_letsEverythingPass_whateverTheTime() {
        StalenessGuard unbounded = StalenessGuard.unbounded(1, 0);

        assertThat(unbounded.isProven(0, start)).isTrue();
        assertThat(unbounded.isProven(0, Long.MIN_VALUE)).isTrue();
        assertThat(unbounded.doubtNanos(start)).isZero();
        assertThat(unbounded.isBounded()).isFalse();
    }
}
