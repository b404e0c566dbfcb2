package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class EnvelopePropertyTest {
    private static final long MILLI = 1_000_000;
    private static final Now NOW = new Now(-5_000 * MILLI, 1_767_225_600_000L);
    private static final byte[] KEY = {1};

    private final KryoCodecs codecs = new KryoCodecs();
    private final EntryCodec<String> entries = codecs.entries(codecs.values(String.class));

    @Property
    void life_overAHop_isNeverLongerAndAtMostTwoMillisecondsShorter(
            @ForAll @LongRange(min = 0, max = 1L << 50) long age,
            @ForAll @LongRange(min = 0, max = 1L << 50) long fresh,
            @ForAll @LongRange(min = 0, max = 1L << 50) long stale) {
        long writtenAt = NOW.nanos() - age;
        Entry<String> entry =
                new Entry<>("x", 0, writtenAt, writtenAt, writtenAt + fresh, writtenAt + fresh + stale, Traits.NONE);
        Now there = new Now(123_456_789L, NOW.millis());

        Entry<String> back = entries.decode(KEY, ByteBuffer.wrap(entries.encode(KEY, entry, NOW)), there);

        assertThat((entry.freshUntil() - NOW.nanos()) - (back.freshUntil() - there.nanos()))
                .isBetween(0L, 2 * MILLI);
        assertThat((entry.deadAt() - NOW.nanos()) - (back.deadAt() - there.nanos()))
                .isBetween(0L, 2 * MILLI);
        assertThat(back.writtenAt() - there.nanos()).isLessThanOrEqualTo(0);
    }
}
