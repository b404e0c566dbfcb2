package dev.tarn.redis;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Write;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a fake and a real server the same, one thing after the other, and finds the first answer that differs. */
final class Twins implements AutoCloseable {
    private static final int SHARDS = 3;
    private static final Duration LIFE = Duration.ofMinutes(30);

    /** What can be asked or done. */
    enum Kind {
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
        READ_ALL,
        APPEND,
        POLL,
        REASSERT,
        LOSE_STEP,
        PLANT,
        FLUSH,
        LOSE_HEADS,
        LOSE_LOGS,
        LOSE_TAGS
    }

    /**
     * One thing to do.
     *
     * @param seed decides about keys, tokens and so on
     */
    record Act(Kind kind, long seed) {}

    private final CacheId cache = Nodes.randomCache();
    private final RedisServer server;
    private final Consumer<BooleanSupplier> patience;
    private final FakeServer fakeServer = new FakeServer(Clock.system());
    private final Side real;
    private final Side fake;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private boolean tagsVoided;
    private Random random = new Random();

    Twins(RedisServer server, Consumer<BooleanSupplier> patience) {
        this.patience = patience;
        this.server = server;
        server.command("FLUSHALL");
        this.real = new Side(Nodes.connected(Nodes.builder(server.uri()).shards(SHARDS)), cache);
        this.fake = new Side(fakeServer.connect(), cache);
        chooseKeys();
        patience.accept(() -> real.listener.connections() == 1);
    }

    /** Takes two keys of each shard that both have in the same shard. */
    private void chooseKeys() {
        int[] found = new int[SHARDS];
        for (int i = 0; keys.size() < 2 * SHARDS; i++) {
            byte[] key = ("key" + i).getBytes(StandardCharsets.UTF_8);
            int shard = real.channel.shardOf(key);
            if (shard == fake.channel.shardOf(key) && found[shard] < 2) {
                found[shard]++;
                keys.add(key);
            }
        }
    }

    /** Does all this; returns the history up to the first difference, or null if there is none. */
    @Nullable
    String run(List<Act> acts) {
        for (Act act : acts) {
            random = new Random(act.seed());
            if (!same(act.kind())) {
                return String.join("\n", history);
            }
        }
        return sameHeard() ? null : String.join("\n", history);
    }

    private boolean sameHeard() {
        boolean same = ask("the end", side -> side.tier.clear());
        patience.accept(() ->
                real.listener.messages().size() >= fake.listener.messages().size());
        for (int shard = 0; shard < SHARDS; shard++) {
            same &= compare("heard of shard " + shard, real.heard(shard), fake.heard(shard));
        }
        return same;
    }

    private boolean ask(String what, Function<Side, CompletionStage<?>> question) {
        return compare(what, answer(real, question), answer(fake, question));
    }

    private static String answer(Side side, Function<Side, CompletionStage<?>> question) {
        try {
            return side.say(Nodes.get(question.apply(side)));
        } catch (RuntimeException failure) {
            return failure.getClass().getSimpleName();
        }
    }

    private boolean compare(String what, String fromReal, String fromFake) {
        boolean same = fromReal.equals(fromFake);
        history.add(what + " -> " + fromReal + (same ? "" : "   BUT THE FAKE SAYS " + fromFake));
        return same;
    }

    private boolean same(Kind kind) {
        LeaseToken token = new LeaseToken(7, 1 + random.nextInt(3));
        List<byte[]> some = some();
        byte[] key = some.get(0);
        Duration lease = Duration.ofMinutes(10 + random.nextInt(2) * 10);
        String on = kind + " " + some.stream().map(String::new).toList();
        return switch (kind) {
            case BEGIN -> ask(on + token, side -> side.tier.begin(some, token, lease, false));
            case REFRESH -> ask(on + token, side -> side.tier.begin(some, token, lease, true));
            case FILL -> {
                List<Write> writes = writes(some);
                yield ask(on + token, side -> side.tier.fill(writes, token));
            }
            case EXTEND -> ask(on + token, side -> side.tier.extend(some, token, lease));
            case RELEASE -> ask(on + token, side -> side.tier.release(some, token));
            case PUT -> {
                List<Write> writes = writes(some);
                yield ask(on, side -> side.tier.put(writes));
            }
            case PUT_IF -> {
                Write write = writes(some).get(0);
                int at = ofShard(aPosition(), key);
                yield ask(on + at, side -> side.tier.putIf(write, version(side, at)));
            }
            case REMOVE_IF -> {
                int at = ofShard(aPosition(), key);
                yield ask(on + at, side -> side.tier.removeIf(key, version(side, at)));
            }
            case INVALIDATE -> ask(on, side -> side.tier.invalidate(some));
            case QUARANTINE -> ask(on, side -> side.tier.quarantine(some, LIFE));
            case TAG -> {
                String tag = tag();
                tagsVoided = true;
                yield ask(kind + " " + tag, side -> side.tier.invalidateTag(tag));
            }
            case CLEAR -> ask(kind.name(), side -> side.tier.clear());
            case READ -> ask(on, side -> side.tier.read(key));
            case READ_ALL -> ask(on, side -> side.tier.readAll(some));
            case APPEND -> append(some);
            case POLL -> poll();
            case REASSERT -> reassert();
            case LOSE_STEP -> loseStep();
            case PLANT -> plant(key);
            default -> loseMetadata(kind);
        };
    }

    private List<byte[]> some() {
        List<byte[]> some = new ArrayList<>(keys);
        Collections.shuffle(some, random);
        return some.subList(0, 1 + random.nextInt(3));
    }

    private String tag() {
        return "t" + random.nextInt(2);
    }

    private List<Write> writes(List<byte[]> some) {
        List<Write> writes = new ArrayList<>();
        for (byte[] key : some) {
            String text = "v" + history.size();
            int format = random.nextInt(8) == 0 ? EnvelopeHeader.FORMAT + 1 : EnvelopeHeader.FORMAT;
            byte[] envelope = random.nextInt(3) == 0 ? Envelopes.of(format, text, tag()) : Envelopes.of(format, text);
            writes.add(new Write(key, envelope, LIFE));
        }
        return writes;
    }

    /** Picks a position known so far, one of the last more often; -1 for none. */
    private int aPosition() {
        int known = real.positions.size();
        if (known == 0 || random.nextInt(5) == 0) {
            return -1;
        }
        return random.nextBoolean() ? random.nextInt(known) : known - 1 - random.nextInt(Math.min(known, 6));
    }

    /** Goes back to a position of the key's shard: those of others may have the same stamp, or not. */
    private int ofShard(int at, byte[] key) {
        int there = at;
        while (there >= 0 && real.positions.get(there).shard() != real.channel.shardOf(key)) {
            there--;
        }
        return there;
    }

    private static long version(Side side, int at) {
        return at < 0 ? RemoteTier.NO_VERSION : side.positions.get(at).stamp();
    }

    private boolean append(List<byte[]> some) {
        Operation operation =
                List.of(Operation.INVALIDATE, Operation.CLEAR, Operation.TAG).get(random.nextInt(3));
        List<byte[]> tags = List.of(tag().getBytes(StandardCharsets.UTF_8));
        tagsVoided |= operation == Operation.TAG;
        List<byte[]> names = operation == Operation.CLEAR ? List.of() : operation == Operation.TAG ? tags : some;
        return ask("APPEND " + operation, side -> side.channel.append(operation, names));
    }

    private boolean poll() {
        int at = aPosition();
        int shard = random.nextInt(SHARDS);
        int limit = 1 + random.nextInt(random.nextBoolean() ? 3 : 100);
        return ask(
                "POLL p" + at + "/" + shard + " " + limit,
                side -> side.channel.poll(at < 0 ? Position.unknown(shard) : side.positions.get(at), limit));
    }

    private boolean reassert() {
        if (real.steps.isEmpty()) {
            return true;
        }
        int shard = real.steps.get(random.nextInt(real.steps.size())).current().shard();
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < real.steps.size(); i++) {
            if (real.steps.get(i).current().shard() == shard && random.nextInt(3) == 0) {
                chosen.add(i);
            }
        }
        return ask(
                        "REASSERT " + chosen,
                        side -> side.channel.reassert(
                                chosen.stream().map(side.steps::get).toList()))
                && ask("after it", side -> side.channel.poll(Position.unknown(shard), 1));
    }

    private boolean loseStep() {
        if (!real.steps.isEmpty()) {
            int lost = random.nextInt(real.steps.size());
            history.add("LOSE " + real.say(real.steps.get(lost)));
            Position at = real.steps.get(lost).current();
            server.command(
                    "XDEL", Nodes.logKey(cache, at.shard()), at.stamp() + "-" + Integer.toUnsignedString(at.nonce()));
            Invalidation same = fake.steps.get(lost);
            fakeServer.loseStep(cache, same.current());
        }
        return true;
    }

    private boolean plant(byte[] key) {
        byte[] tombstone = new byte[EnvelopeHeader.LENGTH];
        tombstone[0] = EnvelopeHeader.MAGIC;
        tombstone[1] = EnvelopeHeader.FORMAT;
        tombstone[2] = EnvelopeHeader.TOMBSTONE;
        byte[] bytes = random.nextBoolean() ? tombstone : "somebody else's".getBytes(StandardCharsets.UTF_8);
        String redisKey =
                "{" + cache + ":" + real.channel.shardOf(key) + "}v:" + new String(key, StandardCharsets.UTF_8);
        server.command("SET".getBytes(StandardCharsets.UTF_8), redisKey.getBytes(StandardCharsets.UTF_8), bytes);
        fakeServer.plant(cache, key, bytes);
        history.add("PLANT " + bytes.length + " bytes in " + redisKey);
        return true;
    }

    private boolean loseMetadata(Kind kind) {
        boolean same = touchAll();
        history.add(kind.name());
        switch (kind) {
            case FLUSH -> {
                server.command("FLUSHALL");
                fakeServer.flush();
                tagsVoided = false;
            }
            case LOSE_HEADS -> {
                delete("!h");
                fakeServer.loseMetadata();
                tagsVoided = false;
            }
            case LOSE_LOGS -> {
                delete("!l");
                fakeServer.trimLogs(0);
            }
            default -> {
                delete("!t");
                if (tagsVoided) {
                    fakeServer.loseMetadata();
                    tagsVoided = false;
                }
            }
        }
        return same && touchAll();
    }

    private void delete(String what) {
        for (int shard = 0; shard < SHARDS; shard++) {
            server.command("DEL", "{" + cache + ":" + shard + "}" + what);
        }
    }

    /** Lets the real server notice what is lost, which it does with the next script. */
    private boolean touchAll() {
        boolean same = true;
        for (int shard = 0; shard < SHARDS; shard++) {
            Position unknown = Position.unknown(shard);
            same &= ask("touch " + shard, side -> side.channel.poll(unknown, 1));
        }
        return same;
    }

    @Override
    public void close() {
        real.close();
        fake.close();
    }
}
