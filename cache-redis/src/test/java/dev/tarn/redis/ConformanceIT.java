package dev.tarn.redis;

import static org.awaitility.Awaitility.await;

import dev.tarn.redis.Twins.Act;
import dev.tarn.redis.Twins.Kind;
import dev.tarn.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Holds the fake server of the test kit against a real one: both are asked the same in long random sequences, and have to answer the same.
 *
 * <p>{@code -Dtarn.conformance.seed=N} runs one sequence again; {@code -Dtarn.conformance.sequences=N} runs so many.
 */
class ConformanceIT {
    private static final int ACTS = 200;
    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void randomSequences_fakeAndReal_answerTheSame(TestReporter reporter) {
        Long only = Long.getLong("tarn.conformance.seed");
        long first = ThreadLocalRandom.current().nextLong(1L << 40);
        int count = Integer.getInteger("tarn.conformance.sequences", 50);
        reporter.publishEntry("seeds from", Long.toString(only == null ? first : only));
        LongStream seeds = only == null ? LongStream.range(first, first + count) : LongStream.of(only);
        seeds.forEach(ConformanceIT::check);
    }

    private static void check(long seed) {
        List<Act> acts = acts(seed);
        String difference = difference(acts);
        if (difference != null) {
            List<Act> fewer = shrink(acts);
            String shortest = difference(fewer);
            throw new AssertionError("seed " + seed + ": the answers differ; after " + fewer.size() + " acts of "
                    + acts.size() + ":\n" + (shortest == null ? difference : shortest));
        }
    }

    private static List<Act> acts(long seed) {
        Random random = new Random(seed);
        Kind[] kinds = Kind.values();
        List<Act> acts = new ArrayList<>();
        while (acts.size() < ACTS) {
            Kind kind = kinds[random.nextInt(kinds.length)];
            boolean rare = kind.compareTo(Kind.FLUSH) >= 0 || kind == Kind.CLEAR;
            if (!rare || random.nextInt(4) == 0) {
                acts.add(new Act(kind, random.nextLong()));
            }
        }
        return acts;
    }

    private static @Nullable String difference(List<Act> acts) {
        try (Twins twins = new Twins(server, ConformanceIT::waitFor)) {
            return twins.run(acts);
        }
    }

    /** Waits for messages; where they do not come, the comparison that follows shows which. */
    private static void waitFor(BooleanSupplier condition) {
        try {
            await().atMost(Duration.ofSeconds(5)).until(condition::getAsBoolean);
        } catch (ConditionTimeoutException late) {
            // compared all the same
        }
    }

    /** Leaves out what is not needed for a difference. */
    private static List<Act> shrink(List<Act> acts) {
        List<Act> needed = acts;
        for (int size = acts.size() / 2; size > 0; size /= 2) {
            for (int from = 0; from < needed.size(); ) {
                List<Act> fewer = new ArrayList<>(needed);
                fewer.subList(from, Math.min(from + size, fewer.size())).clear();
                if (difference(fewer) != null) {
                    needed = fewer;
                } else {
                    from += size;
                }
            }
        }
        return needed;
    }
}
