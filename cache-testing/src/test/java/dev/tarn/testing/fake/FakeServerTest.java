package dev.tarn.testing.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.StoreException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.contract.RecordingListener;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.testing.time.SteppingExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FakeServerTest {
    private static final byte[] KEY = {1, 2, 3};
    private static final CacheId CACHE = new CacheId("test", "cache");

    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);
    private final FakeRemoteStore store = server.connect();
    private final RemoteTier tier = store.open(CACHE);
    private final RecordingListener listener = new RecordingListener();

    @Test
    void down_server_failsRequestsAndTellsTheListeners() {
        store.bus().open(CACHE, listener);
        tier.put(List.of(Envelopes.write(KEY, "v")));
        server.down();
        assertThatThrownBy(() -> tier.read(KEY).toCompletableFuture().join()).hasCauseInstanceOf(StoreException.class);
        assertThat(listener.disconnections()).isEqualTo(1);
        server.up();
        assertThat(listener.connections()).isEqualTo(2);
        assertThat(read().envelope()).isNotNull();
    }

    @Test
    void mute_messages_areLostButTheLogShowsThem() {
        BusChannel channel = store.bus().open(CACHE, listener);
        Position before = read().head();
        server.mute();
        Applied lost = invalidate();
        server.unmute();
        Applied heard = invalidate();
        assertThat(listener.messages()).hasSize(1);
        assertThat(listener.messages().get(0).previous()).isEqualTo(lost.current());
        Polled polled = channel.poll(before, 10).toCompletableFuture().join();
        assertThat(polled)
                .isInstanceOfSatisfying(
                        Polled.Entries.class,
                        entries -> assertThat(entries.steps()).hasSize(2));
        assertThat(polled.head()).isEqualTo(heard.current());
    }

    @Test
    void flush_server_losesValuesLeasesAndTheEra() {
        tier.put(List.of(Envelopes.write(KEY, "v")));
        Position before = read().head();
        byte[] other = {9};
        LeaseToken token = new LeaseToken(1, 1);
        tier.begin(List.of(other), token, Duration.ofMinutes(1), false);
        server.flush();
        assertThat(server.stored(CACHE, KEY)).isNull();
        assertThat(read().head().era()).isNotEqualTo(before.era());
        assertThat(tier.fill(List.of(Envelopes.write(other, "old")), token)).isCompletedWithValue(List.of(false));
        BusChannel channel = store.bus().open(CACHE, listener);
        assertThat(channel.poll(before, 10).toCompletableFuture().join()).isInstanceOf(Polled.Reset.class);
    }

    @Test
    void loseMetadata_values_areThereButDead() {
        tier.put(List.of(Envelopes.write(KEY, "v")));
        server.loseMetadata();
        assertThat(server.stored(CACHE, KEY)).isNotNull();
        assertThat(read().envelope()).isNull();
    }

    @Test
    void trimLogs_oldPosition_cannotBeFollowed() {
        BusChannel channel = store.bus().open(CACHE, listener);
        Applied first = invalidate();
        Applied second = invalidate();
        server.trimLogs(1);
        assertThat(channel.poll(first.current(), 10).toCompletableFuture().join())
                .isInstanceOf(Polled.Reset.class);
        assertThat(channel.poll(second.current(), 10).toCompletableFuture().join())
                .isInstanceOf(Polled.Entries.class);
    }

    @Test
    void plant_foreignBytes_areFoundAsTheyAre() {
        byte[] foreign = {'x'};
        server.plant(CACHE, KEY, foreign);
        assertThat(read().envelope()).isEqualTo(foreign);
        LeaseToken token = new LeaseToken(1, 1);
        List<Begun> begun = tier.begin(List.of(KEY), token, Duration.ofSeconds(1), true)
                .toCompletableFuture()
                .join();
        assertThat(begun.get(0)).isInstanceOf(Begun.Leased.class);
        assertThat(tier.fill(List.of(Envelopes.write(KEY, "good")), token)).isCompletedWithValue(List.of(true));
    }

    @Test
    void stamps_clockGoneBack_growAllTheSame() {
        Applied before = invalidate();
        clock.jump(Duration.ofHours(-1));
        Applied after = invalidate();
        assertThat(after.current().stamp()).isGreaterThan(before.current().stamp());
    }

    @Test
    void executors_stepped_decideWhenRequestsAndMessagesArrive() {
        SteppingExecutor io = new SteppingExecutor();
        SteppingExecutor push = new SteppingExecutor();
        FakeServer stepped = new FakeServer(clock, io, push, 1);
        FakeRemoteStore node = stepped.connect();
        node.bus().open(CACHE, listener);
        push.runAll();
        CompletionStage<List<Applied>> applied = node.open(CACHE).invalidate(List.of(KEY));
        assertThat(applied).isNotDone();
        io.step();
        assertThat(applied).isCompleted();
        assertThat(listener.messages()).isEmpty();
        push.runAll();
        assertThat(listener.messages()).hasSize(1);
    }

    @Test
    void assertNothingOpen_leftovers_areNamedWithTheirOrigin() {
        BusChannel channel = store.bus().open(CACHE, listener);
        assertThatThrownBy(server::assertNothingOpen)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("2 left open")
                .satisfies(error -> assertThat(error.getSuppressed()).hasSize(2));
        channel.close();
        assertThatThrownBy(server::assertNothingOpen).hasMessageContaining("1 left open");
        store.close();
        server.assertNothingOpen();
    }

    @Test
    void close_store_closesItsChannels() {
        store.bus().open(CACHE, listener);
        store.close();
        server.assertNothingOpen();
        server.connect().open(CACHE).invalidate(List.of(KEY));
        assertThat(listener.messages()).isEmpty();
    }

    @Test
    void begin_leaseTooShort_isRefused() {
        assertThatThrownBy(() -> tier.begin(List.of(KEY), new LeaseToken(1, 1), Duration.ofNanos(1), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lease is PT0.000000001S, but must be at least 1 ms");
    }

    private RemoteRead read() {
        return tier.read(KEY).toCompletableFuture().join();
    }

    private Applied invalidate() {
        return tier.invalidate(List.of(KEY)).toCompletableFuture().join().get(0);
    }
}
