package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static dev.tarn.memcached.Nodes.connected;
import static dev.tarn.memcached.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Write;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.server.MemcachedServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Any key, any value. */
class KeysAndValuesIT {
    private static final int KEYS = Integer.getInteger("tarn.memcached.keys", 10_000);
    private static final int BATCH = 500;
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final List<Integer> SIZES = List.of(0, 1, 1_023, 1_024, (1 << 20) - 1, 1 << 20, 3 << 20);

    /** Returns the key of a number: of random bytes, 1 to 2,000 of them. */
    private static byte[] key(int number) {
        Random random = new Random(number * 0x9E3779B97F4A7C15L);
        byte[] key = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(key);
        if (key.length >= 8) {
            ByteBuffer.wrap(key).putInt(number); // so that no two long ones are alike
        }
        return key;
    }

    private static byte[] random(int size) {
        byte[] value = new byte[EnvelopeHeader.LENGTH + size];
        new Random(size).nextBytes(value);
        byte[] header = Envelopes.of("");
        System.arraycopy(header, 0, value, 0, EnvelopeHeader.LENGTH);
        return value;
    }

    @Test
    void keys_ofRandomBytesAndLengths_eachHasItsOwnValue() {
        try (ServerSet servers = new ServerSet(2, Math.max(64, KEYS / 200));
                MemcachedStore store = connected(Nodes.builder(servers.all()))) {
            RemoteTier tier = store.open(Nodes.randomCache());
            for (int from = 0; from < KEYS; from += BATCH) {
                List<Write> writes = new ArrayList<>();
                for (int i = from; i < from + BATCH; i++) {
                    writes.add(new Write(key(i), Envelopes.of(text(key(i))), LIFE));
                }
                get(tier.put(distinct(writes)));
            }
            int checked = 0;
            for (int from = 0; from < KEYS; from += BATCH) {
                List<byte[]> keys = new ArrayList<>();
                for (int i = from; i < from + BATCH; i++) {
                    keys.add(key(i));
                }
                List<RemoteRead> reads = get(tier.readAll(keys));
                for (int i = 0; i < BATCH; i++) {
                    assertThat(textOf(reads.get(i))).isEqualTo(text(keys.get(i)));
                    checked++;
                }
            }
            assertThat(checked).isEqualTo(KEYS);
        }
    }

    private static List<Write> distinct(List<Write> writes) {
        return List.copyOf(writes.stream()
                .collect(Collectors.toMap(write -> ByteBuffer.wrap(write.key()), write -> write, (one, other) -> other))
                .values());
    }

    private static String text(byte[] key) {
        return key.length + ":" + Arrays.hashCode(key) + ":" + key[key.length / 2];
    }

    private static @Nullable String textOf(RemoteRead read) {
        return read.envelope() == null ? null : Envelopes.text(read.envelope());
    }

    @Test
    void key_largerThanItsItemsCanHold_isRefusedAndCostsNoConnection() {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = connected(Nodes.builder(server))) {
            RemoteTier tier = store.open(Nodes.randomCache());
            byte[] longest = new byte[256 * 1_024];
            byte[] longer = new byte[256 * 1_024 + 1];
            get(tier.put(List.of(Envelopes.write(longest, "v"))));
            assertThat(textOf(get(tier.read(longest)))).isEqualTo("v");
            get(tier.invalidate(List.of(longest, bytes("k"), Arrays.copyOf(longest, 200_000))));
            assertThat(get(tier.read(longest)).envelope()).isNull();
            assertThat(Nodes.failure(tier.put(List.of(Envelopes.write(longer, "v")))))
                    .hasMessageContaining("a key has 262145 bytes");
            assertThat(Nodes.failure(tier.invalidate(List.of(longer)))).hasMessageContaining("a key has 262145 bytes");
            assertThat(get(tier.read(longer)).envelope()).isNull();
            assertThat(store.servers().get(0).reconnects()).isZero();
        }
    }

    @Test
    void values_ofAllSizes_inPieces_comeBack() {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = connected(Nodes.builder(server).splitLargeValues(true))) {
            RemoteTier tier = store.open(Nodes.randomCache());
            for (int size : SIZES) {
                byte[] written = random(size);
                get(tier.put(List.of(new Write(bytes("k" + size), written.clone(), LIFE))));
                assertBytes(get(tier.read(bytes("k" + size))), written);
            }
            List<byte[]> keys = SIZES.stream().map(size -> bytes("k" + size)).toList();
            List<RemoteRead> all = get(tier.readAll(keys));
            for (int i = 0; i < keys.size(); i++) {
                assertBytes(all.get(i), random(SIZES.get(i)));
            }
            assertThat(store.refusedTooLarge()).isZero();
        }
    }

    private static void assertBytes(RemoteRead read, byte[] written) {
        byte[] found = read.envelope();
        if (found == null) {
            throw new AssertionError("a miss, not a value of " + written.length);
        }
        assertThat(found.length).isEqualTo(written.length);
        assertThat(Arrays.mismatch(found, 16, found.length, written, 16, written.length))
                .isEqualTo(-1);
    }

    @Test
    void values_tooLarge_areDeflatedElseRefusedAndCountedAndNothingOldIsLeft() {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = connected(Nodes.builder(server))) {
            RemoteTier tier = store.open(Nodes.randomCache());
            byte[] soft = Envelopes.of("x".repeat(3 << 20));
            get(tier.put(List.of(new Write(bytes("soft"), soft.clone(), LIFE))));
            assertBytes(get(tier.read(bytes("soft"))), soft);
            get(tier.put(List.of(Envelopes.write(bytes("hard"), "old"))));
            get(tier.put(List.of(new Write(bytes("hard"), random(1 << 20), LIFE))));
            assertThat(get(tier.read(bytes("hard"))).envelope()).isNull();
            assertThat(store.refusedTooLarge()).isEqualTo(1);
            var token = Nodes.token();
            get(tier.begin(List.of(bytes("hard")), token, LIFE, false));
            assertThat(get(tier.fill(List.of(new Write(bytes("hard"), random(3 << 20), LIFE)), token)))
                    .containsExactly(false);
            assertThat(store.refusedTooLarge()).isEqualTo(2);
            assertThat(store.isConnected())
                    .as("no oversized item was sent, which would cost the connection")
                    .isTrue();
            assertThat(store.servers().get(0).reconnects()).isZero();
        }
    }

    @Test
    void values_inPiecesAndWrittenByTwo_areNeverAMixture() {
        try (MemcachedServer server = MemcachedServer.start(256);
                MemcachedStore one = connected(Nodes.builder(server).splitLargeValues(true));
                MemcachedStore two = connected(Nodes.builder(server).splitLargeValues(true))) {
            var cache = Nodes.randomCache();
            RemoteTier first = one.open(cache);
            RemoteTier second = two.open(cache);
            int seen = 0;
            for (int round = 0; round < 15; round++) {
                CompletableFuture<?> a =
                        first.put(List.of(whole((byte) (2 * round)))).toCompletableFuture();
                CompletableFuture<?> b =
                        second.put(List.of(whole((byte) (2 * round + 1)))).toCompletableFuture();
                while (!a.isDone() || !b.isDone()) {
                    seen += seenWhole(get(second.read(bytes("k"))));
                }
                get(a);
                get(b);
                seen += seenWhole(get(first.read(bytes("k"))));
            }
            assertThat(seen).isPositive();
        }
    }

    /** Returns a value all of whose bytes tell which it is, and which cannot be deflated much. */
    private static Write whole(byte mark) {
        byte[] value = random(3 << 20);
        for (int i = EnvelopeHeader.LENGTH; i < value.length; i += 2) {
            value[i] = mark;
        }
        return new Write(bytes("k"), value, LIFE);
    }

    private static int seenWhole(RemoteRead read) {
        byte[] found = read.envelope();
        if (found == null) {
            return 0;
        }
        for (int i = EnvelopeHeader.LENGTH; i < found.length; i += 2) {
            if (found[i] != found[EnvelopeHeader.LENGTH]) {
                throw new AssertionError("a mixture at " + i);
            }
        }
        return 1;
    }

    @Test
    void value_onePieceEvicted_isAMiss() {
        try (MemcachedServer server = MemcachedServer.start(256);
                MemcachedStore store = connected(Nodes.builder(server).splitLargeValues(true))) {
            RemoteTier tier = store.open(Nodes.randomCache());
            get(tier.put(List.of(new Write(bytes("k"), random(3 << 20), LIFE))));
            String piece = server.command("lru_crawler metadump all").stream()
                    .filter(line -> line.contains("%21p"))
                    .map(line -> line.replaceFirst("^key=(\\S+) .*", "$1")
                            .replace("%21", "!")
                            .replace("%3A", ":"))
                    .findFirst()
                    .orElseThrow();
            assertThat(server.command("delete " + piece)).containsExactly("DELETED");
            assertThat(get(tier.read(bytes("k"))).envelope()).isNull();
        }
    }

    @Test
    void life_ofMoreThanThirtyDaysAndOfLessThanASecond_areBothKept() {
        try (MemcachedServer server = MemcachedServer.start();
                MemcachedStore store = connected(Nodes.builder(server))) {
            RemoteTier tier = store.open(Nodes.randomCache());
            get(tier.put(List.of(
                    new Write(bytes("long"), Envelopes.of("long"), Duration.ofDays(40)),
                    new Write(bytes("forever"), Envelopes.of("forever"), Duration.ofDays(40_000)),
                    new Write(bytes("short"), Envelopes.of("short"), Duration.ofMillis(30)))));
            await().atMost(Nodes.PATIENCE)
                    .until(() -> get(tier.read(bytes("short"))).envelope() == null);
            assertThat(textOf(get(tier.read(bytes("long"))))).isEqualTo("long");
            assertThat(textOf(get(tier.read(bytes("forever"))))).isEqualTo("forever");
        }
    }
}
