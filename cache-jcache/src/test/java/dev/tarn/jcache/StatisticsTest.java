package dev.tarn.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.cache.Cache;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private final Provided provided = new Provided();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @AfterEach
    void close() {
        provided.close();
    }

    @Test
    void bean_callsOfTheCache_areCountedUntilItIsClosed() throws Exception {
        TarnConfiguration<String, Long> configuration = new TarnConfiguration<>(String.class, Long.class);
        configuration.setStatisticsEnabled(true);
        Cache<String, Long> cache = provided.cache(configuration);
        ObjectName name = new ObjectName("javax.cache:type=CacheStatistics,CacheManager=tarn.test,Cache=prices");
        cache.put("a", 1L);
        Long hit = cache.get("a");
        Long miss = cache.get("b");
        boolean removed = cache.remove("a");
        assertThat(hit).isEqualTo(1L);
        assertThat(miss).isNull();
        assertThat(removed).isTrue();
        assertThat(server.getAttribute(name, "CacheHits")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "CacheMisses")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "CachePuts")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "CacheRemovals")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "CacheHitPercentage")).isEqualTo(50f);
        cache.close();
        assertThat(server.isRegistered(name)).isFalse();
    }
}
