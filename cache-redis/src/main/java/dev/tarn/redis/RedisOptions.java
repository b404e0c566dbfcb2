package dev.tarn.redis;

import dev.tarn.spi.Clock;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.time.Duration;
import java.util.List;

/**
 * Holds the checked configuration of a connection to Redis.
 *
 * @param name what failures call the store
 * @param servers where to connect; one, unless it is a Cluster
 * @param cluster whether the servers are nodes of a Cluster
 * @param ssl trust and keys for TLS
 * @param commandTimeout the time budget of a read
 * @param controlTimeout the time budget of a script: writes, leases, polls
 * @param connectTimeout the time budget of an attempt to connect
 * @param maximumBatchKeys the most keys in one read
 * @param maximumStepKeys the most keys in one script, and so in one step of the log
 * @param maximumPending the most requests that wait or are under way at once, on each connection
 * @param shards into how many shards the log of a cache is split
 * @param logLength the most steps kept in the log of a shard, about
 * @param foreignWrites whether the server is to tell of writes by others
 * @param clock measures budgets
 */
record RedisOptions(
        String name,
        List<RedisURI> servers,
        boolean cluster,
        SslOptions ssl,
        Duration commandTimeout,
        Duration controlTimeout,
        Duration connectTimeout,
        int maximumBatchKeys,
        int maximumStepKeys,
        int maximumPending,
        int shards,
        int logLength,
        boolean foreignWrites,
        Clock clock) {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    RedisOptions {
        servers = List.copyOf(servers);
        if (servers.isEmpty() || (!cluster && servers.size() > 1)) {
            throw new IllegalArgumentException(
                    "uri names " + servers.size() + " servers, it must name one, or at least one with cluster(true)");
        }
        checkDatabase(servers.get(0), cluster);
        if (foreignWrites && cluster) {
            throw new IllegalArgumentException(
                    "watchForeignWrites is true, it must be false in a cluster, where each node tells of its own keys only");
        }
        check("commandTimeout", commandTimeout);
        check("controlTimeout", controlTimeout);
        check("connectTimeout", connectTimeout);
        check("maximumBatchKeys", maximumBatchKeys, 1, 10_000);
        check("maximumStepKeys", maximumStepKeys, 1, 32_000);
        check("maximumPending", maximumPending, 1, 1_000_000);
        check("shards", shards, 1, 1_024);
        check("logLength", logLength, 16, 10_000_000);
    }

    private static void checkDatabase(RedisURI server, boolean cluster) {
        if (cluster && server.getDatabase() != 0) {
            throw new IllegalArgumentException(
                    "database is " + server.getDatabase() + ", it must be 0 in a cluster, which has no other");
        }
    }

    private static void check(String option, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " is " + value + ", it must be from " + SHORTEST + " to " + LONGEST);
        }
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be from " + least + " to " + most);
        }
    }
}
