package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tarn.CodecException;
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
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
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

/** Holds codecs with a value each, and decodes with an eye on what is thrown and allocated. */
final class HostileSamples {
    /** Room for helpers made anew, exceptions and class loading; a believed length would take a thousand times that. */
    static final long BASE = 2 << 20;

    private static final long PER_BYTE = 200;

    /** For compressed payloads, whose expanded length is believed up to the cap. */
    private static final int SMALL_CAP = 256 << 10;

    static final Now NOW = new Now(0, 1_767_225_600_000L);
    static final byte[] KEY = {1, 2, 3};

    static final KryoCodecs CODECS = KryoCodecs.builder()
            .allow(
                    String.class,
                    Integer.class,
                    List.class,
                    Map.class,
                    TreeSet.class,
                    Item.class,
                    int[].class,
                    Object[].class)
            .allow(Color.class, BigDecimal.class, Instant.class, ZonedDateTime.class, Locale.class, Node.class)
            .build();

    static final List<Sample<?>> SAMPLES = List.of(
            new Sample<>(Order.class, Samples.order(Samples.order(null))),
            new Sample<>(Drawing.class, new Drawing(List.of(new Circle(1), new Square(2)), new Circle(3))),
            new Sample<>(Enums.class, enums()),
            new Sample<>(HasObject.class, object()),
            new Sample<>(Employee.class, new Employee("Ada", 36, new Money(BigDecimal.TEN, "GBP"))),
            new Sample<>(Node.class, nodes()),
            new Sample<>(String.class, "text \uD83D\uDE00 \uD800"),
            new Sample<>(long[][].class, new long[][] {{1, 2}, {}, null}));

    static final Sample<?> LZ4 = compressed(Compression.LZ4);
    static final Sample<?> ZSTD = compressed(Compression.ZSTD);

    /** A codec with a value that it has encoded. */
    static final class Sample<V> {
        final Codec<V> codec;
        final EntryCodec<V> entries;
        final byte[] payload;
        final byte[] envelope;

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

    static Node nodes() {
        Node node = new Node();
        node.next = new Node();
        node.children = List.of(new Node(), new Node());
        return node;
    }

    private HostileSamples() {}

    private static Sample<?> compressed(Compression compression) {
        KryoCodecs codecs = KryoCodecs.builder()
                .compression(compression)
                .compressFrom(0)
                .maximumPayload(SMALL_CAP)
                .build();
        return new Sample<>(codecs, String.class, "abcdefgh, ".repeat(40));
    }

    static void decodeSafely(Sample<?> sample, byte[] bytes) {
        safely(bytes.length, () -> sample.codec.decode(ByteBuffer.wrap(bytes)));
    }

    static void readSafely(Sample<?> sample, byte[] bytes) {
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
