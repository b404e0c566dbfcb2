package dev.tarn.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.LeaseToken;
import dev.tarn.testing.server.MemcachedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Connects stores for tests, with budgets that a busy machine can keep. */
final class Nodes {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Nodes() {}

    static String uri(MemcachedServer... servers) {
        return Arrays.stream(servers).map(MemcachedServer::uri).collect(Collectors.joining(",", "memcached://", ""));
    }

    /** Returns a builder whose budgets are wide. */
    static MemcachedStoreBuilder builder(MemcachedServer... servers) {
        return MemcachedStore.builder()
                .uri(uri(servers))
                .commandTimeout(Duration.ofSeconds(15))
                .controlTimeout(Duration.ofSeconds(15))
                .tailInterval(Duration.ofMillis(10));
    }

    /** Builds a store and waits until it is connected. */
    static MemcachedStore connected(MemcachedStoreBuilder builder) {
        MemcachedStore store = builder.build();
        if (!store.awaitConnected(PATIENCE)) {
            store.close();
            throw new AssertionError("not connected within " + PATIENCE);
        }
        return store;
    }

    static CacheId randomCache() {
        return new CacheId("it", Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** Waits for a stage; throws what it failed with. */
    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        }
    }

    /** Returns the failure of a stage. */
    static Throwable failure(CompletionStage<?> stage) {
        try {
            Object answer = stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("no failure but " + answer);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isNotNull();
            return e.getCause();
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("no answer within " + PATIENCE, e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static LeaseToken token() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new LeaseToken(random.nextLong(), random.nextLong());
    }
}
