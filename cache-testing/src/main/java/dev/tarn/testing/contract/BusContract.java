package dev.tarn.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheClosedException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every invalidation bus does: push each change to all nodes, chain them, and keep the log that makes a loss visible. */
public abstract class BusContract extends ContractSupport {
    private final RecordingListener first = new RecordingListener();
    private final RecordingListener second = new RecordingListener();
    private final CacheId cache = RemoteContractSupport.randomCache();
    private final List<InvalidationBus> buses = new ArrayList<>();
    private @Nullable BusChannel firstChannel;
    private @Nullable BusChannel secondChannel;

    /** For subclasses. */
    protected BusContract() {}

    /** Connects another node to the medium of this test; the contract closes what it gets. */
    protected abstract InvalidationBus connect();

    @BeforeEach
    final void openChannels() {
        firstChannel = node().open(cache, first);
        secondChannel = node().open(cache, second);
        eventually("both are subscribed", () -> first.connections() > 0 && second.connections() > 0);
    }

    @AfterEach
    final void closeBuses() {
        buses.forEach(InvalidationBus::close);
    }

    @Test
    void open_twoNodes_agreeOnTheShards() {
        assertThat(channel().shards()).isPositive().isEqualTo(otherChannel().shards());
        for (byte[] key : RemoteContractSupport.randomKeys(50)) {
            assertThat(channel().shardOf(key))
                    .isBetween(0, channel().shards() - 1)
                    .isEqualTo(otherChannel().shardOf(key));
        }
    }

    @Test
    void append_key_reachesAllNodesThisOneIncluded() {
        byte[] key = allBytes();
        Applied applied = only(invalidate(key));
        assertThat(applied.current().shard()).isEqualTo(channel().shardOf(key));
        for (RecordingListener listener : List.of(first, second)) {
            Invalidation heard = only(hear(listener, List.of(applied)));
            assertThat(heard.operation()).isEqualTo(Operation.INVALIDATE);
            assertThat(heard.previous()).isEqualTo(applied.previous());
            assertThat(only(heard.names())).isEqualTo(key);
        }
    }

    @Test
    void append_manyKeys_arriveOnceEachByTheirShards() {
        List<byte[]> keys = RemoteContractSupport.randomKeys(1_000);
        List<Applied> applied = get(channel().append(Operation.INVALIDATE, keys));
        assertThat(applied).extracting(one -> one.current().shard()).doesNotHaveDuplicates();
        List<Invalidation> heard = hear(second, applied);
        assertThat(heard.stream().flatMap(message -> message.names().stream()))
                .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(heard)
                .allSatisfy(message -> assertThat(message.names())
                        .allMatch(key ->
                                channel().shardOf(key) == message.current().shard()));
    }

    @Test
    void append_clearAndTag_concernEveryShard() {
        List<Applied> cleared = get(channel().append(Operation.CLEAR, List.of()));
        byte[] tag = "röd".getBytes(StandardCharsets.UTF_8);
        List<Applied> tagged = get(channel().append(Operation.TAG, List.of(tag)));
        for (List<Applied> applied : List.of(cleared, tagged)) {
            assertThat(applied)
                    .extracting(one -> one.current().shard())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, channel().shards()).boxed().toList());
        }
        assertThat(hear(second, cleared))
                .allMatch(message -> message.operation() == Operation.CLEAR
                        && message.names().isEmpty());
        assertThat(hear(second, tagged)).allSatisfy(message -> {
            assertThat(message.operation()).isEqualTo(Operation.TAG);
            assertThat(only(message.names())).isEqualTo(tag);
        });
    }

    @Test
    void append_nothing_recordsNothing() {
        assertThat(get(channel().append(Operation.INVALIDATE, List.of()))).isEmpty();
    }

    @Test
    void append_oneAfterTheOther_isAChainOfGrowingStamps() {
        byte[] key = RemoteContractSupport.randomKey();
        List<Applied> chain = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            BusChannel node = i % 2 == 0 ? channel() : otherChannel();
            chain.add(only(get(node.append(Operation.INVALIDATE, List.of(key)))));
        }
        for (int i = 1; i < 20; i++) {
            assertThat(chain.get(i).previous()).isEqualTo(chain.get(i - 1).current());
            assertThat(chain.get(i).current().stamp())
                    .isGreaterThan(chain.get(i - 1).current().stamp())
                    .isLessThanOrEqualTo(1L << 53);
            assertThat(chain.get(i).current().era())
                    .isEqualTo(chain.get(0).current().era());
        }
        assertThat(hear(first, chain)).extracting(Invalidation::current).isEqualTo(places(chain));
    }

    @Test
    void append_manyThreads_losesNoLinkOfTheChain() {
        byte[] key = RemoteContractSupport.randomKey();
        List<Callable<List<Applied>>> writers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            BusChannel node = i % 2 == 0 ? channel() : otherChannel();
            writers.add(() -> {
                List<Applied> mine = new ArrayList<>();
                for (int n = 0; n < 20; n++) {
                    mine.addAll(get(node.append(Operation.INVALIDATE, List.of(key))));
                }
                return mine;
            });
        }
        List<Applied> all = together(writers).stream().flatMap(List::stream).toList();
        List<Position> previous = all.stream().map(Applied::previous).toList();
        assertThat(previous).doesNotHaveDuplicates().hasSize(120);
        assertThat(places(all)).doesNotHaveDuplicates();
        assertThat(places(all).stream().filter(previous::contains)).hasSize(119);
        List<Invalidation> heard = hear(second, all);
        for (int i = 1; i < heard.size(); i++) {
            assertThat(heard.get(i).previous()).isEqualTo(heard.get(i - 1).current());
        }
    }

    @Test
    void poll_unknownPosition_resetsToTheHead() {
        Applied applied = only(invalidate(RemoteContractSupport.randomKey()));
        Polled polled =
                get(otherChannel().poll(Position.unknown(applied.current().shard()), 100));
        assertThat(polled).isInstanceOf(Polled.Reset.class);
        assertThat(polled.head()).isEqualTo(applied.current());
    }

    @Test
    void poll_head_bringsNothing() {
        Applied applied = only(invalidate(RemoteContractSupport.randomKey()));
        Polled polled = get(otherChannel().poll(applied.current(), 100));
        assertThat(polled).isEqualTo(new Polled.Entries(List.of(), applied.current()));
    }

    @Test
    void poll_earlierPosition_bringsTheStepsSinceInOrder() {
        byte[] key = RemoteContractSupport.randomKey();
        List<Applied> chain = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            chain.addAll(invalidate(key));
        }
        Polled all = get(otherChannel().poll(chain.get(1).current(), 100));
        assertThat(all).isInstanceOfSatisfying(Polled.Entries.class, entries -> {
            assertThat(entries.steps()).extracting(Invalidation::current).isEqualTo(places(chain.subList(2, 7)));
            assertThat(entries.steps()).extracting(Invalidation::previous).isEqualTo(places(chain.subList(1, 6)));
            assertThat(entries.steps())
                    .allSatisfy(step -> assertThat(only(step.names())).isEqualTo(key));
            assertThat(entries.head()).isEqualTo(chain.get(6).current());
        });
        Polled some = get(otherChannel().poll(chain.get(1).current(), 3));
        assertThat(some).isInstanceOfSatisfying(Polled.Entries.class, entries -> {
            assertThat(entries.steps()).extracting(Invalidation::current).isEqualTo(places(chain.subList(2, 5)));
            assertThat(entries.head()).isEqualTo(chain.get(6).current());
        });
    }

    @Test
    void poll_tagAndClear_bringTheirOperationAndNames() {
        Position before = only(invalidate(RemoteContractSupport.randomKey())).current();
        byte[] tag = "t".getBytes(StandardCharsets.UTF_8);
        get(channel().append(Operation.TAG, List.of(tag)));
        get(channel().append(Operation.CLEAR, List.of()));
        assertThat(get(channel().poll(before, 100))).isInstanceOfSatisfying(Polled.Entries.class, entries -> {
            assertThat(entries.steps())
                    .extracting(Invalidation::operation)
                    .containsExactly(Operation.TAG, Operation.CLEAR);
            assertThat(only(entries.steps().get(0).names())).isEqualTo(tag);
            assertThat(entries.steps().get(1).names()).isEmpty();
        });
    }

    @Test
    void poll_positionOfAnotherHistory_resets() {
        Position real = only(invalidate(RemoteContractSupport.randomKey())).current();
        invalidate(RemoteContractSupport.randomKey());
        Position forked = new Position(real.shard(), real.era(), real.stamp(), real.nonce() + 1);
        Position otherEra = new Position(real.shard(), real.era() + 1, real.stamp(), real.nonce());
        assertThat(get(channel().poll(forked, 100))).isInstanceOf(Polled.Reset.class);
        assertThat(get(channel().poll(otherEra, 100))).isInstanceOf(Polled.Reset.class);
    }

    @Test
    void caches_ofOneBus_areApart() {
        RecordingListener apart = new RecordingListener();
        CacheId otherCache = RemoteContractSupport.randomCache();
        try (BusChannel channel = buses.get(0).open(otherCache, apart)) {
            eventually("it is subscribed", () -> apart.connections() > 0);
            Applied here = only(invalidate(RemoteContractSupport.randomKey()));
            List<Applied> there = get(channel.append(Operation.INVALIDATE, List.of(RemoteContractSupport.randomKey())));
            hear(apart, there);
            hear(first, List.of(here));
            assertThat(apart.messages()).hasSize(1);
            assertThat(first.messages()).hasSize(1);
        }
    }

    @Test
    void channels_ofOneCacheAndBus_allHear() {
        RecordingListener third = new RecordingListener();
        try (BusChannel channel = buses.get(0).open(cache, third)) {
            eventually("it is subscribed", () -> third.connections() > 0);
            List<Applied> applied = get(channel.append(Operation.CLEAR, List.of()));
            hear(first, applied);
            hear(second, applied);
            hear(third, applied);
        }
        List<Applied> later = invalidate(RemoteContractSupport.randomKey());
        hear(first, later);
        assertThat(third.at(places(later))).isEmpty();
    }

    @Test
    void close_channel_hearsNothingMore() {
        otherChannel().close();
        otherChannel().close();
        List<Applied> applied = invalidate(RemoteContractSupport.randomKey());
        hear(first, applied);
        assertThat(second.messages()).isEmpty();
    }

    @Test
    void close_bus_refusesFromThenOn() {
        InvalidationBus bus = buses.get(1);
        bus.close();
        bus.close();
        assertThatThrownBy(() -> bus.open(cache, new RecordingListener())).isInstanceOf(CacheClosedException.class);
        hear(first, invalidate(RemoteContractSupport.randomKey()));
        assertThat(second.messages()).isEmpty();
    }

    private InvalidationBus node() {
        InvalidationBus bus = connect();
        buses.add(bus);
        return bus;
    }

    private BusChannel channel() {
        return opened(firstChannel);
    }

    private BusChannel otherChannel() {
        return opened(secondChannel);
    }

    private static BusChannel opened(@Nullable BusChannel channel) {
        if (channel == null) {
            throw new IllegalStateException("no test runs");
        }
        return channel;
    }

    private List<Applied> invalidate(byte[] key) {
        return get(channel().append(Operation.INVALIDATE, List.of(key)));
    }

    private List<Invalidation> hear(RecordingListener listener, List<Applied> applied) {
        eventually("all is heard", () -> listener.at(places(applied)).size() >= applied.size());
        assertThat(listener.at(places(applied))).hasSize(applied.size());
        return listener.at(places(applied));
    }

    private static List<Position> places(List<Applied> applied) {
        return applied.stream().map(Applied::current).toList();
    }

    private static <T> T only(List<T> list) {
        return RemoteContractSupport.only(list);
    }

    private static byte[] allBytes() {
        byte[] key = new byte[256];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }
}
