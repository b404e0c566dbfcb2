package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static dev.tarn.memcached.Nodes.connected;
import static dev.tarn.memcached.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Clock;
import dev.tarn.spi.GiveWay;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RoundTrip;
import dev.tarn.spi.ServerStats;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.fault.FaultProxy.Direction;
import dev.tarn.testing.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Looks at what reads of single keys that come together make of requests. */
class CoalescingIT {
    private static final int READS = 200;

    @Test
    void read_manyAtOnce_shareRequestsAndEachGetsItsOwn() {
        try (MemcachedServer server = MemcachedServer.start();
                FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                MemcachedStore store = connected(MemcachedStore.builder()
                        .uri("memcached://" + proxy.address() + ":" + proxy.port())
                        .commandTimeout(Duration.ofSeconds(10))
                        .controlTimeout(Duration.ofSeconds(10)))) {
            RemoteTier tier = store.open(Nodes.randomCache());
            for (int i = 0; i < READS; i += 2) {
                get(tier.put(List.of(Envelopes.write(bytes("k" + i), "v" + i))));
            }
            ServerStats before = store.servers().get(0);
            proxy.hold(Direction.TO_CLIENT);
            List<CompletionStage<RemoteRead>> reads = new ArrayList<>();
            for (int i = 0; i < READS; i++) {
                reads.add(tier.read(bytes("k" + i)));
            }
            reads.add(tier.read(bytes("k0")));
            proxy.heal();
            for (int i = 0; i < READS; i++) {
                byte[] found = get(reads.get(i)).envelope();
                assertThat(found == null ? null : Envelopes.text(found)).isEqualTo(i % 2 == 0 ? "v" + i : null);
            }
            byte[] twice = get(reads.get(READS)).envelope();
            assertThat(twice == null ? null : Envelopes.text(twice)).isEqualTo("v0");
            ServerStats after = store.servers().get(0);
            assertThat(after.operations() - before.operations()).isBetween(5L, 20L);
            assertThat(after.totalNanos()).isGreaterThan(before.totalNanos());
            assertThat(after.longestNanos()).isPositive();
            assertThat(after.connected()).isTrue();
            assertThat(after.pending()).isZero();
            assertThat(after.pendingBytes()).isZero();
        }
    }

    @Test
    void read_askedForWhileTheIoThreadGivesWay_shareTheNextRequest() {
        try (MemcachedServer server = MemcachedServer.start();
                FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                Session session = new Session(MemcachedStore.builder()
                        .uri("memcached://" + proxy.address() + ":" + proxy.port())
                        .commandTimeout(Duration.ofSeconds(10))
                        .controlTimeout(Duration.ofSeconds(10))
                        .options())) {
            session.start();
            Server only = session.servers().get(0);
            assertThat(session.await(only::isUp, Nodes.PATIENCE)).isTrue();
            Shards shards = new Shards(session, Nodes.randomCache());
            get(new MemcachedTier(shards).put(List.of(Envelopes.write(bytes("k0"), "v0")))); // now there is a head
            CompletableFuture<ReadLane> lane = new CompletableFuture<>();
            CompletableFuture<List<Read.Single>> inTheTurn = new CompletableFuture<>();
            GiveWay once = new GiveWay(Clock.system(), () -> {
                if (!inTheTurn.isDone()) {
                    inTheTurn.complete(tenReads(lane.join(), shards));
                }
            });
            RoundTrip near = new RoundTrip();
            IntStream.range(0, 20).forEach(any -> near.took(0));
            lane.complete(new ReadLane(session, only, once, near));
            long before = only.counts().stats(only).operations();
            proxy.hold(Direction.TO_CLIENT);
            List<Read.Single> first = tenReads(lane.join(), shards);
            proxy.heal();
            first.forEach(Nodes::get);
            get(inTheTurn).forEach(Nodes::get);
            assertThat(only.counts().stats(only).operations() - before)
                    .as(
                            "two alone for the server is near, the other eight, the ten of the turn, and each second a question if it is there")
                    .isBetween(4L, 5L);
        }
    }

    private static List<Read.Single> tenReads(ReadLane lane, Shards shards) {
        List<Read.Single> reads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ItemName name = shards.name(bytes("k" + i));
            Read.Single read =
                    new Read.Single(shards.of(name), name, shards.session().readDeadline());
            reads.add(read);
            lane.submit(read);
        }
        return reads;
    }
}
