package dev.tarn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds the envelopes and keys that each release must read as the first one wrote them. Cases and types are added, never changed: a
 * change would make a set of files that is already out there unreadable.
 */
final class GoldenSet {
    static final Now NOW = new Now(1_000_000_000L, 1_767_225_600_000L);
    static final byte[] KEY = "golden:1".getBytes(UTF_8);
    static final int ERA = 0x01020304;
    static final long VERSION = 0x0506_0708_090A_0B0CL;

    private static final Traits TRAITS = new Traits(Set.of("brand:7", "ü"), "\"v1\"", 1_700_000_000_000L);

    private GoldenSet() {}

    enum Kind {
        PLAIN,
        ODD {}
    }

    sealed interface Part permits Wheel, Bolt {}

    record Wheel(int spokes) implements Part {}

    record Bolt(double length, Kind kind) implements Part {}

    @SuppressWarnings("ArrayRecordComponent")
    record Everything(
            UUID id,
            String text,
            @Nullable String nothing,
            boolean flag,
            long number,
            Integer box,
            BigDecimal price,
            Instant at,
            LocalDate day,
            Duration span,
            Kind kind,
            Part part,
            List<Part> more,
            List<String> array,
            List<String> shut,
            Set<String> set,
            Map<String, List<Integer>> map,
            TreeMap<String, Long> sorted,
            EnumSet<Kind> kinds,
            EnumMap<Kind, String> names,
            Optional<String> maybe,
            long[] longs,
            String[] strings) {
        /** Returns the components, arrays as lists. */
        List<Object> parts() {
            return Arrays.asList(
                    id,
                    text,
                    nothing,
                    flag,
                    number,
                    box,
                    price,
                    at,
                    day,
                    span,
                    kind,
                    part,
                    more,
                    array,
                    shut,
                    set,
                    map,
                    sorted,
                    kinds,
                    names,
                    maybe,
                    Arrays.toString(longs),
                    Arrays.asList(strings));
        }
    }

    static final class Plain {
        private final String name;
        private final @Nullable Plain next;

        Plain(String name, @Nullable Plain next) {
            this.name = name;
            this.next = next;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Plain that && name.equals(that.name) && Objects.equals(next, that.next);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    record CompositeKey(String tenant, long number, Kind kind, List<Integer> path) {}

    /** One file: how its bytes come to be, and what is read from them. */
    interface Case {
        String name();

        byte[] write();

        /** Reads the bytes and returns what the test compares. */
        Object read(byte[] bytes);

        /** What {@link #read} must return. */
        Object expected();

        /** Whether what is written today must equal the file; not so where a compression library has a say. */
        boolean isExact();
    }

    static List<Case> all() {
        KryoCodecs codecs = new KryoCodecs();
        List<Case> cases = new ArrayList<>();
        cases.add(new EnvelopeCase<>("string", codecs, String.class, "Grüße \uD83D\uDE00 \uD800", Traits.NONE, true));
        cases.add(new EnvelopeCase<>("string-tagged", codecs, String.class, "", TRAITS, true));
        cases.add(new EnvelopeCase<>("absence", codecs, String.class, null, Traits.NONE, true));
        cases.add(new EnvelopeCase<>("number", codecs, Long.class, -42L, Traits.NONE, true));
        cases.add(new EnvelopeCase<>("record", codecs, Everything.class, everything(), TRAITS, true));
        cases.add(new EnvelopeCase<>(
                "class", codecs, Plain.class, new Plain("a", new Plain("b", null)), Traits.NONE, true));
        for (Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
            KryoCodecs own = KryoCodecs.builder().compression(compression).build();
            String name = "string-" + compression.name().toLowerCase(Locale.ROOT);
            cases.add(new EnvelopeCase<>(name, own, String.class, "tarn ".repeat(500), Traits.NONE, false));
        }
        cases.add(new KeyCase<>("key-string", codecs.keys(String.class), "user:ü\uDC00"));
        cases.add(new KeyCase<>("key-long", codecs.keys(Long.class), Long.MIN_VALUE));
        cases.add(new KeyCase<>("key-uuid", codecs.keys(UUID.class), new UUID(1, -2)));
        cases.add(new KeyCase<>(
                "key-record", codecs.keys(CompositeKey.class), new CompositeKey("t", 5, Kind.ODD, List.of(1, 2))));
        return cases;
    }

    private static Everything everything() {
        Map<String, List<Integer>> map = new LinkedHashMap<>();
        map.put("a", new ArrayList<>(List.of(1, 2)));
        map.put("b", null);
        return new Everything(
                new UUID(1, 2),
                "text",
                null,
                true,
                Long.MAX_VALUE,
                300,
                new BigDecimal("12.50"),
                Instant.parse("2026-01-02T03:04:05.678Z"),
                LocalDate.of(2026, 2, 28),
                Duration.ofMillis(-1),
                Kind.ODD,
                new Wheel(12),
                List.of(new Wheel(1), new Bolt(2.5, Kind.PLAIN), new Wheel(3)),
                Arrays.asList("x", null),
                Collections.unmodifiableList(new ArrayList<>(List.of("y"))),
                new LinkedHashSet<>(List.of("s", "t")),
                map,
                new TreeMap<>(Map.of("k", 1L, "l", 2L)),
                EnumSet.of(Kind.ODD),
                new EnumMap<>(Map.of(Kind.PLAIN, "p")),
                Optional.of("m"),
                new long[] {1, -1},
                new String[] {"a", null});
    }

    /** An envelope: stamped, with fixed lives. */
    private record EnvelopeCase<V>(
            String name,
            KryoCodecs codecs,
            Class<V> type,
            @Nullable V value,
            Traits traits,
            boolean isExact) implements Case {
        @Override
        public byte[] write() {
            byte[] bytes = codecs.entries(codecs.values(type)).encode(KEY, entry(), NOW);
            EnvelopeHeader.stamp(bytes, ERA, VERSION);
            return bytes;
        }

        private Entry<V> entry() {
            long writtenAt = NOW.nanos() - 250_000_000;
            long freshUntil = writtenAt + 60_000_000_000L;
            return new Entry<>(
                    value, VERSION, writtenAt, freshUntil, freshUntil, writtenAt + 3_600_000_000_000L, traits);
        }

        @Override
        public Object read(byte[] bytes) {
            EntryCodec<V> entries = codecs.entries(codecs.values(type));
            return comparable(entries.decode(KEY, ByteBuffer.wrap(bytes), NOW));
        }

        @Override
        public Object expected() {
            return comparable(entry());
        }

        /** Puts what arrays would hide from {@code equals} beside the rest. */
        private static List<Object> comparable(Entry<?> entry) {
            Object value = entry.value();
            Object compared = value instanceof Everything all ? all.parts() : Optional.ofNullable(value);
            return List.of(
                    compared,
                    entry.version(),
                    entry.writtenAt(),
                    entry.refreshAt(),
                    entry.freshUntil(),
                    entry.deadAt(),
                    entry.traits());
        }
    }

    /** A key's bytes. */
    private record KeyCase<K>(String name, Codec<K> codec, K key) implements Case {
        @Override
        public byte[] write() {
            return codec.encode(key);
        }

        @Override
        public Object read(byte[] bytes) {
            return codec.decode(ByteBuffer.wrap(bytes));
        }

        @Override
        public Object expected() {
            return key;
        }

        @Override
        public boolean isExact() {
            return true;
        }
    }
}
