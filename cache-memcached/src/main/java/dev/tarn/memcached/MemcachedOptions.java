package dev.tarn.memcached;

import dev.tarn.spi.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a store was built with.
 *
 * @param servers the servers, in the order of their names: their places in this list are the numbers of the shards
 * @param login who logs in by SASL, or null; then the protocol must be binary
 */
record MemcachedOptions(
        String name,
        List<ServerAddress> servers,
        boolean binary,
        @Nullable Login login,
        Duration commandTimeout,
        Duration controlTimeout,
        int maximumBatchKeys,
        int maximumPending,
        int maximumPendingBytes,
        boolean splitLargeValues,
        int maximumValueBytes,
        Duration tailInterval,
        Duration logLife,
        Clock clock) {

    /** User and password. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Login(String user, char[] password) {}

    MemcachedOptions {
        servers = List.copyOf(servers);
        checkDuration("commandTimeout", commandTimeout, Duration.ofMillis(1), Duration.ofMinutes(1));
        checkDuration("controlTimeout", controlTimeout, Duration.ofMillis(1), Duration.ofMinutes(1));
        checkDuration("tailInterval", tailInterval, Duration.ofMillis(5), Duration.ofMinutes(1));
        checkDuration("logLife", logLife, Duration.ofSeconds(1), Duration.ofDays(1));
        check("maximumBatchKeys", maximumBatchKeys, 1, 10_000);
        check("maximumPending", maximumPending, 1, 1_000_000);
        check("maximumPendingBytes", maximumPendingBytes, 1 << 20, Integer.MAX_VALUE);
        check("maximumValueBytes", maximumValueBytes, 1_024, Integer.MAX_VALUE / 2);
    }

    private static void checkDuration(String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be from " + least + " to " + most);
        }
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be from " + least + " to " + most);
        }
    }
}
