package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.codec.Shapes.Node;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.Traits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Feeds the decoders with bytes that no encoder wrote. Whatever they are: a value or a {@link CodecException}, soon, and with an
 * allocation that the size of the bytes bounds, not what they claim.
 */
class HostileBytesTest {
    @Test
    void payload_cutAnywhere_isATypedFailure() {
        for (HostileSamples.Sample<?> sample : HostileSamples.SAMPLES.subList(0, 6)) {
            for (int length = 0; length < sample.payload.length; length++) {
                byte[] cut = Arrays.copyOf(sample.payload, length);
                assertThatThrownBy(() -> sample.codec.decode(ByteBuffer.wrap(cut)))
                        .isInstanceOf(CodecException.class);
            }
        }
    }

    @Test
    void payload_withAnyByteReplacedByHugeNumber_isAValueOrATypedFailure() {
        byte[] huge = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};
        for (HostileSamples.Sample<?> sample : HostileSamples.SAMPLES) {
            for (int at = 0; at < sample.payload.length; at++) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.write(sample.payload, 0, at);
                bytes.writeBytes(huge);
                bytes.write(sample.payload, at + 1, sample.payload.length - at - 1);
                HostileSamples.decodeSafely(sample, bytes.toByteArray());
            }
        }
    }

    @Test
    void counts_believableAloneButNotTogether_areRefusedBeforeTheyAreAllocated() {
        Codec<Tree> codec = HostileSamples.CODECS.values(Tree.class);
        ByteBuffer bytes = ByteBuffer.allocate(100_000).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 1).put((byte) 1).putInt(StableHash.of("java.util.ArrayList") & Integer.MAX_VALUE);
        Varint.write(bytes, 90_000);
        for (int level = 0; level < 90; level++) {
            bytes.put((byte) 1).put((byte) 2); // a tree; a list, again
            Varint.write(bytes, 90_000);
        }

        long allocated = Allocation.of(() -> assertThatThrownBy(() -> codec.decode(bytes.clear()))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED)));

        assertThat(allocated).isLessThan(HostileSamples.BASE);
    }

    record Tree(List<Tree> branches) {}

    @Test
    void nesting_deeperThanAnyStack_isATypedFailure() {
        Codec<Node> codec = HostileSamples.CODECS.values(Node.class);
        byte[] bytes = new byte[1 << 20];
        Arrays.fill(bytes, (byte) 1); // present, present, ...
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = (byte) (i % 4 == 0 ? 1 : 0);
        }
        for (byte[] each : List.of(bytes, filled(1 << 20, 1))) {
            assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(each))).isInstanceOf(CodecException.class);
        }
    }

    @Test
    void stack_thatIsAlmostUsedUp_givesATypedFailureAndLeavesTheCodecUsable() {
        HostileSamples.Sample<?> sample = HostileSamples.SAMPLES.get(0);
        HostileSamples.decodeSafely(sample, new byte[] {1}); // so that no class is initialised at the end of the stack
        assertThat(deep(sample)).isInstanceOf(CodecException.class);
        assertThat(sample.codec.decode(ByteBuffer.wrap(sample.payload))).isNotNull();
    }

    /** Goes down until the decoder does not find enough stack, and returns what it threw there. */
    @SuppressWarnings("InfiniteRecursion") // until the stack ends it
    private static Throwable deep(HostileSamples.Sample<?> sample) {
        try {
            Throwable below = deep(sample);
            if (below != null) {
                return below;
            }
        } catch (StackOverflowError e) {
            // up again, step by step, until the decoder itself can at least begin
        }
        try {
            sample.codec.decode(ByteBuffer.wrap(sample.payload));
            return null;
        } catch (CodecException e) {
            return e;
        }
    }

    @Test
    void bomb_thatExpandsBeyondTheCap_isRefusedBeforeAnythingIsAllocated() {
        for (Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
            KryoCodecs big = KryoCodecs.builder().compression(compression).build();
            byte[] envelope = big.entries(big.values(byte[].class))
                    .encode(
                            HostileSamples.KEY,
                            new Entry<>(new byte[8 << 20], 0, 0, 1, 1, 1, Traits.NONE),
                            HostileSamples.NOW);
            KryoCodecs small = KryoCodecs.builder().maximumPayload(1 << 20).build();
            EntryCodec<byte[]> entries = small.entries(small.values(byte[].class));

            long allocated = Allocation.of(() -> assertThatThrownBy(
                            () -> entries.decode(HostileSamples.KEY, ByteBuffer.wrap(envelope), HostileSamples.NOW))
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE)));

            assertThat(allocated).isLessThan(HostileSamples.BASE);
        }
    }

    @Test
    void compressedPayload_thatLiesAboutItsLength_isMalformed() {
        for (Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
            KryoCodecs codecs = KryoCodecs.builder().compression(compression).build();
            EntryCodec<String> entries = codecs.entries(codecs.values(String.class));
            byte[] envelope = entries.encode(
                    HostileSamples.KEY,
                    new Entry<>("ab".repeat(5_000), 0, 0, 1, 1, 1, Traits.NONE),
                    HostileSamples.NOW);
            int rawLengthAt = 16 + 4 + 6 + 1 + 1 + 1 + HostileSamples.KEY.length + 1;
            for (int change : new int[] {1, -1}) {
                byte[] lying = envelope.clone();
                lying[rawLengthAt] = (byte) (lying[rawLengthAt] + change);
                assertThatThrownBy(() -> entries.decode(
                                HostileSamples.KEY, ByteBuffer.wrap(EnvelopeTest.resealed(lying)), HostileSamples.NOW))
                        .as("%s %d", compression, change)
                        .isInstanceOfSatisfying(
                                CodecException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
            }
        }
    }

    @Test
    void elements_withOneHashCode_areRefused() {
        Codec<HasSet> sets = HostileSamples.CODECS.values(HasSet.class);
        Codec<HasMap> maps = HostileSamples.CODECS.values(HasMap.class);
        Set<Colliding> set = new LinkedHashSet<>();
        Map<Colliding, Integer> map = new LinkedHashMap<>();
        for (int i = 0; i < HashFlood.MOST_EQUAL; i++) {
            set.add(new Colliding(i));
            map.put(new Colliding(i), i);
        }
        assertThat(sets.decode(ByteBuffer.wrap(sets.encode(new HasSet(set)))).set())
                .isEqualTo(set);
        assertThat(maps.decode(ByteBuffer.wrap(maps.encode(new HasMap(map)))).map())
                .isEqualTo(map);

        set.add(new Colliding(-1));
        map.put(new Colliding(-1), -1);
        assertPayloadRefused(() -> sets.decode(ByteBuffer.wrap(sets.encode(new HasSet(set)))));
        assertPayloadRefused(() -> maps.decode(ByteBuffer.wrap(maps.encode(new HasMap(map)))));
    }

    @Test
    void immutableSet_withElementsThatProbeEachOther_isReadInTime() {
        Codec<HasNumbers> codec = HostileSamples.CODECS.values(HasNumbers.class);
        Set<Long> colliding = new LinkedHashSet<>();
        for (long i = 0; i < 200_000; i++) {
            colliding.add((i << 32) | i); // all of hash code 0
        }
        byte[] bytes = codec.encode(new HasNumbers(Collections.unmodifiableSet(colliding)));
        int id = StableHash.of("tarn:Set.of") & Integer.MAX_VALUE;
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(2, id);

        long start = Allocation.cpuNanos();
        Set<Long> back = codec.decode(ByteBuffer.wrap(bytes)).set();
        long taken = Allocation.cpuNanos() - start;

        assertThat(back).isEqualTo(colliding);
        assertThat(taken).isLessThan(5_000_000_000L);
    }

    private static void assertPayloadRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PAYLOAD))
                .hasMessageContaining("one hash code");
    }

    record HasSet(Set<Colliding> set) {}

    record HasMap(Map<Colliding, Integer> map) {}

    record HasNumbers(Set<Long> set) {}

    record Colliding(int number) {
        @Override
        public int hashCode() {
            return 7;
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
