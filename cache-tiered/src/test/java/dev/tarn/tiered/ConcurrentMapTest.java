package dev.tarn.tiered;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.features.MapFeature;
import dev.tarn.local.Heap;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.testing.time.SteppingExecutor;
import java.util.Map;
import java.util.function.Supplier;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;

/** Runs Guava's suite for concurrent maps against the map view of a cache. */
public final class ConcurrentMapTest extends TestCase {
    private static final Feature<?>[] FEATURES = {
        CollectionSize.ANY, MapFeature.GENERAL_PURPOSE, CollectionFeature.SUPPORTS_ITERATOR_REMOVE
    };

    /** Makes the suites; the runner finds them by this name. */
    public static Test suite() {
        TestSuite all = new TestSuite("asMap");
        all.addTest(suite("heap", ConcurrentMapTest::heapOnly));
        all.addTest(suite("heap and remote", () -> new Lab().node().cache().asMap()));
        return all;
    }

    private static Map<String, String> heapOnly() {
        FakeClock clock = new FakeClock();
        return Tarn.builder()
                .clock(clock)
                .scheduler(clock)
                .executor(new SteppingExecutor())
                .build()
                .cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(10_000))
                .build()
                .asMap();
    }

    private static Test suite(String name, Supplier<Map<String, String>> maps) {
        return ConcurrentMapTestSuiteBuilder.using(new TestStringMapGenerator() {
                    @Override
                    protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                        Map<String, String> map = maps.get();
                        for (Map.Entry<String, String> entry : entries) {
                            map.put(entry.getKey(), entry.getValue());
                        }
                        return map;
                    }
                })
                .named("asMap of " + name)
                .withFeatures(FEATURES)
                .createTestSuite();
    }
}
