package dev.tarn.memcached;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Joins stages. */
final class Futures {
    private Futures() {}

    /** Returns the results of all stages in their order; fails with the first failure, when all have ended. */
    static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new))
                .thenApply(done -> stages.stream().map(CompletableFuture::join).toList());
    }
}
