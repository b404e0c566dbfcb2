package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Position;
import dev.tarn.testing.server.RedisServer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Connects stores for tests, with budgets that a busy machine can keep. */
final class Nodes {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private Nodes() {}

    /** Returns a builder whose budgets are wide. */
    static RedisStoreBuilder builder(String uri) {
        return RedisStore.builder()
                .uri(uri)
                .commandTimeout(Duration.ofSeconds(5))
                .controlTimeout(Duration.ofSeconds(5));
    }

    /** Builds a store and waits until it is connected. */
    static RedisStore connected(RedisStoreBuilder builder) {
        RedisStore store = builder.build();
        if (!store.awaitConnected(PATIENCE)) {
            Throwable why = failure(store.open(randomCache()).clear());
            store.close();
            throw new AssertionError("not connected within " + PATIENCE, why);
        }
        return store;
    }

    static RedisStore connected(String uri) {
        return connected(builder(uri));
    }

    /** Builds a bus without a store and waits until it is connected. */
    static RedisPubSubBus bus(String uri) {
        RedisPubSubBus bus = builder(uri).buildBus();
        assertThat(bus.awaitConnected(PATIENCE)).isTrue();
        return bus;
    }

    static CacheId randomCache() {
        return new CacheId("it", Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** Returns the Redis key of a log. */
    static String logKey(CacheId cache, int shard) {
        return "{" + cache + ":" + shard + "}!l";
    }

    /** Deletes a step from its log, and nothing else. */
    static void lose(RedisServer server, CacheId cache, Position step) {
        String id = step.stamp() + "-" + Integer.toUnsignedString(step.nonce());
        long deleted = server.command("XDEL", logKey(cache, step.shard()), id).number();
        assertThat(deleted).as("steps deleted").isEqualTo(1);
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

    /** Returns the names of the threads that belong to a client. */
    static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("lettuce") || name.startsWith("tarn-"))
                .collect(Collectors.toSet());
    }
}
