package dev.tarn.redis;

import dev.tarn.CacheException;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.concurrent.CompletableFuture;

/**
 * Carries a command whose answer completes one future.
 *
 * @param <T> the answer
 */
final class FutureCall<T> extends Call<T> {
    private final CompletableFuture<T> future = new CompletableFuture<>();

    FutureCall(
            String operation,
            ProtocolKeyword type,
            CommandOutput<byte[], byte[], T> reply,
            CommandArgs<byte[], byte[]> arguments) {
        super(operation, type, reply, arguments);
    }

    CompletableFuture<T> future() {
        return future;
    }

    @Override
    void answered(T answer) {
        future.complete(answer);
    }

    @Override
    void failed(CacheException failure) {
        future.completeExceptionally(failure);
    }
}
