package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static dev.tarn.memcached.Nodes.connected;
import static dev.tarn.memcached.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.ServerStats;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.fault.FaultProxy.Direction;
import dev.tarn.testing.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
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
}
