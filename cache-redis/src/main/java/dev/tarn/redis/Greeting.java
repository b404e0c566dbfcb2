package dev.tarn.redis;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.protocol.CommandType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Learns on each new connection, before it is used, what the server is and what time it has.
 *
 * <p>A server that is too old, a Sentinel and a replica are refused. An error answered to a question is no reason to do without the
 * connection. What is worth knowing is logged when it is heard first, not with each connection.
 */
final class Greeting {
    private static final Logger LOG = System.getLogger(Greeting.class.getName());

    private final RedisOptions options;
    private final ServerClock clock;
    private final AtomicReference<String> logged = new AtomicReference<>("");
    private volatile boolean old;

    Greeting(RedisOptions options, ServerClock clock) {
        this.options = options;
        this.clock = clock;
    }

    /** Tells whether the server is known to have neither flags of scripts nor sharded channels. */
    boolean isOld() {
        return old;
    }

    /** Asks; answers which server it is, empty if it does not say, and fails if it cannot be used. */
    CompletionStage<String> greet(RedisChannelWriter writer, Deadlines deadlines) {
        CompletableFuture<String> server = ask(writer, deadlines, "server");
        CompletableFuture<String> replication = ask(writer, deadlines, "replication");
        FutureCall<byte[][]> time = timeCall();
        long asked = options.clock().nanos();
        deadlines.watch(time);
        writer.write(time);
        return server.thenCombine(replication, (one, other) -> ServerInfo.parse(one + "\n" + other))
                .thenApply(this::known)
                .thenCombine(time.future().exceptionally(denied -> new byte[0][]), (known, answer) -> {
                    timeKnown(answer, asked);
                    return known.runId();
                });
    }

    private static CompletableFuture<String> ask(RedisChannelWriter writer, Deadlines deadlines, String section) {
        FutureCall<byte[]> info = new FutureCall<>(
                "connect",
                CommandType.INFO,
                new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
                new Arguments(null, List.of(section.getBytes(StandardCharsets.US_ASCII))));
        deadlines.watch(info);
        writer.write(info);
        return info.future()
                .thenApply(text -> new String(text, StandardCharsets.UTF_8))
                .exceptionally(denied -> "");
    }

    private ServerInfo known(ServerInfo server) {
        String refusal = server.refusal();
        if (refusal != null) {
            logOnce(Level.WARNING, refusal);
            throw new RefusedServerException(refusal, true);
        }
        if (server.replica() && !options.cluster()) {
            throw new RefusedServerException("the server is a replica", false);
        }
        old = server.isOld();
        if (old) {
            logOnce(
                    Level.INFO,
                    "the server is " + server.product()
                            + ": scripts carry no flags and channels are not sharded, as in Redis 7 or later");
        }
        return server;
    }

    private void logOnce(Level level, String text) {
        if (!text.equals(logged.getAndSet(text))) {
            LOG.log(level, () -> options.name() + ": " + text);
        }
    }

    static FutureCall<byte[][]> timeCall() {
        return new FutureCall<>("time", CommandType.TIME, new ValuesOutput(), new Arguments(null, List.of()));
    }

    boolean timeKnown(byte[][] answer, long asked) {
        if (answer.length == 2) {
            long seconds = Long.parseLong(new String(answer[0], StandardCharsets.US_ASCII));
            long micros = Long.parseLong(new String(answer[1], StandardCharsets.US_ASCII));
            clock.heard(TimeUnit.SECONDS.toMicros(seconds) + micros, asked);
        }
        return true;
    }
}
