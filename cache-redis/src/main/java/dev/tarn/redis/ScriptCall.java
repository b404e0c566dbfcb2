package dev.tarn.redis;

import dev.tarn.CacheException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Runs a script by its digest, and by its text where the server does not know it (any more).
 *
 * @param <R> what the answer means
 */
final class ScriptCall<R> extends Call<List<Object>> {
    private final Link link;
    private final Script.Edition script;
    private final byte[] route;
    private final List<byte[]> parts;
    private final Function<List<Object>, R> meaning;
    private final CompletableFuture<R> future;
    private final boolean whole;

    private ScriptCall(
            Link link,
            String operation,
            Script.Edition script,
            byte[] route,
            List<byte[]> parts,
            Function<List<Object>, R> meaning,
            CompletableFuture<R> future,
            boolean whole) {
        super(
                operation,
                whole ? CommandType.EVAL : CommandType.EVALSHA,
                new NestedMultiOutput<>(ByteArrayCodec.INSTANCE),
                new Arguments(route, parts));
        this.link = link;
        this.script = script;
        this.route = route;
        this.parts = parts;
        this.meaning = meaning;
        this.future = future;
        this.whole = whole;
    }

    /**
     * Runs a script over a link.
     *
     * @param route the key that leads to the server
     * @param parts the script's digest, the number of keys, the keys, all of one slot, and the arguments
     * @param meaning reads the answer, which is always an array; what it throws means that the answer makes no sense
     */
    static <R> CompletableFuture<R> run(
            Link link,
            String operation,
            Script.Edition script,
            byte[] route,
            List<byte[]> parts,
            Function<List<Object>, R> meaning) {
        ScriptCall<R> call =
                new ScriptCall<>(link, operation, script, route, parts, meaning, new CompletableFuture<>(), false);
        link.send(call);
        return call.future;
    }

    static byte[] decimal(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    boolean recovered(String error) {
        if (whole || !error.startsWith("NOSCRIPT")) {
            return false;
        }
        List<byte[]> withText = new ArrayList<>(parts);
        withText.set(0, script.text);
        ScriptCall<R> again = new ScriptCall<>(link, operation(), script, route, withText, meaning, future, true);
        again.deadline = deadline;
        link.sendAfter(this, again);
        return true;
    }

    @Override
    void answered(List<Object> answer) {
        R understood;
        try {
            understood = meaning.apply(answer);
        } catch (RuntimeException nonsense) {
            future.completeExceptionally(Failures.malformed(link.store(), operation()));
            return;
        }
        future.complete(understood);
    }

    @Override
    void failed(CacheException failure) {
        future.completeExceptionally(failure);
    }
}
