package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.codec.Shapes.Circle;
import dev.tarn.codec.Shapes.Color;
import dev.tarn.codec.Shapes.Drawing;
import dev.tarn.codec.Shapes.Employee;
import dev.tarn.codec.Shapes.Enums;
import dev.tarn.codec.Shapes.HasObject;
import dev.tarn.codec.Shapes.Item;
import dev.tarn.codec.Shapes.Money;
import dev.tarn.codec.Shapes.Node;
import dev.tarn.codec.Shapes.Order;
import dev.tarn.codec.Shapes.Square;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Feeds the decoders with bytes that no encoder wrote. Whatever they are: a value or a {@link CodecException}, soon, and with an
 * allocation that the size of the bytes bounds, not what they claim.
 */
class HostileBytesTest {
    /** Room for helpers made anew, exceptions and class loading; a believed length would take a thousand times that. */
    private static final long BASE = 2 << 20;

    private static final long PER_BYTE = 200;

    private static final Now NOW = new Now(0, 1_767_225_600_000L);
    private static final byte[] KEY = {1, 2, 3};

    private static final KryoCodecs CODECS = KryoCodecs.builder()
            .allow(String.class, Integer.class, List.class, Map.class, TreeSet.class, Item.class, int[].class, Object[].class)
            .allow(Color.class, BigDecimal.class, Instant.class, ZonedDateTime.class, Locale.class, Node.class)
            .build();

    private static final List<Sample<?>> SAMPLES = List.of(
            new Sample<>(Order.class, Samples.order(Samples.order(null))),
            new Sample<>(Drawing.class, new Drawing(List.of(new Circle(1), new Square(2)), new Circle(3))),
            new Sample<>(Enums.class, enums()),
            new Sample<>(HasObject.class, object()),
            new Sample<>(Employee.class, new Employee("Ada", 36, new Money(BigDecimal.TEN, "GBP"))),
            new Sample<>(Node.class, nodes()),
            new Sample<>(String.class, "text \uD83D\uDE00 \uD800"),
            new Sample<>(long[][].class, new long[][] {{1, 2}, {}, null}));

    private static final Sample<?> LZ4 = compressed(Compression.LZ4);
    private static final Sample<?> ZSTD = compressed(Compression.ZSTD);

    /** A codec with a value that it has encoded. */
    private static final class Sample<V> {
        private final Codec<V> codec;
        private final EntryCodec<V> entries;
        private final byte[] payload;
        private final byte[] envelope;

        Sample(Class<V> type, V value) {
            this(CODECS, type, value);
        }

        Sample(KryoCodecs codecs, Class<V> type, V value) {
            codec = codecs.values(type);
            entries = codecs.entries(codec);
            payload = codec.encode(value);
            Traits traits = new Traits(Set.of("a", "b"), "etag", 5L);
            envelope = entries.encode(KEY, new Entry<>(value, 1, 0, 5_000_000, 5_000_000, 9_000_000, traits), NOW);
        }
    }

    private static Enums enums() {
        EnumMap<Color, Money> map = new EnumMap<>(Color.class);
        map.put(Color.RED, null);
        return new Enums(EnumSet.of(Color.RED), map, new HashMap<>());
    }

    private static HasObject object() {
        Map<String, Object> bag = new LinkedHashMap<>();
        bag.put("a", List.of(1, "x", Samples.ITEM));
        bag.put("b", new TreeMap<>(Map.of("k", new Object[] {Color.GREEN, BigDecimal.ONE})));
        bag.put("c", new TreeSet<>(List.of(1, 2)));
        bag.put("d", ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneOffset.UTC));
        bag.put("e", new ArrayList<>(List.of(Locale.GERMANY, Instant.EPOCH, new int[] {1, 2})));
        return new HasObject(nodes(), bag);
    }

    private static Node nodes() {
        Node node = new Node();
        node.next = new Node();
        node.children = List.of(new Node(), new Node());
        return node;
    }

    @Property(tries = 5_000)
    void payload_ofAnyBytes_isAValueOrATypedFailure(@ForAll @IntRange(max = 7) int which, @ForAll @Size(max = 200) byte[] bytes) {
        decodeSafely(SAMPLES.get(which), bytes);
    }

    @Property(tries = 20_000)
    void payload_changedAtSomePlaces_isAValueOrATypedFailure(
            @ForAll @IntRange(max = 7) int which, @ForAll("edits") List<int[]> edits) {
        Sample<?> sample = SAMPLES.get(which);
        decodeSafely(sample, edited(sample.payload, edits));
    }

    @Property(tries = 5_000)
    void envelope_ofAnyBytes_isAnEntryOrATypedFailure(@ForAll @IntRange(max = 7) int which, @ForAll @Size(max = 200) byte[] bytes) {
        readSafely(SAMPLES.get(which), bytes);
    }

    @Property(tries = 20_000)
    void envelope_changedAndSealedAgain_isAnEntryOrATypedFailure(
            @ForAll @IntRange(max = 7) int which, @ForAll("edits") List<int[]> edits) {
        Sample<?> sample = SAMPLES.get(which);
        byte[] changed = edited(sample.envelope, edits);
        readSafely(sample, changed.length < 20 ? changed : EnvelopeTest.resealed(changed));
    }

    @Test
    void payload_cutAnywhere_isATypedFailure() {
        for (Sample<?> sample : SAMPLES.subList(0, 6)) {
            for (int length = 0; length < sample.payload.length; length++) {
                byte[] cut = Arrays.copyOf(sample.payload, length);
                assertThatThrownBy(() -> sample.codec.decode(ByteBuffer.wrap(cut))).isInstanceOf(CodecException.class);
            }
        }
    }

    @Test
    void payload_withAnyByteReplacedByHugeNumber_isAValueOrATypedFailure() {
        byte[] huge = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};
        for (Sample<?> sample : SAMPLES) {
            for (int at = 0; at < sample.payload.length; at++) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.write(sample.payload, 0, at);
                bytes.writeBytes(huge);
                bytes.write(sample.payload, at + 1, sample.payload.length - at - 1);
                decodeSafely(sample, bytes.toByteArray());
            }
        }
    }

    @Test
    void counts_thatClaimMoreThanThereIs_areRefusedTogether() {
        // Lists in lists, each of which claims as many elements as bytes are left: alone believable, together not.
        Codec<Node> codec = CODECS.values(Node.class);
        byte[] start = codec.encode(nodes());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(start, 0, 6); // present, class of the list, ...
        for (int i = 0; i < 60_000; i++) {
            bytes.write(start[1 + i % 5]);
        }
        decodeSafely(new Sample<>(Node.class, nodes()), bytes.toByteArray());

        Codec<int[][][]> arrays = CODECS.values(int[][][].class);
        byte[] nested = new byte[100_000];
        Arrays.fill(nested, (byte) 0);
        nested[0] = 1;
        ByteBuffer.wrap(nested, 1, 3).put(new byte[] {(byte) 0x80, (byte) 0x80, 4}); // 65,536 elements
        nested[4] = 1;
        ByteBuffer.wrap(nested, 5, 3).put(new byte[] {(byte) 0x80, (byte) 0x80, 4}); // and again
        assertThatThrownBy(() -> arrays.decode(ByteBuffer.wrap(nested)))
                .isInstanceOfSatisfying(CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void nesting_deeperThanAnyStack_isATypedFailure() {
        Codec<Node> codec = CODECS.values(Node.class);
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
        Sample<?> sample = SAMPLES.get(0);
        assertThat(deep(sample)).isInstanceOf(CodecException.class);
        assertThat(sample.codec.decode(ByteBuffer.wrap(sample.payload))).isNotNull();
    }

    /** Goes down until the decoder does not find enough stack, and returns what it threw there. */
    private static Throwable deep(Sample<?> sample) {
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
                    .encode(KEY, new Entry<>(new byte[8 << 20], 0, 0, 1, 1, 1, Traits.NONE), NOW);
            KryoCodecs small = KryoCodecs.builder().maximumPayload(1 << 20).build();
            EntryCodec<byte[]> entries = small.entries(small.values(byte[].class));

            long allocated = Allocation.of(() -> assertThatThrownBy(() -> entries.decode(KEY, ByteBuffer.wrap(envelope), NOW))
                    .isInstanceOfSatisfying(CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE)));

            assertThat(allocated).isLessThan(BASE);
        }
    }

    @Test
    void compressedPayload_thatLiesAboutItsLength_isMalformed() {
        for (Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
            KryoCodecs codecs = KryoCodecs.builder().compression(compression).build();
            EntryCodec<String> entries = codecs.entries(codecs.values(String.class));
            byte[] envelope = entries.encode(KEY, new Entry<>("ab".repeat(5_000), 0, 0, 1, 1, 1, Traits.NONE), NOW);
            int rawLengthAt = 16 + 4 + 6 + 1 + 1 + 1 + KEY.length + 1;
            for (int change : new int[] {1, -1}) {
                byte[] lying = envelope.clone();
                lying[rawLengthAt] = (byte) (lying[rawLengthAt] + change);
                assertThatThrownBy(() -> entries.decode(KEY, ByteBuffer.wrap(EnvelopeTest.resealed(lying)), NOW))
                        .as("%s %d", compression, change)
                        .isInstanceOfSatisfying(CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
            }
        }
    }

    @Property(tries = 5_000)
    void compressedPayload_changedAndSealedAgain_isAnEntryOrATypedFailure(
            @ForAll boolean zstd, @ForAll("edits") List<int[]> edits) {
        Sample<?> sample = zstd ? ZSTD : LZ4;
        byte[] changed = edited(sample.envelope, edits);
        readSafely(sample, changed.length < 20 ? changed : EnvelopeTest.resealed(changed));
    }

    private static Sample<?> compressed(Compression compression) {
        KryoCodecs codecs = KryoCodecs.builder().compression(compression).compressFrom(0).build();
        return new Sample<>(codecs, String.class, "abcdefgh, ".repeat(40));
    }

    @Provide
    Arbitrary<List<int[]>> edits() {
        Arbitrary<int[]> edit = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.integers().between(0, 255))
                .as((kind, at, value) -> new int[] {kind, at, value});
        return edit.list().ofMinSize(1).ofMaxSize(6);
    }

    /** Replaces, removes, inserts or doubles bytes. */
    private static byte[] edited(byte[] bytes, List<int[]> edits) {
        byte[] result = bytes;
        for (int[] edit : edits) {
            int at = edit[1] % Math.max(1, result.length);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(result, 0, at);
            if (edit[0] != 1) {
                out.write(edit[2]);
            }
            if (edit[0] == 3) {
                out.write(result, 0, at);
            }
            int from = Math.min(result.length, edit[0] == 2 ? at : at + 1);
            out.write(result, from, result.length - from);
            result = out.toByteArray();
        }
        return result;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void decodeSafely(Sample<?> sample, byte[] bytes) {
        safely(bytes.length, () -> sample.codec.decode(ByteBuffer.wrap(bytes)));
    }

    private static void readSafely(Sample<?> sample, byte[] bytes) {
        safely(bytes.length, () -> sample.entries.decode(KEY, ByteBuffer.wrap(bytes), NOW));
    }

    private static void safely(int length, Runnable decoding) {
        long allocated = Allocation.of(() -> {
            try {
                decoding.run();
            } catch (CodecException e) {
                assertThat(e.reason()).isNotNull();
            } catch (RuntimeException | Error e) {
                fail("not a CodecException", e);
            }
        });
        assertThat(allocated).isLessThan(BASE + PER_BYTE * length);
    }
}
