package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.codec.Shapes.Order;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrencyTest {
    private static final int THREADS = 64;
    private static final int ROUNDS = 40;
    private static final Now NOW = new Now(0, 0);

    @Test
    void codec_sharedByManyThreads_mixesNothingUp() throws Exception {
        KryoCodecs codecs = KryoCodecs.builder().compressFrom(512).build();
        EntryCodec<Order> entries = codecs.entries(codecs.values(Order.class));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                all.add(threads.submit(() -> run(entries, number)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void run(EntryCodec<Order> entries, int thread) {
        for (int round = 0; round < ROUNDS; round++) {
            Order order = order(thread, round);
            byte[] key = {(byte) thread, (byte) round};
            byte[] bytes = entries.encode(key, new Entry<>(order, 0, 0, 1, 1, 1, Traits.NONE), NOW);
            assertThat(entries.decode(key, ByteBuffer.wrap(bytes), NOW).value()).isEqualTo(order);
        }
    }

    /** Orders of very different sizes, a few of them large enough for compression. */
    private static Order order(int thread, int round) {
        List<Shapes.Item> items = new ArrayList<>();
        for (int i = 0; i < (thread * 31 + round) % 40; i++) {
            items.add(new Shapes.Item(
                    i, "item " + thread, new Shapes.Money(BigDecimal.valueOf(round), "EUR"), List.of()));
        }
        Order plain = Samples.order(null);
        return new Order(
                plain.id(),
                plain.at(),
                plain.due(),
                plain.color(),
                items,
                plain.groups(),
                plain.colors(),
                plain.note(),
                new int[] {thread, round},
                plain.array(),
                null);
    }
}
