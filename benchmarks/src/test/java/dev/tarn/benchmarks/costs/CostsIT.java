package dev.tarn.benchmarks.costs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CostsIT {
    @Test
    void operations_countedByRedisAndAProxy_costWhatTheDocumentationSays() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            assertAsDocumented("Redis", new RedisBackend(server));
        }
    }

    @Test
    void operations_countedByMemcachedAndAProxy_costWhatTheDocumentationSays() throws Exception {
        try (MemcachedServer server = MemcachedServer.start()) {
            assertAsDocumented("Memcached", new MemcachedBackend(server));
        }
    }

    private static void assertAsDocumented(String heading, OperationCosts.Backend backend)
            throws IOException, InterruptedException {
        CostTable documented = new CostTable(heading);
        try (OperationCosts costs = new OperationCosts(backend, documented)) {
            assertThat(costs.count()).containsExactlyElementsOf(documented.rows());
        }
    }
}
