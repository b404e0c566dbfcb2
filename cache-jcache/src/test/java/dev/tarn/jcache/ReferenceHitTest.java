package dev.tarn.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import javax.cache.Cache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hit costs where the cache stores by reference. */
class ReferenceHitTest {
    private static final int WARM = 20_000;
    private static final int READS = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Provided provided = new Provided();

    @AfterEach
    void close() {
        provided.close();
    }

    @Test
    void hit_byReference_isTheObjectThatWasPut() {
        Cache<String, StringBuilder> cache = cache();
        StringBuilder value = new StringBuilder("a");
        cache.put("a", value);
        assertThat(cache.get("a")).isSameAs(value);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hit_byReference_allocatesNotOneObjectPerRead(boolean statistics) {
        Cache<String, StringBuilder> cache = cache();
        cache.getCacheManager().enableStatistics(cache.getName(), statistics);
        cache.put("a", new StringBuilder("a"));
        long sum = read(cache, WARM);
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) { // the compiler and the collector may cut in on any of them
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            sum += read(cache, READS);
            least = Math.min(
                    least,
                    THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        assertThat(sum).isPositive();
        assertThat(least).isLessThan(READS * 4L); // an object has 16 bytes at least
    }

    private static long read(Cache<String, StringBuilder> cache, int times) {
        long sum = 0;
        for (int read = 0; read < times; read++) {
            sum += cache.get("a").length();
        }
        return sum;
    }

    private Cache<String, StringBuilder> cache() {
        TarnConfiguration<String, StringBuilder> configuration =
                new TarnConfiguration<>(String.class, StringBuilder.class);
        configuration.setStoreByValue(false);
        return provided.cache(configuration);
    }
}
