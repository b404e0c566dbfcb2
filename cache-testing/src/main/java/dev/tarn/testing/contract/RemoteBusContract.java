package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Conditional;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a remote store with a bus of its own announces: each change, in its own step, to all nodes; and nothing else. */
public abstract class RemoteBusContract extends RemoteContractSupport {
    /** For subclasses. */
    protected RemoteBusContract() {}

    @Test
    void put_values_areAnnouncedToAllNodes() {
        expectAnnouncement(
                Operation.INVALIDATE,
                keys -> get(tier().put(keys.stream()
                        .map(key -> Envelopes.write(key, "v"))
                        .toList())));
    }

    @Test
    void invalidate_keys_areAnnouncedToAllNodes() {
        expectAnnouncement(Operation.INVALIDATE, keys -> get(tier().invalidate(keys)));
    }

    @Test
    void quarantine_keys_areAnnouncedToAllNodes() {
        expectAnnouncement(Operation.QUARANTINE, keys -> get(tier().quarantine(keys, Duration.ofSeconds(10))));
    }

    @Test
    void clear_cache_isAnnouncedByEachShard() {
        expectAnnouncement(Operation.CLEAR, keys -> get(tier().clear()));
    }

    @Test
    void invalidateTag_isAnnouncedByEachShardWithItsName() {
        needs(Capability.TAGS);
        List<Invalidation> heard = expectAnnouncement(Operation.TAG, keys -> get(tier().invalidateTag("röd")));
        assertThat(heard)
                .allSatisfy(
                        message -> assertThat(only(message.names())).isEqualTo("röd".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void conditionalWrites_areAnnouncedOnlyIfDone() {
        needs(Capability.CONDITIONAL_WRITES);
        byte[] key = randomKey();
        try (Listening listening = listen()) {
            Conditional first = get(tier().putIf(Envelopes.write(key, "v"), RemoteTier.NO_VERSION));
            Conditional second = get(tier().putIf(Envelopes.write(key, "w"), RemoteTier.NO_VERSION));
            Conditional third =
                    get(tier().removeIf(key, first.applied().current().stamp()));
            List<Position> places =
                    List.of(first.applied().current(), third.applied().current());
            eventually("both are heard", () -> listening.other().at(places).size() == 2);
            assertThat(second.done()).isFalse();
            assertThat(listening.other().messages())
                    .hasSize(2)
                    .allSatisfy(message -> assertThat(only(message.names())).isEqualTo(key));
        }
    }

    @Test
    void readsAndFills_thatNobodyWaitsFor_announceNothing() {
        byte[] key = randomKey();
        LeaseToken token = randomToken();
        try (Listening listening = listen()) {
            get(tier().begin(List.of(key), token, Duration.ofSeconds(10), false));
            get(tier().fill(List.of(Envelopes.write(key, "v")), token));
            get(tier().readAll(List.of(key)));
            List<Applied> last = get(tier().invalidate(List.of(key)));
            eventually("the last one is heard", () -> hears(listening.other(), last));
            assertThat(listening.other().messages()).hasSize(1);
        }
    }

    @Test
    void fill_leaseThatOthersWaitFor_isNotedOnceWithTheKeyAndWhereTheLogStands() {
        needs(Capability.NOTES);
        needs(Capability.LOG);
        byte[] awaited = new byte[300]; // long enough for a length of two bytes in the message
        ThreadLocalRandom.current().nextBytes(awaited);
        expectNote(awaited, token -> get(tier().fill(List.of(Envelopes.write(awaited, "v")), token)));
    }

    @Test
    void release_leaseThatOthersWaitFor_isNoted() {
        needs(Capability.NOTES);
        needs(Capability.LOG);
        byte[] awaited = randomKey();
        expectNote(awaited, token -> get(tier().release(List.of(awaited), token)));
    }

    private void expectNote(byte[] key, Consumer<LeaseToken> end) {
        LeaseToken token = randomToken();
        try (Listening listening = listen()) {
            Applied before = only(get(tier().invalidate(List.of(key))));
            get(tier().begin(List.of(key), token, Duration.ofSeconds(10), false));
            get(otherTier().begin(List.of(key), randomToken(), Duration.ofSeconds(10), false));
            get(otherTier().begin(List.of(key), randomToken(), Duration.ofSeconds(10), false));
            end.accept(token);
            eventually("the end is heard", () -> !notes(listening.other()).isEmpty());
            List<Applied> last = get(tier().invalidate(List.of(randomKey())));
            eventually("the last one is heard", () -> hears(listening.other(), last));
            Invalidation note = only(notes(listening.other()));
            assertThat(only(note.names())).isEqualTo(key);
            assertThat(note.current()).isEqualTo(before.current());
            assertThat(note.previous()).isEqualTo(before.current());
        }
    }

    private static List<Invalidation> notes(RecordingListener listener) {
        return listener.messages().stream()
                .filter(message -> message.operation() == Operation.FILL_NOTE)
                .toList();
    }

    @Test
    void poll_positionOfARead_bringsWhatCameAfterIt() {
        needs(Capability.LOG);
        byte[] key = randomKey();
        try (Listening listening = listen()) {
            Position before = get(tier().read(key)).head();
            Applied first = only(get(tier().put(List.of(Envelopes.write(key, "v")))));
            Applied second = only(get(otherTier().invalidate(List.of(key))));
            Polled polled = get(listening.channel().poll(before, 100));
            assertThat(polled).isInstanceOfSatisfying(Polled.Entries.class, entries -> {
                assertThat(entries.steps())
                        .extracting(Invalidation::current)
                        .containsExactly(first.current(), second.current());
                assertThat(entries.head()).isEqualTo(second.current());
            });
        }
    }

    @Test
    void shardOf_key_isWhereItsChangesAreRecorded() {
        try (Listening listening = listen()) {
            for (byte[] key : randomKeys(20)) {
                Applied applied = only(get(tier().invalidate(List.of(key))));
                assertThat(listening.channel().shardOf(key))
                        .isEqualTo(applied.current().shard());
            }
        }
    }

    private List<Invalidation> expectAnnouncement(Operation operation, Change change) {
        try (Listening listening = listen()) {
            List<byte[]> keys = randomKeys(12);
            List<Applied> applied = change.apply(keys);
            List<Position> places = applied.stream().map(Applied::current).toList();
            for (RecordingListener listener : List.of(listening.own(), listening.other())) {
                eventually("all is heard", () -> hears(listener, applied));
                List<Invalidation> heard = listener.at(places);
                assertThat(heard).extracting(Invalidation::operation).containsOnly(operation);
                assertThat(heard)
                        .extracting(message -> new Applied(message.previous(), message.current()))
                        .containsExactlyInAnyOrderElementsOf(applied);
                if (operation == Operation.INVALIDATE || operation == Operation.QUARANTINE) {
                    assertThat(heard.stream().flatMap(message -> message.names().stream()))
                            .containsExactlyInAnyOrderElementsOf(keys);
                }
            }
            return listening.own().at(places);
        }
    }

    private static boolean hears(RecordingListener listener, List<Applied> applied) {
        List<Position> places = applied.stream().map(Applied::current).toList();
        return listener.at(places).size() == places.size();
    }

    private Listening listen() {
        needs(Capability.OWN_BUS);
        RecordingListener own = new RecordingListener();
        RecordingListener other = new RecordingListener();
        BusChannel channel = bus(store().bus()).open(cache(), own);
        BusChannel otherChannel = bus(otherStore().bus()).open(cache(), other);
        eventually("both are subscribed", () -> own.connections() > 0 && other.connections() > 0);
        return new Listening(own, other, channel, otherChannel);
    }

    private static InvalidationBus bus(@Nullable InvalidationBus bus) {
        if (bus == null) {
            throw new AssertionError("the store has no bus, but does not say so in its capabilities");
        }
        return bus;
    }

    private interface Change {
        List<Applied> apply(List<byte[]> keys);
    }

    private record Listening(
            RecordingListener own, RecordingListener other, BusChannel channel, BusChannel otherChannel)
            implements AutoCloseable {
        @Override
        public void close() {
            channel.close();
            otherChannel.close();
        }
    }
}
