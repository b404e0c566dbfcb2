package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a remote store with a bus of its own says of steps that its log has lost, as after the failover to a replica that lagged, and that it
 * repeats them when asked: once, whoever asks.
 */
public abstract class RemoteHistoryContract extends RemoteContractSupport {
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** For subclasses. */
    protected RemoteHistoryContract() {}

    /** Makes the server forget one step of the log of a cache, and nothing else. */
    protected abstract void lose(CacheId cache, Position step);

    @Test
    void poll_stepLost_isAResetToAnotherHistory() {
        try (Ways ways = ways()) {
            byte[] key = randomKey();
            Position lost = only(get(tier().invalidate(List.of(key)))).current();
            Position head = only(get(tier().invalidate(List.of(key)))).current();
            lose(cache(), lost);
            assertThat(get(ways.own().poll(lost, 10))).isEqualTo(new Polled.Reset(head, true));
            Position ahead = new Position(head.shard(), head.era(), head.stamp() + 1_000_000, head.nonce());
            assertThat(get(ways.own().poll(ahead, 10))).isEqualTo(new Polled.Reset(head, true));
        }
    }

    @Test
    void poll_otherEraOrUnknownOrBeforeTheLog_isAResetWithoutAFork() {
        try (Ways ways = ways()) {
            Position head = only(get(tier().invalidate(List.of(randomKey())))).current();
            Position other = new Position(head.shard(), head.era() + 1, head.stamp(), head.nonce());
            Position before = new Position(head.shard(), head.era(), 1, head.nonce());
            for (Position asked : List.of(other, before, Position.unknown(head.shard()))) {
                assertThat(get(ways.own().poll(asked, 10))).isEqualTo(new Polled.Reset(head, false));
            }
        }
    }

    @Test
    void reassert_stepsThatAreThere_repeatsNothing() {
        try (Ways ways = ways()) {
            byte[] key = randomKey();
            Applied first = only(get(tier().invalidate(List.of(key))));
            get(tier().put(List.of(Envelopes.write(key, "v"))));
            assertThat(get(ways.own().reassert(List.of(step(ways.own(), first)))))
                    .isZero();
            assertThat(get(ways.own().reassert(List.of()))).isZero();
            assertThat(textOf(get(tier().read(key)))).isEqualTo("v");
        }
    }

    @Test
    void reassert_lostInvalidation_removesValueAndLeaseAndIsAnnounced() {
        try (Ways ways = ways()) {
            byte[] key = randomKey();
            byte[] loading = sameShard(ways.own(), key);
            Applied applied = only(get(tier().invalidate(List.of(key, loading))));
            Invalidation step = step(ways.own(), applied);
            get(tier().put(List.of(Envelopes.write(key, "old"))));
            LeaseToken token = randomToken();
            get(tier().begin(List.of(loading), token, LEASE, false));
            lose(cache(), applied.current());

            Position before = get(tier().read(key)).head();
            assertThat(get(ways.own().reassert(List.of(step)))).isEqualTo(1);

            assertThat(get(otherTier().read(key)).envelope()).isNull();
            assertThat(get(tier().fill(List.of(Envelopes.write(loading, "old")), token)))
                    .containsExactly(false);
            Invalidation repeated = only(after(ways.own(), before));
            assertThat(repeated.operation()).isEqualTo(Operation.INVALIDATE);
            assertThat(repeated.names()).containsExactly(key, loading);
            for (RecordingListener listener : List.of(ways.ownHears(), ways.otherHears())) {
                eventually(
                        "it is heard",
                        () -> listener.at(List.of(repeated.current())).size() == 1);
            }
        }
    }

    @Test
    void reassert_lostClear_voidsEverything() {
        expectVoid(() -> get(tier().clear()), Operation.CLEAR, Envelopes.of("old"));
    }

    @Test
    void reassert_lostTag_voidsWhatCarriesIt() {
        needs(Capability.TAGS);
        expectVoid(() -> get(tier().invalidateTag("röd")), Operation.TAG, Envelopes.of("old", "röd"));
    }

    @Test
    void reassert_lostQuarantine_isAnInvalidation() {
        byte[] key = randomKey();
        expectVoid(() -> get(tier().quarantine(List.of(key), LEASE)), Operation.INVALIDATE, key, Envelopes.of("old"));
    }

    private void expectVoid(Callable<List<Applied>> change, Operation repeatedAs, byte[] envelope) {
        expectVoid(change, repeatedAs, randomKey(), envelope);
    }

    private void expectVoid(Callable<List<Applied>> change, Operation repeatedAs, byte[] key, byte[] envelope) {
        try (Ways ways = ways()) {
            int shard = ways.own().shardOf(key);
            Applied applied = together(List.of(change)).get(0).stream()
                    .filter(one -> one.current().shard() == shard)
                    .findFirst()
                    .orElseThrow();
            Invalidation step = step(ways.own(), applied);
            get(tier().put(List.of(new Write(key, envelope, LEASE))));
            lose(cache(), applied.current());
            Position before = get(tier().read(key)).head();

            assertThat(get(ways.own().reassert(List.of(step)))).isEqualTo(1);

            assertThat(get(otherTier().read(key)).envelope()).isNull();
            Invalidation repeated = only(after(ways.own(), before));
            assertThat(repeated.operation()).isEqualTo(repeatedAs);
            assertThat(repeated.names()).containsExactlyElementsOf(step.names());
        }
    }

    @Test
    void reassert_manyNodesAsk_isRepeatedOnce() {
        try (Ways ways = ways()) {
            Applied applied = only(get(tier().invalidate(List.of(randomKey()))));
            Invalidation step = step(ways.own(), applied);
            get(tier().invalidate(List.of(randomKey())));
            lose(cache(), applied.current());
            List<Callable<Integer>> askers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                BusChannel asker = i % 2 == 0 ? ways.own() : ways.other();
                askers.add(() -> get(asker.reassert(List.of(step))));
            }
            assertThat(together(askers).stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(1);
        }
    }

    @Test
    void reassert_manySteps_repeatsThoseThatAreLost() {
        try (Ways ways = ways()) {
            byte[] key = randomKey();
            Position before = get(tier().read(key)).head();
            for (int i = 0; i < 30; i++) {
                get(tier().invalidate(List.of(key, sameShard(ways.own(), key))));
            }
            get(tier().clear());
            get(tier().invalidate(List.of(key)));
            List<Invalidation> steps = after(ways.own(), before);
            for (int i = 0; i < steps.size(); i += 3) {
                lose(cache(), steps.get(i).current());
            }
            Position head = get(tier().read(key)).head();

            assertThat(get(ways.own().reassert(steps))).isEqualTo(11);

            List<Invalidation> repeated = after(ways.own(), head);
            assertThat(repeated).hasSize(11);
            for (int i = 0; i < 11; i++) {
                assertThat(repeated.get(i).names())
                        .containsExactlyElementsOf(steps.get(3 * i).names());
            }
        }
    }

    @Test
    void reassert_stepsThatSayTheSame_areRepeatedAsOne() {
        try (Ways ways = ways()) {
            byte[] key = randomKey();
            Position before = get(tier().read(key)).head();
            for (int i = 0; i < 3; i++) {
                get(tier().invalidate(List.of(key)));
            }
            get(tier().clear());
            List<Invalidation> steps = after(ways.own(), before).subList(0, 3);
            steps.forEach(step -> lose(cache(), step.current()));

            assertThat(get(ways.own().reassert(steps))).isEqualTo(1);
            assertThat(get(ways.own().reassert(steps)))
                    .as("all of them are known to be repeated")
                    .isZero();
        }
    }

    @Test
    void reassert_stepOfAnotherEra_isNotRepeated() {
        try (Ways ways = ways()) {
            Applied applied = only(get(tier().invalidate(List.of(randomKey()))));
            Invalidation step = step(ways.own(), applied);
            Position there = applied.current();
            Position elsewhere = new Position(there.shard(), there.era() + 1, there.stamp(), there.nonce());
            Invalidation foreign = new Invalidation(step.operation(), step.previous(), elsewhere, step.names());
            lose(cache(), there);
            assertThat(get(ways.own().reassert(List.of(foreign)))).isZero();
        }
    }

    @Test
    void reassert_noteOfAFill_isRefused() {
        try (Ways ways = ways()) {
            Position here = only(get(tier().invalidate(List.of(randomKey())))).current();
            Invalidation note =
                    new Invalidation(Operation.FILL_NOTE, here, here, List.of("k".getBytes(StandardCharsets.UTF_8)));
            assertThatThrownBy(() -> ways.own().reassert(List.of(note)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("FILL_NOTE");
        }
    }

    private static byte[] sameShard(BusChannel channel, byte[] key) {
        byte[] other = randomKey();
        while (channel.shardOf(other) != channel.shardOf(key)) {
            other = randomKey();
        }
        return other;
    }

    private static Invalidation step(BusChannel channel, Applied applied) {
        return after(channel, applied.previous()).get(0);
    }

    private static List<Invalidation> after(BusChannel channel, Position position) {
        Polled polled = get(channel.poll(position, 100));
        assertThat(polled).isInstanceOf(Polled.Entries.class);
        return ((Polled.Entries) polled).steps();
    }

    private Ways ways() {
        needs(Capability.OWN_BUS);
        needs(Capability.LOG);
        RecordingListener own = new RecordingListener();
        RecordingListener other = new RecordingListener();
        BusChannel channel = bus(store().bus()).open(cache(), own);
        BusChannel otherChannel = bus(otherStore().bus()).open(cache(), other);
        eventually("both are subscribed", () -> own.connections() > 0 && other.connections() > 0);
        return new Ways(channel, otherChannel, own, other);
    }

    private static InvalidationBus bus(@Nullable InvalidationBus bus) {
        if (bus == null) {
            throw new AssertionError("the store has no bus, but does not say so in its capabilities");
        }
        return bus;
    }

    /** The ways of two nodes to the log. */
    private record Ways(BusChannel own, BusChannel other, RecordingListener ownHears, RecordingListener otherHears)
            implements AutoCloseable {
        @Override
        public void close() {
            own.close();
            other.close();
        }
    }
}
