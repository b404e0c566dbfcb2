package dev.tarn.benchmarks.costs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.redis.RedisStore;
import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.server.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Redis, which counts its commands itself. */
record RedisBackend(RedisServer server) implements OperationCosts.Backend {
    private static final Set<String> NOT_COUNTED =
            Set.of("client", "command", "config", "hello", "info", "ping", "time");
    private static final Pattern LINE = Pattern.compile("cmdstat_([^:|]+)(?:\\|[^:]*)?:calls=(\\d+),.*");
    private static final Pattern UPKEEP =
            Pattern.compile("(?s)\\*\\d+\r\n\\$\\d+\r\n(PING|TIME|CLIENT|HELLO|INFO|COMMAND)\r\n.*");

    @Override
    public RemoteStore connect(String address, int port, Duration budget) {
        RedisStore store = RedisStore.builder()
                .uri("redis://" + address + ":" + port)
                .commandTimeout(budget)
                .controlTimeout(budget)
                .build();
        assertThat(store.awaitConnected(Duration.ofSeconds(20))).isTrue();
        return store;
    }

    @Override
    public Map<String, Long> commands() {
        Map<String, Long> counts = new HashMap<>();
        server.command("INFO", "commandstats").text().lines().map(LINE::matcher).forEach(line -> {
            if (line.matches() && !NOT_COUNTED.contains(line.group(1))) {
                counts.merge(line.group(1), Long.valueOf(line.group(2)), Long::sum);
            }
        });
        return counts;
    }

    @Override
    public Predicate<String> upkeep() {
        return words -> UPKEEP.matcher(words).matches();
    }
}
