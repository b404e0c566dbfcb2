package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStore.Guard;
import dev.tarn.spi.LocalStoreFactory.Context;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Readers and writers on one store that is too small for what they write: whatever a reader is given must be whole, and of its key. Tries for
 * {@code -Dtarn.offheap.seconds}.
 */
class StressTest {
    private static final int SECONDS = Integer.getInteger("tarn.offheap.seconds", 3);
    /** What each thread does at least, however slow the machine is. */
    private static final int LEAST_STEPS = 3_000;

    private static final int KEYS = 4_000;
    private static final int LONGEST = 3_000;

    private final AtomicLong found = new AtomicLong();
    private final AtomicLong nested = new AtomicLong();

    /** A value that says whose it is and whether it is whole; checked inside the codec too, while it stands in the store's memory. */
    private static byte[] payload(long key, SplittableRandom random) {
        byte[] bytes = new byte[20 + random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).putLong(8, key);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 8, bytes.length - 8);
        buffer.putLong(0, crc.getValue());
        return bytes;
    }

    private static void check(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(8));
        if (crc.getValue() != bytes.getLong(0)) {
            throw new AssertionError("torn bytes");
        }
    }

    private byte[] decode(ByteBuffer bytes) {
        check(bytes);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        nested.incrementAndGet();
        return copy;
    }

    private Context<Long, byte[]> context() {
        return new Context<>(
                "stress",
                Long.class,
                byte[].class,
                Texts.source(
                        Texts.codec(
                                key -> ByteBuffer.allocate(8).putLong(0, key).array(), bytes -> bytes.getLong(0)),
                        Texts.codec(byte[]::clone, this::decode)),
                Clock.system(),
                Texts.unwatched());
    }

    private static Entry<byte[]> entry(byte[] value, long version) {
        long now = Clock.system().nanos();
        Traits traits = version % 5 == 0 ? new Traits(java.util.Set.of("t" + version % 7), null, null) : Traits.NONE;
        return new Entry<>(value, version, now, now + 1000, now + 1000, now + 2000, traits);
    }

    private void examine(long key, @Nullable Entry<byte[]> entry) {
        if (entry != null && entry.value() != null) {
            byte[] value = entry.value();
            check(ByteBuffer.wrap(value));
            if (ByteBuffer.wrap(value).getLong(8) != key) {
                throw new AssertionError("value of another key");
            }
            found.incrementAndGet();
        }
    }

    private void step(LocalStore<Long, byte[]> store, SplittableRandom random, boolean writing) {
        long key = Math.min(random.nextInt(KEYS), random.nextInt(KEYS));
        int action = writing ? random.nextInt(1000) : 999;
        if (action < 400) {
            store.put(key, entry(payload(key, random), random.nextInt(1000)), held -> held < 500 || action < 300);
        } else if (action < 450) {
            store.compute(key, held -> {
                examine(key, held);
                return held != null && action < 425 ? null : entry(payload(key, random), 1);
            });
        } else if (action < 500) {
            store.removeOlder(key, random.nextInt(1000));
        } else if (action < 502) {
            store.clear();
        } else if (action < 505) {
            store.reclaim(entry -> entry.version() % 11 == 0, 200);
        } else if (action == 505) {
            store.forEach(this::examine);
        } else {
            examine(key, action < 750 ? store.peek(key) : store.get(key));
        }
    }

    private static void await(List<CompletableFuture<Void>> running) {
        running.forEach(one -> one.orTimeout(300 + SECONDS, TimeUnit.SECONDS).join());
    }

    private List<CompletableFuture<Void>> crew(LocalStore<Long, byte[]> store, long until, CountDownLatch begun) {
        List<CompletableFuture<Void>> crew = new ArrayList<>();
        for (int member = 0; member < 6; member++) {
            SplittableRandom random = new SplittableRandom(member * 31L + until);
            boolean writing = member % 2 == 0;
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < LEAST_STEPS || Clock.system().nanos() - until < 0; i++) {
                        if (i == 1000) {
                            begun.countDown();
                        }
                        step(store, random, writing);
                    }
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                } finally {
                    begun.countDown();
                }
            });
            thread.setDaemon(true);
            thread.start();
            crew.add(done);
        }
        return crew;
    }

    @Test
    void readers_besideEveryKindOfChange_seeWholeValuesOfTheirKey() {
        OffHeapStore<Long, byte[]> store = new OffHeapStore<>(context(), Plan.of(2 << 20), new DirectRegions(0));
        long until = Clock.system().nanos() + TimeUnit.SECONDS.toNanos(SECONDS);
        await(crew(store, until, new CountDownLatch(1)));
        assertThat(found.get()).isGreaterThan(1000);
        assertThat(nested.get()).isGreaterThanOrEqualTo(found.get());
        assertThat(store.weight()).isLessThanOrEqualTo(2 << 20);
        store.clear();
        assertThat(store.size()).isZero();
        store.put(1L, entry(payload(1, new SplittableRandom(1)), 1), Guard.ALWAYS);
        examine(1, store.get(1L));
        store.close();
    }

    @Test
    void close_besideReadersAndWriters_endsWithMissesAndGivesTheMemoryBack() throws InterruptedException {
        for (int round = 0; round < 10 * SECONDS; round++) {
            CountingRegions regions = new CountingRegions(new DirectRegions(0));
            OffHeapStore<Long, byte[]> store = new OffHeapStore<>(context(), Plan.of(1 << 20), regions);
            CountDownLatch begun = new CountDownLatch(6);
            long until = Clock.system().nanos() + TimeUnit.MILLISECONDS.toNanos(100);
            List<CompletableFuture<Void>> crew = crew(store, until, begun);
            begun.await();
            store.close();
            await(crew);
            assertThat(regions.isClosed()).isTrue();
            assertThat(store.get(1L)).isNull();
        }
    }
}
