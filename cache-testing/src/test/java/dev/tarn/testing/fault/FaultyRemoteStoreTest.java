package dev.tarn.testing.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheTimeoutException;
import dev.tarn.StoreException;
import dev.tarn.spi.Begun;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.fault.Fault.Kind;
import dev.tarn.testing.time.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyRemoteStoreTest {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final CacheId CACHE = new CacheId("test", "cache");

    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);
    private final FaultyRemoteStore store = new FaultyRemoteStore(server.connect(), clock, 5);
    private final RemoteTier tier = store.open(CACHE);
    private final RemoteTier straight = server.connect().open(CACHE);

    @BeforeEach
    void putOneValue() {
        straight.put(List.of(Envelopes.write(KEY, "value")));
    }

    @Test
    void next_refuse_failsOnceAndChangesNothing() {
        store.next(Operation.INVALIDATE, Fault.of(Kind.REFUSE));
        assertFails(tier.invalidate(List.of(KEY)), StoreException.class);
        assertThat(text(straight)).isEqualTo("value");
        assertThat(tier.invalidate(List.of(KEY))).isCompleted();
        assertThat(text(straight)).isNull();
        assertThat(store.calls(Operation.INVALIDATE)).isEqualTo(2);
        assertThat(store.injected()).isEqualTo(1);
    }

    @Test
    void nth_call_failsAndNoOther() {
        tier.read(KEY);
        store.nth(Operation.READ, 3, Fault.of(Kind.REFUSE));
        List<Boolean> failed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            failed.add(tier.read(KEY).toCompletableFuture().isCompletedExceptionally());
        }
        assertThat(failed).containsExactly(false, false, true, false, false);
    }

    @Test
    void loseAnswer_write_isCarriedOutThoughItTimesOut() {
        store.next(Operation.INVALIDATE, Fault.of(Kind.LOSE_ANSWER));
        assertFails(tier.invalidate(List.of(KEY)), CacheTimeoutException.class);
        assertThat(text(straight)).isNull();
    }

    @Test
    void loseRequest_write_isNotCarriedOut() {
        store.next(Operation.INVALIDATE, Fault.of(Kind.LOSE_REQUEST));
        assertFails(tier.invalidate(List.of(KEY)), CacheTimeoutException.class);
        assertThat(text(straight)).isEqualTo("value");
    }

    @Test
    void lateRequest_fill_comesAfterTheInvalidationAndIsRefused() {
        byte[] other = {1};
        LeaseToken token = new LeaseToken(1, 1);
        tier.begin(List.of(other), token, Duration.ofSeconds(10), false);
        store.next(Operation.FILL, Fault.lateRequest(Duration.ofMillis(50)));
        CompletionStage<List<Boolean>> fill = tier.fill(List.of(Envelopes.write(other, "late")), token);
        straight.invalidate(List.of(other));
        clock.advance(Duration.ofMillis(49));
        assertThat(fill).isNotDone();
        clock.advance(Duration.ofMillis(1));
        assertThat(fill).isCompletedWithValue(List.of(false));
    }

    @Test
    void lateAnswer_read_hasTheValueOfTheTimeItWasAsked() {
        store.next(Operation.READ, Fault.lateAnswer(Duration.ofMillis(50)));
        CompletionStage<RemoteRead> read = tier.read(KEY);
        straight.invalidate(List.of(KEY));
        assertThat(read).isNotDone();
        clock.advance(Duration.ofMillis(50));
        assertThat(Envelopes.text(envelope(read))).isEqualTo("value");
        assertThat(text(straight)).isNull();
    }

    @Test
    void damage_reads_isInTheAnswerOnly() {
        byte[] good = envelope(straight.read(KEY));
        for (Kind kind : List.of(Kind.TRUNCATE, Kind.FLIP_BIT, Kind.FOREIGN)) {
            for (int i = 0; i < 100; i++) {
                store.next(Operation.READ, Fault.of(kind));
                byte[] bad = envelope(tier.read(KEY));
                assertThat(bad).as(kind.toString()).isNotEqualTo(good);
                if (kind == Kind.FLIP_BIT) {
                    assertThat(bad).hasSameSizeAs(good);
                    assertThat(EnvelopeHeader.version(bad)).isEqualTo(EnvelopeHeader.version(good));
                    assertThat(EnvelopeHeader.era(bad)).isEqualTo(EnvelopeHeader.era(good));
                }
                if (kind == Kind.TRUNCATE) {
                    assertThat(bad).isEqualTo(Arrays.copyOf(good, bad.length)).hasSizeLessThan(good.length);
                }
            }
        }
        assertThat(text(tier)).isEqualTo("value");
    }

    @Test
    void damage_batchAndBegin_isDoneToo() {
        store.next(Operation.READ_ALL, Fault.of(Kind.FOREIGN));
        store.next(Operation.BEGIN, Fault.of(Kind.FOREIGN));
        byte[] missing = {2};
        List<RemoteRead> reads =
                tier.readAll(List.of(KEY, missing)).toCompletableFuture().join();
        assertThat(EnvelopeHeader.isEnvelope(envelope(reads.get(0)))).isFalse();
        assertThat(reads.get(1).envelope()).isNull();
        List<Begun> begun = tier.begin(List.of(KEY), new LeaseToken(1, 1), Duration.ofSeconds(1), false)
                .toCompletableFuture()
                .join();
        assertThat(begun.get(0))
                .isInstanceOfSatisfying(
                        Begun.Hit.class,
                        hit -> assertThat(EnvelopeHeader.isEnvelope(hit.envelope()))
                                .isFalse());
    }

    @Test
    void always_fault_lastsUntilHealed() {
        store.always(Fault.of(Kind.REFUSE));
        assertFails(tier.read(KEY), StoreException.class);
        assertFails(tier.clear(), StoreException.class);
        assertFails(tier.putIf(Envelopes.write(KEY, "w"), 1), StoreException.class);
        store.heal();
        assertThat(text(tier)).isEqualTo("value");
    }

    @Test
    void randomly_sameSeed_isTheSameEveryTime() {
        List<Boolean> first = failures(7);
        assertThat(failures(7)).isEqualTo(first);
        assertThat(failures(8)).isNotEqualTo(first);
        assertThat(first.stream().filter(failed -> failed).count()).isBetween(30L, 90L);
    }

    @Test
    void order_thatCannotBe_isRefused() {
        assertThatThrownBy(() -> store.next(Operation.FILL, Fault.of(Kind.TRUNCATE)))
                .hasMessage("fault is TRUNCATE of FILL, but only what is read can be damaged");
        assertThatThrownBy(() -> store.nth(Operation.FILL, 0, Fault.of(Kind.REFUSE)))
                .hasMessage("calls is 0, but must be at least 1");
        assertThatThrownBy(() -> store.randomly(1.1)).hasMessage("probability is 1.1, but must be from 0 to 1");
    }

    private List<Boolean> failures(long seed) {
        FaultyRemoteStore seeded = new FaultyRemoteStore(server.connect(), clock, seed);
        seeded.randomly(0.3, Fault.of(Kind.REFUSE), Fault.of(Kind.LOSE_ANSWER));
        RemoteTier random = seeded.open(CACHE);
        List<Boolean> failed = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            failed.add(random.read(KEY).toCompletableFuture().isCompletedExceptionally());
        }
        return failed;
    }

    private static void assertFails(CompletionStage<?> stage, Class<? extends Throwable> with) {
        assertThat(stage).isCompletedExceptionally();
        assertThatThrownBy(() -> stage.toCompletableFuture().join()).hasCauseInstanceOf(with);
    }

    private static @Nullable String text(RemoteTier node) {
        RemoteRead read = node.read(KEY).toCompletableFuture().join();
        return read.envelope() == null ? null : Envelopes.text(read.envelope());
    }

    private static byte[] envelope(CompletionStage<RemoteRead> read) {
        return envelope(read.toCompletableFuture().join());
    }

    private static byte[] envelope(RemoteRead read) {
        if (read.envelope() == null) {
            throw new AssertionError("expected a value, but it is a miss");
        }
        return read.envelope();
    }
}
