package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.StoreException;
import dev.tarn.testing.time.FakeClock;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ConnectionFacade;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LinkTest {
    private static final Duration BUDGET = Duration.ofSeconds(1);
    private static final Duration LONG = BUDGET.multipliedBy(5);

    private final FakeClock clock = new FakeClock();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Lines lines = new Lines();
    private final LinkWatch watch = new LinkWatch(timer);
    private volatile String master = "";
    private Link link;
    private Link other;

    @BeforeEach
    void start() {
        RedisOptions options =
                RedisStore.builder().uri("redis://127.0.0.1:1").clock(clock).options();
        Deadlines deadlines = new Deadlines("redis", BUDGET.toNanos(), clock, timer);
        link = new Link(options, lines, this::greet, watch, deadlines, timer);
        other = new Link(options, lines, this::greet, watch, deadlines, timer);
        watch.require(link);
        link.start();
    }

    private CompletableFuture<String> greet(RedisChannelWriter writer) {
        return CompletableFuture.completedFuture(master);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        lines.close().join();
    }

    @Test
    void scriptUnknown_sameConnection_isSentWhole() {
        CompletableFuture<?> answer = poll();
        refuse(lines.written(0, 0));
        assertThat(answer).isNotDone();
        assertThat(lines.written(0, 1).getType()).isEqualTo(CommandType.EVAL);
    }

    @Test
    void scriptUnknown_connectionLostMeanwhile_failsAndIsNotSentOnTheNext() throws Exception {
        CompletableFuture<?> answer = poll();
        link.demoted();
        until(link::isUp);
        assertThat(lines.writers).hasSize(2);
        refuse(lines.written(0, 0));
        assertThat(answer)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(StoreException.class);
        assertThat(lines.writers.get(1).commands).isEmpty();
    }

    @Test
    void link_comesUpAtAnotherMaster_hasTheOtherLinksFollow() throws Exception {
        master = "A";
        startBoth();
        master = "B";
        link.demoted();
        until(() -> link.server().equals("B") && other.server().equals("B"));
        assertThat(watch.allUp()).isTrue();
    }

    @Test
    void link_comesUpAtAnotherMaster_isNotAllBeforeTheOthersHaveFollowed() throws Exception {
        master = "A";
        startBoth();
        master = "B";
        lines.open.set(1);
        link.demoted();
        until(() -> link.server().equals("B"));
        assertThat(other.isUp()).isFalse();
        assertThat(watch.allUp()).isFalse();
    }

    @Test
    void link_comesUpAtAServerThatDoesNotSayWhich_leavesTheOthersAlone() throws Exception {
        master = "A";
        startBoth();
        master = "";
        link.demoted();
        until(() -> link.isUp() && link.server().isEmpty());
        assertThat(other.server()).isEqualTo("A");
        assertThat(watch.allUp()).isTrue();
    }

    @Test
    void link_comesUp_hasAnotherThatIsDownTriedAtOnce() throws Exception {
        lines.open.set(0);
        lines.refusal = new RefusedServerException("not yet", true);
        watch.require(other);
        other.start(); // its next attempt is a long time off
        lines.open.set(Integer.MAX_VALUE);
        link.demoted();
        until(link::isUp);
        assertThat(other.isUp()).isTrue();
    }

    @Test
    void link_nobodyAskedForLong_isKeptWhenOneAnswerIsLate() {
        clock.advance(LONG);
        ask();
        clock.advance(BUDGET);
        link.missed();
        assertThat(link.isUp()).isTrue();
        assertThat(lines.writers).hasSize(1);
    }

    @Test
    void link_nothingHeardForLongAfterCalls_isGivenUp() throws Exception {
        ask();
        clock.advance(LONG);
        ask();
        link.missed();
        assertThat(link.isUp()).isFalse();
        until(link::isUp);
        assertThat(lines.writers).hasSize(2);
    }

    @Test
    void link_oneOfManyCallsAnswered_isKept() {
        ask();
        clock.advance(LONG);
        ask();
        refuse(lines.written(0, 0));
        link.missed();
        assertThat(link.isUp()).isTrue();
    }

    /** Has both links at the master. */
    private void startBoth() throws Exception {
        watch.require(other);
        other.start();
        link.demoted();
        until(() -> link.server().equals(master) && other.server().equals(master));
    }

    /** Waits until the timer has brought it about, and has ended that task. */
    private void until(BooleanSupplier reached) throws Exception {
        do {
            timer.schedule(() -> {}, 10, TimeUnit.MILLISECONDS).get();
        } while (!reached.getAsBoolean());
        timer.submit(() -> {}).get();
    }

    private void ask() {
        assertThat(poll()).isNotDone();
    }

    private CompletableFuture<?> poll() {
        byte[] key = {1};
        Script.Edition script = Script.POLL.edition(false);
        List<byte[]> parts = List.of(script.digest, ScriptCall.decimal(1), key);
        return ScriptCall.run(link, "poll", script, key, parts, answer -> answer);
    }

    private static void refuse(RedisCommand<?, ?, ?> call) {
        call.getOutput().setError("NOSCRIPT No matching script.");
        call.complete();
    }

    /** Makes connections that lead nowhere. */
    private static final class Lines implements Dialer {
        final List<Writer> writers = new CopyOnWriteArrayList<>();
        final AtomicInteger open = new AtomicInteger(Integer.MAX_VALUE);
        volatile Exception refusal = new IllegalStateException("shut");
        private final ClientResources resources = DefaultClientResources.create();

        RedisCommand<?, ?, ?> written(int connection, int command) {
            return writers.get(connection).commands.get(command);
        }

        @Override
        public CompletableFuture<? extends StatefulConnection<byte[], byte[]>> dial() {
            if (open.getAndDecrement() <= 0) {
                return CompletableFuture.failedFuture(refusal);
            }
            Writer writer = new Writer(resources);
            writers.add(writer);
            return CompletableFuture.completedFuture(new StatefulRedisConnectionImpl<>(
                    writer, new NoPushes(), ByteArrayCodec.INSTANCE, Duration.ofSeconds(1)));
        }

        @Override
        public boolean heals() {
            return false;
        }

        @Override
        public @Nullable String nodeOf(int slot) {
            return null;
        }

        @Override
        public CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> dialMessages(String node) {
            return CompletableFuture.failedFuture(new AssertionError("nobody listens"));
        }

        @Override
        public CompletableFuture<?> close() {
            resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Lets nobody hear anything. */
    private static final class NoPushes implements PushHandler {
        @Override
        public void addListener(PushListener listener) {}

        @Override
        public void removeListener(PushListener listener) {}

        @Override
        public Collection<PushListener> getPushListeners() {
            return List.of();
        }
    }

    /** Keeps what is written. */
    private static final class Writer implements RedisChannelWriter {
        final List<RedisCommand<?, ?, ?>> commands = new ArrayList<>();
        private final ClientResources resources;

        Writer(ClientResources resources) {
            this.resources = resources;
        }

        @Override
        public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
            commands.add(command);
            return command;
        }

        @Override
        public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> some) {
            throw new AssertionError("calls are written one by one");
        }

        @Override
        public void close() {}

        @Override
        public CompletableFuture<Void> closeAsync() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void setConnectionFacade(ConnectionFacade connection) {}

        @Override
        public void setAutoFlushCommands(boolean autoFlush) {}

        @Override
        public void flushCommands() {}

        @Override
        public ClientResources getClientResources() {
            return resources;
        }
    }
}
