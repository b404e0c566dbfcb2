package dev.tarn.redis;

import static dev.tarn.redis.Nodes.connected;
import static dev.tarn.redis.Nodes.failure;
import static dev.tarn.redis.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.StoreException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Clock;
import dev.tarn.spi.GiveWay;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Write;
import dev.tarn.spi.RoundTrip;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Looks at what reads of single keys, and large batches, make of commands. */
class CoalescingIT {
    private static final int THREADS = 32;
    private static final int READS = 300;
    private static final int AT_ONCE = 40;

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void read_manyThreads_shareCommandsAndEachGetsItsOwn() throws Exception {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = filled(store, THREADS);
            long before = mgets();
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Callable<Integer>> readers = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int own = t;
                readers.add(() -> right(tier, own));
            }
            int right = 0;
            for (Future<Integer> one : threads.invokeAll(readers)) {
                right += one.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertThat(right).isEqualTo(THREADS * READS);
            assertThat(mgets() - before).isLessThan(THREADS * READS / 3);
        }
    }

    private static int right(RemoteTier tier, int own) {
        int right = 0;
        for (int i = 0; i < READS; i++) {
            byte[] envelope = get(tier.read(key(own))).envelope();
            right += envelope != null && Envelopes.text(envelope).equals("v" + own) ? 1 : 0;
        }
        return right;
    }

    @Test
    void invalidate_manyAtOnce_shareStepsAndAllAreGone() throws Exception {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = filled(store, READS);
            List<CompletableFuture<List<Applied>>> answers = new ArrayList<>();
            for (int i = 0; i < READS; i++) {
                answers.add(tier.invalidate(List.of(key(i))).toCompletableFuture());
            }
            Map<Position, List<byte[]>> sharers = new HashMap<>();
            for (int i = 0; i < READS; i++) {
                sharers.computeIfAbsent(get(answers.get(i)).get(0).current(), step -> new ArrayList<>())
                        .add(key(i));
            }
            assertThat(sharers).hasSizeLessThan(READS / 3);
            for (CompletableFuture<List<Applied>> answer : answers) {
                Applied place = get(answer).get(0);
                List<byte[]> known = sharers.get(place.current());
                assertThat(place.names())
                        .as("whoever shares a step knows all of it")
                        .containsExactlyInAnyOrderElementsOf(known.size() > 1 ? known : List.of());
            }
            for (int i = 0; i < READS; i++) {
                assertThat(get(tier.read(key(i))).envelope()).isNull();
            }
        }
    }

    @Test
    void read_twoCaches_shareCommands() {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier one = filled(store, 10);
            RemoteTier other = filled(store, 10);
            long before = mgets();
            server.command("CLIENT", "PAUSE", "300", "ALL");
            List<CompletableFuture<RemoteRead>> reads = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                reads.add((i % 2 == 0 ? one : other).read(key(i % 10)).toCompletableFuture());
            }
            for (int i = 0; i < 100; i++) {
                assertThat(Envelopes.text(get(reads.get(i)).envelope())).isEqualTo("v" + i % 10);
            }
            assertThat(mgets() - before).isLessThan(10);
        }
    }

    @Test
    void read_askedForWhileTheIoThreadGivesWay_shareTheNextCommand() {
        try (Session session = new Session(Nodes.builder(server.uri()).options())) {
            session.start();
            assertThat(session.await(session.data()::isUp, Nodes.PATIENCE)).isTrue();
            ShardKeys shard = ShardKeys.of(Nodes.randomCache(), 1).get(0);
            CompletableFuture<ReadLane> lane = new CompletableFuture<>();
            CompletableFuture<List<Read.Single>> inTheTurn = new CompletableFuture<>();
            GiveWay once = new GiveWay(Clock.system(), () -> {
                if (!inTheTurn.isDone()) {
                    inTheTurn.complete(tenReads(lane.join(), shard));
                }
            });
            lane.complete(new ReadLane(session, once, new RoundTrip()));
            long before = mgets();
            server.command("CLIENT", "PAUSE", "300", "ALL");
            tenReads(lane.join(), shard).forEach(Nodes::get);
            get(inTheTurn).forEach(Nodes::get);
            assertThat(mgets() - before)
                    .as("four alone, the other six, and the ten of the turn")
                    .isEqualTo(4 + 1 + 1);
        }
    }

    @Test
    void read_nearServer_twoAreAlone() {
        try (Session session = new Session(Nodes.builder(server.uri()).options())) {
            session.start();
            assertThat(session.await(session.data()::isUp, Nodes.PATIENCE)).isTrue();
            ShardKeys shard = ShardKeys.of(Nodes.randomCache(), 1).get(0);
            RoundTrip near = new RoundTrip();
            IntStream.range(0, 20).forEach(any -> near.took(0));
            long before = mgets();
            server.command("CLIENT", "PAUSE", "300", "ALL");
            tenReads(new ReadLane(session, GiveWay.yielding(Clock.system()), near), shard)
                    .forEach(Nodes::get);
            assertThat(mgets() - before).as("two alone, the other eight").isEqualTo(2 + 1);
        }
    }

    private static List<Read.Single> tenReads(ReadLane lane, ShardKeys shard) {
        List<Read.Single> reads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Read.Single read = new Read.Single(shard, key(i));
            reads.add(read);
            lane.submit(read);
        }
        return reads;
    }

    @Test
    void read_oneThread_isOneCommandEach() {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = filled(store, 1);
            long before = mgets();
            for (int i = 0; i < 50; i++) {
                get(tier.read(key(0)));
            }
            assertThat(mgets() - before).isEqualTo(50);
        }
    }

    @Test
    void read_largeValues_isOneCommandEachUntilTheyAreSmallAgain() {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = filled(store, 1);
            get(tier.put(List.of(Envelopes.write(key(1), "x".repeat(300_000)))));
            assertThat(mgetsOfReads(tier, 0)).isLessThan(AT_ONCE / 2);
            oneByOne(tier, 1);
            assertThat(mgetsOfReads(tier, 1)).isEqualTo(AT_ONCE);
            oneByOne(tier, 0);
            assertThat(mgetsOfReads(tier, 0)).isLessThan(AT_ONCE / 2);
        }
    }

    private static void oneByOne(RemoteTier tier, int number) {
        for (int i = 0; i < 30; i++) {
            get(tier.read(key(number)));
        }
    }

    /** Returns how many commands many reads of a key make that are asked for while the server rests. */
    private static long mgetsOfReads(RemoteTier tier, int number) {
        long before = mgets();
        server.command("CLIENT", "PAUSE", "300", "ALL");
        List<CompletableFuture<RemoteRead>> reads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            reads.add(tier.read(key(number)).toCompletableFuture());
        }
        reads.forEach(read -> assertThat(get(read).envelope()).isNotNull());
        return mgets() - before;
    }

    @Test
    void read_moreThanMayWait_failsAtOnce() {
        try (RedisStore store = connected(Nodes.builder(server.uri()).maximumPending(8))) {
            RemoteTier tier = filled(store, 1);
            server.command("CLIENT", "PAUSE", "500", "ALL");
            List<CompletableFuture<RemoteRead>> reads = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                reads.add(tier.read(key(0)).toCompletableFuture());
            }
            List<CompletableFuture<RemoteRead>> refused = reads.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .toList();
            assertThat(refused).hasSizeBetween(25, 32);
            assertThat(failure(refused.get(0)))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("redis: read: more than 8 requests are under way");
            for (CompletableFuture<RemoteRead> read : reads) {
                if (!read.isCompletedExceptionally()) {
                    assertThat(get(read).envelope()).isNotNull();
                }
            }
            assertThat(get(tier.read(key(0))).envelope()).isNotNull();
        }
    }

    @Test
    void batch_huge_isReadAndRecordedWhole() {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = store.open(Nodes.randomCache());
            List<byte[]> keys = new ArrayList<>();
            List<Write> writes = new ArrayList<>();
            for (int i = 0; i < 25_000; i++) {
                keys.add(key(i));
                writes.add(Envelopes.write(key(i), "v" + i));
            }
            assertThat(get(tier.put(writes))).hasSize(3);
            List<RemoteRead> reads = get(tier.readAll(keys));
            for (int i = 0; i < keys.size(); i++) {
                assertThat(Envelopes.text(reads.get(i).envelope())).isEqualTo("v" + i);
            }
            assertThat(get(tier.invalidate(keys))).hasSize(3);
            assertThat(get(tier.readAll(keys))).allMatch(read -> read.envelope() == null);
        }
    }

    @Test
    void foreignBytes_areHandedOverAsTheyAre() {
        try (RedisStore store = connected(server.uri())) {
            var cache = Nodes.randomCache();
            RemoteTier tier = store.open(cache);
            server.command("SET", "{" + cache + ":0}v:key0", "somebody else's");
            assertThat(get(tier.read(key(0))).envelope())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("somebody else's");
            get(tier.put(List.of(Envelopes.write(key(0), "ours"))));
            assertThat(Envelopes.text(get(tier.read(key(0))).envelope())).isEqualTo("ours");
        }
    }

    private static RemoteTier filled(RedisStore store, int keys) {
        RemoteTier tier = store.open(Nodes.randomCache());
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            writes.add(Envelopes.write(key(i), "v" + i));
        }
        get(tier.put(writes));
        return tier;
    }

    private static byte[] key(int number) {
        return ("key" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static long mgets() {
        return server.command("INFO", "commandstats")
                .text()
                .lines()
                .filter(line -> line.startsWith("cmdstat_mget:calls="))
                .map(line -> line.replaceAll("[^,]*:calls=(\\d+),.*", "$1"))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
