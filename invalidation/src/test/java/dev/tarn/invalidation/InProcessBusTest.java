package dev.tarn.invalidation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheClosedException;
import dev.tarn.CodecException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InProcessBusTest {
    private static final CacheId CACHE = new CacheId("test", "products");

    /** Writes down what it hears. */
    private static class Node implements BusListener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final List<Invalidation> messages = new ArrayList<>();
        private volatile Thread thread;

        @Override
        public void onMessage(Invalidation message) {
            thread = Thread.currentThread();
            messages.add(message);
            heard.add(message.operation() + " " + Steps.texts(message));
        }

        @Override
        public void onConnected() {
            heard.add("connected");
        }

        @Override
        public void onDisconnected() {
            heard.add("disconnected");
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void change_ofOneNode_isHeardByAllOnAThreadOfTheBus() throws Exception {
        try (InProcessBus bus = InProcessBus.create()) {
            Node a = new Node();
            Node b = new Node();
            BusChannel channelA = bus.open(CACHE, a);
            BusChannel channelB = bus.open(CACHE, b);

            List<Applied> applied = get(channelA.append(Operation.INVALIDATE, Steps.names("k")));

            assertThat(a.heard.take()).isEqualTo("connected");
            assertThat(a.heard.take()).isEqualTo("INVALIDATE [k]");
            assertThat(b.heard.take()).isEqualTo("connected");
            assertThat(b.heard.take()).isEqualTo("INVALIDATE [k]");
            assertThat(b.thread).isNotSameAs(Thread.currentThread());
            assertThat(b.messages.get(0).current()).isEqualTo(applied.get(0).current());
            assertThat(channelB.shards()).isOne();
        }
    }

    @Test
    void otherCache_hearsNothing() {
        try (InProcessBus bus = InProcessBus.builder().executor(Runnable::run).build()) {
            Node other = new Node();
            bus.open(new CacheId("test", "other"), other);
            BusChannel channel = bus.open(CACHE, new Node());

            get(channel.append(Operation.CLEAR, List.of()));

            assertThat(other.heard).containsExactly("connected");
        }
    }

    @Test
    void names_areCopiedByEachNode() {
        try (InProcessBus bus = InProcessBus.builder().executor(Runnable::run).build()) {
            Node a = new Node();
            Node b = new Node();
            BusChannel channel = bus.open(CACHE, a);
            bus.open(CACHE, b);
            byte[] key = {'k'};
            Position before = get(channel.poll(Position.unknown(0), 1)).head();

            get(channel.append(Operation.INVALIDATE, List.of(key)));
            key[0] = 'x';
            a.messages.get(0).names().get(0)[0] = 'y';

            assertThat(Steps.texts(b.messages.get(0))).containsExactly("k");
            Polled.Entries polled = (Polled.Entries) get(channel.poll(before, 10));
            assertThat(Steps.texts(polled.steps().get(0))).containsExactly("k");
        }
    }

    @Test
    void invalidate_ofKeysOfManyShards_isOneStepInEach_andClearAndTagInAll() {
        try (InProcessBus bus =
                InProcessBus.builder().shards(8).executor(Runnable::run).build()) {
            BusChannel channel = bus.open(CACHE, new Node());
            List<byte[]> keys = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                keys.addAll(Steps.names("key-" + i));
            }
            Set<Integer> shards = keys.stream().map(channel::shardOf).collect(Collectors.toSet());

            List<Applied> applied = get(channel.append(Operation.INVALIDATE, keys));

            assertThat(shards).hasSize(8);
            assertThat(applied).extracting(place -> place.current().shard()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            assertThat(get(channel.append(Operation.CLEAR, List.of()))).hasSize(8);
            assertThat(get(channel.append(Operation.TAG, Steps.names("t")))).hasSize(8);
            assertThat(get(channel.append(Operation.INVALIDATE, List.of()))).isEmpty();
            for (byte[] key : keys) {
                Position before = applied.get(channel.shardOf(key)).previous();
                Polled.Entries polled = (Polled.Entries) get(channel.poll(before, 1));
                assertThat(polled.steps().get(0).names()).anyMatch(name -> Arrays.equals(name, key));
            }
        }
    }

    @Test
    void shardOf_staysWhatItIs() {
        try (InProcessBus bus = InProcessBus.builder().shards(64).build()) {
            BusChannel channel = bus.open(CACHE, new Node());

            assertThat(Steps.names("", "a", "product:42"))
                    .extracting(channel::shardOf)
                    .containsExactly(25, 32, 35);
        }
    }

    /** Two publishers, one order: each listener hears the steps of a shard in the order of the log, on whatever executor. */
    @Test
    void messagesOfAShard_comeInTheOrderOfTheLog() throws Exception {
        Executor manyThreads = task -> new Thread(task).start();
        try (InProcessBus bus = InProcessBus.builder().executor(manyThreads).build()) {
            Node a = new Node();
            BusChannel channelA = bus.open(CACHE, a);
            BusChannel channelB = bus.open(CACHE, new Node());
            Runnable writer = () -> {
                for (int i = 0; i < 2_000; i++) {
                    get(channelB.append(Operation.INVALIDATE, Steps.names("k")));
                }
            };
            Thread one = new Thread(writer);
            Thread two = new Thread(writer);
            one.start();
            two.start();
            one.join();
            two.join();
            Position head = get(channelA.poll(Position.unknown(0), 1)).head();

            for (int i = 0; i < 4_001; i++) {
                a.heard.take();
            }

            assertThat(a.messages).hasSize(4_000);
            for (int i = 1; i < a.messages.size(); i++) {
                assertThat(a.messages.get(i).previous())
                        .isEqualTo(a.messages.get(i - 1).current());
            }
            assertThat(a.messages.get(3_999).current()).isEqualTo(head);
        }
    }

    @Test
    void publisher_isNotOnTheStackOfListeners_evenIfOneWaitsForIt() throws Exception {
        try (InProcessBus bus = InProcessBus.create()) {
            CountDownLatch appended = new CountDownLatch(1);
            CountDownLatch heard = new CountDownLatch(1);
            bus.open(CACHE, new Node() {
                @Override
                public void onMessage(Invalidation message) {
                    try {
                        appended.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    heard.countDown();
                }
            });
            BusChannel channel = bus.open(CACHE, new Node());

            get(channel.append(Operation.CLEAR, List.of()));
            appended.countDown();
            heard.await();
        }
    }

    @Test
    void listener_thatThrows_isToldTheNextMessageAllTheSame() {
        try (InProcessBus bus = InProcessBus.builder().executor(Runnable::run).build()) {
            List<String> heard = new ArrayList<>();
            Node good = new Node();
            bus.open(CACHE, new Node() {
                @Override
                public void onMessage(Invalidation message) {
                    heard.addAll(Steps.texts(message));
                    throw new IllegalStateException("listener");
                }
            });
            BusChannel channel = bus.open(CACHE, good);

            get(channel.append(Operation.INVALIDATE, Steps.names("a")));
            get(channel.append(Operation.INVALIDATE, Steps.names("b")));

            assertThat(heard).containsExactly("a", "b");
            assertThat(good.heard).containsExactly("connected", "INVALIDATE [a]", "INVALIDATE [b]");
        }
    }

    @Test
    void listener_thatDoesNotKeepUp_losesItsQueueAndIsTold() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        try (InProcessBus bus = InProcessBus.builder().executor(tasks::add).build()) {
            Node slow = new Node();
            BusChannel channel = bus.open(CACHE, slow);
            for (int i = 0; i < Mailbox.CAPACITY + 3; i++) {
                get(channel.append(Operation.CLEAR, List.of()));
            }

            while (!tasks.isEmpty()) {
                tasks.poll().run();
            }

            assertThat(slow.heard)
                    .startsWith("disconnected", "connected", "CLEAR []")
                    .hasSizeLessThan(10);
            Position head = get(channel.poll(Position.unknown(0), 1)).head();
            assertThat(slow.messages.get(slow.messages.size() - 1).current()).isEqualTo(head);
        }
    }

    @Test
    void executor_thatRefusesOnce_isAskedAgainWithTheNextMessage() {
        boolean[] refuse = {false};
        Executor moody = task -> {
            if (refuse[0]) {
                throw new RejectedExecutionException("not now");
            }
            task.run();
        };
        try (InProcessBus bus = InProcessBus.builder().executor(moody).build()) {
            Node node = new Node();
            BusChannel channel = bus.open(CACHE, node);

            refuse[0] = true;
            get(channel.append(Operation.INVALIDATE, Steps.names("a")));
            refuse[0] = false;
            get(channel.append(Operation.INVALIDATE, Steps.names("b")));

            assertThat(node.heard).containsExactly("connected", "INVALIDATE [a]", "INVALIDATE [b]");
        }
    }

    @Test
    void nodeThatComesBack_catchesUpFromTheLog() {
        try (InProcessBus bus = InProcessBus.builder().executor(Runnable::run).build()) {
            BusChannel first = bus.open(CACHE, new Node());
            BusChannel other = bus.open(CACHE, new Node());
            Position last = get(first.append(Operation.INVALIDATE, Steps.names("a")))
                    .get(0)
                    .current();
            first.close();
            get(other.append(Operation.INVALIDATE, Steps.names("missed")));

            BusChannel again = bus.open(CACHE, new Node());
            Polled.Entries polled = (Polled.Entries) get(again.poll(last, 10));

            assertThat(polled.steps()).hasSize(1);
            assertThat(Steps.texts(polled.steps().get(0))).containsExactly("missed");
        }
    }

    @Test
    void closedChannel_hearsNothingMore_andRefuses() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        try (InProcessBus bus = InProcessBus.builder().executor(tasks::add).build()) {
            Node gone = new Node();
            BusChannel channel = bus.open(CACHE, gone);
            BusChannel other = bus.open(CACHE, new Node());
            get(other.append(Operation.CLEAR, List.of()));

            channel.close();
            channel.close();
            get(other.append(Operation.CLEAR, List.of()));
            while (!tasks.isEmpty()) {
                tasks.poll().run();
            }

            assertThat(gone.heard).isEmpty();
            assertThatThrownBy(() -> get(channel.append(Operation.CLEAR, List.of())))
                    .hasCauseInstanceOf(CacheClosedException.class);
            assertThatThrownBy(() -> get(channel.poll(Position.unknown(0), 1)))
                    .hasCauseInstanceOf(CacheClosedException.class);
        }
    }

    @Test
    void closedBus_leavesNoThread_andRefuses() throws Exception {
        InProcessBus bus = InProcessBus.create();
        Node node = new Node();
        BusChannel channel = bus.open(CACHE, node);
        get(channel.append(Operation.CLEAR, List.of()));
        node.heard.take();
        node.heard.take();
        assertThat(node.thread.isAlive()).isTrue();
        assertThat(node.thread.isDaemon()).isTrue();

        bus.close();
        bus.close();

        assertThat(node.thread.isAlive()).isFalse();
        assertThatThrownBy(() -> bus.open(CACHE, node)).isInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> get(channel.append(Operation.CLEAR, List.of())))
                .hasCauseInstanceOf(CacheClosedException.class);
    }

    @Test
    void close_byAListener_doesNotWaitForItself() throws Exception {
        InProcessBus bus = InProcessBus.create();
        CountDownLatch closed = new CountDownLatch(1);
        Node closer = new Node() {
            @Override
            public void onConnected() {
                bus.close();
                closed.countDown();
            }
        };

        bus.open(CACHE, closer);

        closed.await();
    }

    @Test
    void nameThatIsTooLong_failsAndRecordsNothing() {
        try (InProcessBus bus = InProcessBus.create()) {
            BusChannel channel = bus.open(CACHE, new Node());
            Position before = get(channel.poll(Position.unknown(0), 1)).head();

            assertThatThrownBy(() -> get(
                            channel.append(Operation.INVALIDATE, List.of(new byte[WireForm.MAXIMUM_NAME_BYTES + 1]))))
                    .hasCauseInstanceOf(CodecException.class);

            assertThat(get(channel.poll(before, 1))).isEqualTo(new Polled.Entries(List.of(), before));
        }
    }

    @Test
    void changesThatAreNoneOfACallers_areRefused() {
        try (InProcessBus bus = InProcessBus.create()) {
            BusChannel channel = bus.open(CACHE, new Node());

            for (Operation operation : List.of(Operation.FILL_NOTE, Operation.QUARANTINE, Operation.GENESIS)) {
                assertThatIllegalArgumentException().isThrownBy(() -> channel.append(operation, List.of()));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> channel.append(Operation.CLEAR, Steps.names("k")))
                    .withMessageContaining("CLEAR with 1 names");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> channel.poll(Position.unknown(1), 1))
                    .withMessage("shard is 1, it must be from 0 to 0");
        }
    }

    @Test
    void figures_outOfRange_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InProcessBus.builder().shards(0))
                .withMessage("InProcessBus.shards is 0, it must be from 1 to 1024");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InProcessBus.builder().shards(1025))
                .withMessage("InProcessBus.shards is 1025, it must be from 1 to 1024");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InProcessBus.builder().logCapacity(0))
                .withMessage("InProcessBus.logCapacity is 0, it must be 1 or more");
    }
}
