package dev.tarn.benchmarks.costs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.memcached.MemcachedStore;
import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.server.MemcachedServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memcached, whose statistics count commands. */
record MemcachedBackend(MemcachedServer server) implements OperationCosts.Backend {
    private static final Pattern LINE = Pattern.compile("STAT cmd_(get|set|touch|meta) (\\d+)");
    private static final Pattern DELETES = Pattern.compile("STAT (delete)_(?:hits|misses) (\\d+)");

    @Override
    public RemoteStore connect(String address, int port, Duration budget) {
        MemcachedStore store = MemcachedStore.builder()
                .uri("memcached://" + address + ":" + port)
                .commandTimeout(budget)
                .controlTimeout(budget)
                .tailInterval(Duration.ofMinutes(1)) // looks at the log by the machine's clock
                .build();
        assertThat(store.awaitConnected(Duration.ofSeconds(20))).isTrue();
        return store;
    }

    @Override
    public Map<String, Long> commands() {
        Map<String, Long> counts = new HashMap<>();
        for (String stat : server.command("stats")) {
            for (Pattern kind : new Pattern[] {LINE, DELETES}) {
                Matcher line = kind.matcher(stat);
                if (line.matches()) {
                    counts.merge(line.group(1), Long.valueOf(line.group(2)), Long::sum);
                }
            }
        }
        return counts;
    }

    @Override
    public Predicate<String> upkeep() {
        return words -> words.startsWith("stats") || words.startsWith("version");
    }
}
