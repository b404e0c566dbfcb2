package dev.tarn.tiered.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Now;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Conditional;
import dev.tarn.spi.RemoteTier.Write;
import dev.tarn.spi.Traits;
import dev.tarn.testing.fake.FakeRemoteStore;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Asks the simulated server and the test kit's fake one the same random things. The fake one is held against real Redis in the same way, so
 * what the simulation finds is about the scripts as they are.
 */
class SimShardTest {
    private static final CacheId CACHE = new CacheId("sim", "conformance");
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int KEYS = 4;
    private static final int ACTS = 120;

    /** What can be asked or done. */
    private enum Kind {
        BEGIN,
        REFRESH,
        FILL,
        EXTEND,
        RELEASE,
        PUT,
        PUT_IF,
        REMOVE_IF,
        INVALIDATE,
        QUARANTINE,
        TAG,
        CLEAR,
        READ,
        POLL,
        REASSERT,
        TRIM,
        LOSE_METADATA,
        FLUSH
    }

    /** Both servers, and what both have said, with positions named in the order in which they appeared. */
    private static final class Twins {
        final Random random;
        final FakeServer server = new FakeServer(new FakeClock());
        final FakeRemoteStore store = server.connect();
        final RemoteTier tier = store.open(CACHE);
        final BusChannel channel = Objects.requireNonNull(store.bus()).open(CACHE, new Deaf());
        final List<SimShard> shards = new ArrayList<>();
        final Said fake = new Said();
        final Said simulated = new Said();

        Twins(long seed) {
            random = new Random(seed);
            Dice dice = new Dice(seed);
            Agenda agenda = new Agenda();
            for (int shard = 0; shard < channel.shards(); shard++) {
                shards.add(new SimShard(shard, agenda, dice, Integer.MAX_VALUE, 0, () -> 1, step -> {}));
            }
        }

        SimShard of(byte[] key) {
            return shards.get(channel.shardOf(key));
        }

        void act() {
            Kind[] kinds = Kind.values();
            Kind kind = kinds[random.nextInt(kinds.length)];
            int number = random.nextInt(KEYS);
            byte[] key = Rows.name(number);
            List<byte[]> keys = List.of(key);
            LeaseToken token = new LeaseToken(1, random.nextInt(3));
            Write write = write(number);
            switch (kind) {
                case BEGIN, REFRESH -> {
                    boolean refresh = kind == Kind.REFRESH;
                    same(
                            kind,
                            tier.begin(keys, token, LIFE, refresh),
                            List.of(of(key).begin(key, token, LIFE, refresh)));
                }
                case FILL -> same(kind, tier.fill(List.of(write), token), List.of(of(key).fill(write, token)));
                case EXTEND -> same(kind, tier.extend(keys, token, LIFE), List.of(of(key).extend(key, token, LIFE)));
                case RELEASE -> {
                    tier.release(keys, token).toCompletableFuture().join();
                    of(key).release(key, token);
                }
                case PUT -> same(kind, tier.put(List.of(write)), List.of(of(key).put(List.of(write))));
                case PUT_IF, REMOVE_IF -> changeIf(kind, key, write);
                case INVALIDATE -> same(kind, tier.invalidate(keys), List.of(of(key).invalidate(keys)));
                case QUARANTINE -> same(kind, tier.quarantine(keys, LIFE), List.of(of(key).quarantine(keys, LIFE)));
                case TAG -> {
                    int group = random.nextInt(2);
                    byte[] tag = Rows.tagName(group);
                    same(
                            kind,
                            tier.invalidateTag(Rows.tag(group)),
                            shards.stream().map(shard -> shard.tag(tag)).toList());
                }
                case CLEAR ->
                    same(
                            kind,
                            tier.clear(),
                            shards.stream().map(SimShard::clear).toList());
                case READ -> same(kind, tier.read(key), of(key).read(key));
                case POLL -> poll();
                case REASSERT -> reassert();
                default -> lose(kind);
            }
        }

        private Write write(int number) {
            boolean tagged = random.nextBoolean();
            Traits traits = tagged ? new Traits(Set.of(Rows.tag(Rows.group(number))), null, null) : Traits.NONE;
            Entry<Long> entry = new Entry<>((long) random.nextInt(1_000), 0, 0, 1, 1, LIFE.toNanos(), traits);
            byte[] envelope = Rows.INSTANCE
                    .entries(Rows.INSTANCE.values(Long.class))
                    .encode(Rows.name(number), entry, new Now(0, 0));
            return new Write(Rows.name(number), envelope, LIFE);
        }

        /** Expects the version that is there, most of the time. */
        private void changeIf(Kind kind, byte[] key, Write write) {
            boolean matches = random.nextInt(4) > 0;
            long there = matches ? version(tier.read(key).toCompletableFuture().join()) : 1;
            long simulatedThere = matches ? version(of(key).read(key)) : 1;
            if (kind == Kind.PUT_IF) {
                same(kind, tier.putIf(write, there), of(key).putIf(write, simulatedThere));
            } else {
                same(kind, tier.removeIf(key, there), of(key).removeIf(key, simulatedThere));
            }
        }

        private static long version(RemoteRead read) {
            byte[] envelope = read.envelope();
            return envelope == null ? RemoteTier.NO_VERSION : EnvelopeHeader.version(envelope);
        }

        private void poll() {
            int shard = random.nextInt(shards.size());
            int limit = 1 + random.nextInt(5);
            int at = fake.positions.isEmpty() ? -1 : random.nextInt(fake.positions.size());
            Position from = at < 0 ? Position.unknown(shard) : fake.positions.get(at);
            Position simulatedFrom = at < 0 ? Position.unknown(shard) : simulated.positions.get(at);
            same(Kind.POLL, channel.poll(from, limit), shards.get(from.shard()).poll(simulatedFrom, limit));
        }

        private void reassert() {
            int shard = random.nextInt(shards.size());
            int[] some = IntStream.range(0, fake.steps.size())
                    .filter(step -> fake.steps.get(step).current().shard() == shard)
                    .filter(step -> fake.steps.get(step).operation() != Invalidation.Operation.GENESIS)
                    .filter(step -> random.nextInt(3) == 0)
                    .toArray();
            if (some.length > 0) {
                same(
                        Kind.REASSERT,
                        channel.reassert(
                                IntStream.of(some).mapToObj(fake.steps::get).toList()),
                        shards.get(shard)
                                .reassert(IntStream.of(some)
                                        .mapToObj(simulated.steps::get)
                                        .toList()));
            }
        }

        private void lose(Kind kind) {
            if (random.nextInt(4) > 0) {
                return;
            }
            switch (kind) {
                case TRIM -> {
                    server.trimLogs(2);
                    shards.forEach(shard -> shard.trim(2));
                }
                case LOSE_METADATA -> {
                    server.loseMetadata();
                    shards.forEach(SimShard::loseMetadata);
                }
                default -> {
                    server.flush();
                    shards.forEach(SimShard::loseEverything);
                }
            }
        }

        private void same(Kind kind, CompletionStage<?> answer, Object simulatedAnswer) {
            String said = fake.say(answer.toCompletableFuture().join());
            fake.history.add(kind + " " + said);
            assertThat(kind + " " + simulated.say(simulatedAnswer))
                    .as(() -> String.join("\n", fake.history))
                    .isEqualTo(kind + " " + said);
        }

        void close() {
            channel.close();
            store.close();
            server.assertNothingOpen();
        }
    }

    /** The answers of one server as text. */
    private static final class Said {
        final List<Position> positions = new ArrayList<>();
        final List<Invalidation> steps = new ArrayList<>();
        final List<String> history = new ArrayList<>();

        String name(Position position) {
            if (!positions.contains(position)) {
                positions.add(position);
            }
            return "p" + positions.indexOf(position) + "/" + position.shard();
        }

        String say(Object answer) {
            if (answer instanceof List<?> many) {
                return many.stream().map(this::say).toList().toString();
            } else if (answer instanceof Applied applied) {
                return name(applied.previous()) + ">" + name(applied.current());
            } else if (answer instanceof Conditional conditional) {
                return conditional.done() + " " + say(conditional.applied());
            } else if (answer instanceof RemoteRead read) {
                return value(read.envelope()) + "@" + name(read.head());
            } else if (answer instanceof Polled.Reset reset) {
                return "reset " + name(reset.head()) + (reset.forked() ? " forked" : "");
            } else if (answer instanceof Polled.Entries entries) {
                return say(entries.steps()) + "@" + name(entries.head());
            } else if (answer instanceof Invalidation step) {
                return step(step);
            } else if (answer instanceof Begun begun) {
                return begun(begun);
            }
            return String.valueOf(answer);
        }

        private String step(Invalidation step) {
            if (!steps.contains(step)) {
                steps.add(step);
            }
            List<String> names = step.names().stream().map(String::new).toList();
            return step.operation() + " " + names + " " + name(step.current());
        }

        private String begun(Begun begun) {
            if (begun instanceof Begun.Hit hit) {
                return "hit " + value(hit.envelope()) + "@" + name(hit.head());
            } else if (begun instanceof Begun.Leased leased) {
                return "leased " + name(leased.label()) + " " + value(leased.stale());
            } else if (begun instanceof Begun.Held held) {
                return "held " + held.remaining() + " " + value(held.stale());
            }
            return "barred@" + name(((Begun.Barred) begun).head());
        }

        private static String value(byte @Nullable [] envelope) {
            return envelope == null ? "nothing" : Rows.row(envelope) + " of group " + Rows.groupOf(envelope);
        }
    }

    /** Hears nothing: here is only asked. */
    private static final class Deaf implements BusListener {
        @Override
        public void onMessage(Invalidation message) {}

        @Override
        public void onConnected() {}

        @Override
        public void onDisconnected() {}
    }

    @Test
    void randomSequences_simulatedAndFakeServer_answerTheSame() {
        for (long seed = 1; seed <= 300; seed++) {
            Twins twins = new Twins(seed);
            for (int act = 0; act < ACTS; act++) {
                twins.act();
            }
            twins.close();
        }
    }
}
