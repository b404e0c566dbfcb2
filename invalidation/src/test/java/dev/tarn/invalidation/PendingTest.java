package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingTest {
    private final Pending<String> pending = new Pending<>();

    @Test
    void keyOvertaken_markedAnewSince_stays() {
        pending.addKey("k");
        long upTo = pending.newest();
        pending.addKey("k");

        pending.keyOvertaken("k", upTo);
        assertThat(pending.concerns("k")).isTrue();
        assertThat(pending.concerns("l")).isFalse();
        pending.keyOvertaken("k", pending.newest());
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void addKey_aboveTheBound_becomesOneClear() {
        for (int i = 0; i <= Pending.MOST_KEYS; i++) {
            pending.addKey("k" + i);
        }

        assertThat(pending.size()).isLessThan(10);
        assertThat(pending.clearMark()).isPositive();
        assertThat(pending.concerns("never marked")).isTrue();
    }

    @Test
    void addTag_aboveTheBound_becomesOneClear() {
        for (int i = 0; i <= Pending.MOST_TAGS; i++) {
            pending.addTag("t" + i);
        }

        assertThat(pending.size()).isLessThan(10);
        assertThat(pending.clearMark()).isPositive();
    }

    @Test
    void clearDone_keyMarkedWhileTheClearWasUnderWay_stays() {
        pending.addKey("before");
        pending.addClear();
        long underWay = pending.clearMark();
        pending.addKey("since");

        pending.clearDone(underWay);
        assertThat(pending.clearMark()).isZero();
        assertThat(pending.keys(10)).containsExactly("since");
    }

    @Test
    void clearDone_clearMarkedAnewSince_stays() {
        pending.addClear();
        long underWay = pending.clearMark();
        pending.addClear();

        pending.clearDone(underWay);
        assertThat(pending.clearMark()).isPositive();
    }

    @Test
    void tagDone_tagMarkedAnewSince_stays() {
        pending.addTag("t");
        Pending.MarkedTag underWay = pending.tag();
        pending.addTag("t");

        assertThat(underWay).isNotNull();
        if (underWay != null) {
            pending.tagDone(underWay);
        }
        assertThat(pending.isEmpty()).isFalse();
    }

    @Test
    void key_givenAValue_isKeptUntilItIsTakenOrChangedAnew() {
        pending.addKeptKey("put");
        pending.addKey("invalidated");
        assertThat(pending.isKept("put")).isTrue();
        assertThat(pending.isKept("invalidated")).isFalse();
        assertThat(pending.isKept("neither")).isFalse();

        pending.keyOvertaken("put", pending.newest());
        assertThat(pending.isKept("put")).isFalse();
        pending.addKeptKey("put");
        pending.addKey("put");
        assertThat(pending.isKept("put")).isFalse();
        assertThat(pending.concerns("put")).isTrue();
    }
}
