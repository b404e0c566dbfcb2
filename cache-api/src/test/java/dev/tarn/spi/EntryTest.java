package dev.tarn.spi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class EntryTest {
    /** The clock may start anywhere and run over: an entry written just before it does must age all the same. */
    @Test
    void entry_overAnOverflowingClock_agesByDifferences() {
        long start = Long.MAX_VALUE - 5;
        Entry<String> entry = new Entry<>("v", 7, start, start + 5, start + 10, start + 20, Traits.NONE);

        assertThat(entry.isFresh(start + 9)).isTrue();
        assertThat(entry.isFresh(start + 10)).isFalse();
        assertThat(entry.isDead(start + 19)).isFalse();
        assertThat(entry.isDead(start + 20)).isTrue();
    }

    @Test
    void labelled_givesShardAndVersion_andKeepsTheRest() {
        Entry<String> entry = new Entry<>("v", 7, 1, 2, 3, 4, Traits.NONE).labelled(5, 99);

        assertThat(entry.shard()).isEqualTo(5);
        assertThat(entry.version()).isEqualTo(99);
        assertThat(entry.value()).isEqualTo("v");
        assertThat(entry.deadAt()).isEqualTo(4);
    }

    @Test
    void decoded_holdsWhatTheCodecMakesOfTheBytes_andTheRest() {
        Entry<String> entry =
                Entry.decoded(ASCII, ByteBuffer.wrap(new byte[] {'h', 'i'}), 5, 99, 1, 2, 3, 4, Traits.NONE);

        assertThat(entry).usingRecursiveComparison().isEqualTo(new Entry<>("hi", 5, 99, 1, 2, 3, 4, Traits.NONE));
    }

    @Test
    void decoded_bytesThatTheCodecRefuses_throwsWhatItThrows() {
        ByteBuffer empty = ByteBuffer.allocate(0);

        assertThatThrownBy(() -> Entry.decoded(ASCII, empty, 5, 99, 1, 2, 3, 4, Traits.NONE))
                .isInstanceOf(CodecException.class);
    }

    private static final Codec<String> ASCII = new Codec<>() {
        @Override
        public int id() {
            return 64;
        }

        @Override
        public int fingerprint() {
            return 1;
        }

        @Override
        public byte[] encode(String text) {
            return text.getBytes(US_ASCII);
        }

        @Override
        public String decode(ByteBuffer bytes) {
            if (!bytes.hasRemaining()) {
                throw new CodecException(CodecException.Reason.PAYLOAD, "nothing there", null);
            }
            return US_ASCII.decode(bytes).toString();
        }
    };

    @Test
    void shard_outOfRange_isRefusedWithTheValueAndTheLimit() {
        Entry<String> entry = new Entry<>("v", 7, 1, 2, 3, 4, Traits.NONE);

        assertThat(entry.labelled(32_767, 7).shard()).isEqualTo(32_767);
        assertThatThrownBy(() -> entry.labelled(32_768, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32768")
                .hasMessageContaining("32767");
        assertThatThrownBy(() -> entry.labelled(-1, 7)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noteHit_sameTickAgain_isNotNews() {
        Entry<String> entry = new Entry<>("v", 7, 1, 2, 3, 4, Traits.NONE);

        assertThat(entry.noteHit((short) 0)).as("one that was never hit").isFalse();
        assertThat(entry.noteHit((short) 5)).isTrue();
        assertThat(entry.noteHit((short) 5)).isFalse();
        assertThat(entry.noteHit((short) 6)).isTrue();
    }

    @Test
    void cacheId_withOtherCharacters_isRefusedWithTheValue() {
        assertThatThrownBy(() -> new CacheId("shop", "a b"))
                .hasMessageContaining("cache name")
                .hasMessageContaining("'a b'");
        assertThatThrownBy(() -> new CacheId("", "a")).hasMessageContaining("namespace");
        assertThat(new CacheId("shop", "a.b_c-1")).hasToString("shop:a.b_c-1");
    }
}
