package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.redis.Head.Verdict;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Position;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HeadTest {
    private static final long STAMP = (1L << 53) - 1;
    private static final int ERA = 0xFEDCBA98;

    private final Head head = Head.from(3, bytes(1_000, 2_000));

    @Test
    void of_bytes_readsEveryField() {
        assertThat(head.position()).isEqualTo(new Position(3, ERA, STAMP, 0x89ABCDEF));
        assertThat(head.floor()).isEqualTo(1_000);
        assertThat(head.tagMaximum()).isEqualTo(2_000);
    }

    @Test
    void of_nothingShortForeignOrLater_isNoHead() {
        byte[] foreign = bytes(1, 1);
        foreign[0] = 1;
        byte[] later = bytes(1, 1);
        later[1] = 2;
        assertThat(Head.of(0, null)).isNull();
        assertThat(Head.of(0, new byte[33])).isNull();
        assertThat(Head.of(0, foreign)).isNull();
        assertThat(Head.of(0, later)).isNull();
        assertThatThrownBy(() -> Head.from(0, "text")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void judge_eraAndFloor_decide() {
        assertThat(head.judge(envelope(0, ERA, 1_000))).isEqualTo(Verdict.SERVE);
        assertThat(head.judge(envelope(0, ERA, 999))).isEqualTo(Verdict.DROP);
        assertThat(head.judge(envelope(0, ERA + 1, 5_000))).isEqualTo(Verdict.DROP);
    }

    @Test
    void judge_taggedBelowTheGreatestTagStamp_isLookedAtMoreClosely() {
        assertThat(head.judge(envelope(EnvelopeHeader.TAGS, ERA, 1_999))).isEqualTo(Verdict.CHECK_TAGS);
        assertThat(head.judge(envelope(EnvelopeHeader.TAGS, ERA, 2_000))).isEqualTo(Verdict.SERVE);
        assertThat(head.judge(envelope(EnvelopeHeader.COMPRESSED, ERA, 1_999))).isEqualTo(Verdict.SERVE);
    }

    @Test
    void judge_tombstoneOrQuarantine_isDropped() {
        assertThat(head.judge(envelope(EnvelopeHeader.TOMBSTONE, ERA, 5_000))).isEqualTo(Verdict.DROP);
        assertThat(head.judge(envelope(EnvelopeHeader.QUARANTINE, ERA, 5_000))).isEqualTo(Verdict.DROP);
    }

    @Test
    void judge_foreignBytes_areForTheCodecToRefuse() {
        assertThat(head.judge(new byte[] {1, 2, 3})).isEqualTo(Verdict.SERVE);
    }

    private static byte[] bytes(long floor, long tagMaximum) {
        return ByteBuffer.allocate(Head.LENGTH)
                .put((byte) 0xC7)
                .put((byte) 1)
                .putLong(STAMP)
                .putInt(0x89ABCDEF)
                .putInt(ERA)
                .putLong(floor)
                .putLong(tagMaximum)
                .array();
    }

    private static byte[] envelope(int flags, int era, long version) {
        byte[] envelope = new byte[EnvelopeHeader.LENGTH + 4];
        envelope[0] = EnvelopeHeader.MAGIC;
        envelope[1] = EnvelopeHeader.FORMAT;
        envelope[2] = (byte) flags;
        EnvelopeHeader.stamp(envelope, era, version);
        return envelope;
    }
}
