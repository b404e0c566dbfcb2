package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableCollectionsSerializers;
import dev.tarn.codec.Shapes.Item;
import dev.tarn.codec.Shapes.Money;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Measures time, allocation and size of the codecs beside plain Kryo with registered classes, and of the ways to compress. A rough guide
 * (CPU time of one thread, best of some rounds) for the defaults, not a benchmark. Run {@code main} with the test class path.
 */
final class CodecMeasurement {
    private static final Now NOW = new Now(0, 1_767_225_600_000L);
    private static final byte[] KEY = "products:1234567".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final int ROUNDS = 12;
    private static final long ROUND_NANOS = 150_000_000;

    private static long blackHole;

    private CodecMeasurement() {}

    record Catalogue(List<Item> items) {}

    public static void main(String[] args) {
        Item item = items(1).get(0);
        comparePlainKryo(item);
        for (int count : new int[] {10, 100, 1_000}) {
            compareCompressions(new Catalogue(new ArrayList<>(items(count))));
        }
        System.out.println(blackHole);
    }

    private static List<Item> items(int count) {
        Random random = new Random(7);
        String[] words = {
            "steel", "garden", "lamp", "wooden", "chair", "large", "blue", "kitchen", "table", "set", "of", "two"
        };
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder name = new StringBuilder();
            for (int w = 0; w < 6; w++) {
                name.append(words[random.nextInt(words.length)]).append(' ');
            }
            Money price = new Money(BigDecimal.valueOf(random.nextInt(100_000), 2), "EUR");
            items.add(new Item(
                    random.nextInt(1_000_000), name.toString(), price, List.of(words[random.nextInt(12)], "new")));
        }
        return items;
    }

    private static void comparePlainKryo(Item item) {
        Kryo kryo = new Kryo();
        kryo.setReferences(false);
        for (Class<?> type : new Class<?>[] {Item.class, Money.class, BigDecimal.class}) {
            kryo.register(type);
        }
        ImmutableCollectionsSerializers.registerSerializers(kryo);
        Output output = new Output(4096, -1);
        Input input = new Input();
        byte[] plain = plain(kryo, output, item);
        report("plain Kryo encode", plain.length, () -> plain(kryo, output, item));
        report("plain Kryo decode", plain.length, () -> {
            input.setBuffer(plain);
            return kryo.readObject(input, Item.class);
        });
        KryoCodecs codecs = new KryoCodecs();
        Codec<Item> codec = codecs.values(Item.class);
        byte[] bytes = codec.encode(item);
        report("KryoCodec encode", bytes.length, () -> codec.encode(item));
        report("KryoCodec decode", bytes.length, () -> codec.decode(ByteBuffer.wrap(bytes)));
        EntryCodec<Item> entries = codecs.entries(codec);
        Entry<Item> entry = new Entry<>(item, 0, 0, 0, 1_000_000_000L, 2_000_000_000L, Traits.NONE);
        byte[] envelope = entries.encode(KEY, entry, NOW);
        report("Envelope encode", envelope.length, () -> entries.encode(KEY, entry, NOW));
        report("Envelope decode", envelope.length, () -> entries.decode(KEY, ByteBuffer.wrap(envelope), NOW));
        report("new Kryo()", 0, () -> new Kryo(new NameResolver(new TypeTable()), null));
    }

    private static byte[] plain(Kryo kryo, Output output, Item item) {
        output.reset();
        kryo.writeObject(output, item);
        return output.toBytes();
    }

    private static void compareCompressions(Catalogue catalogue) {
        for (Compression compression : Compression.values()) {
            KryoCodecs codecs = KryoCodecs.builder().compression(compression).build();
            EntryCodec<Catalogue> entries = codecs.entries(codecs.values(Catalogue.class));
            Entry<Catalogue> entry = new Entry<>(catalogue, 0, 0, 0, 1, 1, Traits.NONE);
            byte[] envelope = entries.encode(KEY, entry, NOW);
            String name = compression + " x" + catalogue.items().size();
            report(name + " encode", envelope.length, () -> entries.encode(KEY, entry, NOW));
            report(name + " decode", envelope.length, () -> entries.decode(KEY, ByteBuffer.wrap(envelope), NOW));
        }
    }

    private static void report(String name, int size, Supplier<Object> action) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long count = 0;
            long start = Allocation.cpuNanos();
            long end;
            do {
                for (int i = 0; i < 20; i++) {
                    blackHole += action.get().hashCode() & 1;
                }
                count += 20;
                end = Allocation.cpuNanos();
            } while (end - start < ROUND_NANOS);
            best = Math.min(best, (double) (end - start) / count);
        }
        long allocated = Allocation.of(() -> {
            for (int i = 0; i < 1_000; i++) {
                blackHole += action.get() == null ? 1 : 0;
            }
        });
        System.out.printf("MEASURE %-24s %8d bytes %10.0f ns %8d B allocated%n", name, size, best, allocated / 1_000);
    }
}
