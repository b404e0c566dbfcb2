package dev.tarn.invalidation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** Makes logs and steps for tests. */
final class Steps {
    private Steps() {}

    /** Returns a log whose clock stands still, so that stamps count up by one. */
    static InvalidationLog log(int capacity, long seed) {
        return new InvalidationLog(3, capacity, clockAt(1_000), random(seed));
    }

    static IntSupplier random(long seed) {
        return new Random(seed)::nextInt;
    }

    static Invalidation append(InvalidationLog log, String... keys) {
        return log.append(Operation.INVALIDATE, names(keys));
    }

    static List<byte[]> names(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    static List<String> texts(Invalidation step) {
        return step.names().stream().map(name -> new String(name, UTF_8)).toList();
    }

    static Clock clockAt(long millis) {
        return new Clock() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public long millis() {
                return millis;
            }
        };
    }
}
