package dev.tarn.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.BreakerStats;
import dev.tarn.CacheStats;
import dev.tarn.CoherenceStats;
import dev.tarn.FailureStats;
import dev.tarn.TierStats;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters.CacheMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The registry does not keep a cache alive that nobody closed. */
class DroppedCacheTest {
    private static final CacheId ID = new CacheId("lab", "texts");

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final TarnMeters meters = TarnMeters.of(registry);

    /** Stands for a cache: it holds its meters, and they hold it. */
    private static final class Holder implements Supplier<CacheStats> {
        private @Nullable CacheMeters measured;

        @Override
        public CacheStats get() {
            TierStats heap = new TierStats("heap", 1, 0, 0, 0, 0, 0, 0, 7, -1);
            return new CacheStats(
                    List.of(heap),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    new CoherenceStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                    new FailureStats(0, 0, 0, 0, 0, 0, 0, 0),
                    BreakerStats.NONE);
        }
    }

    private Holder opened() {
        Holder holder = new Holder();
        holder.measured = meters.open(ID, holder);
        return holder;
    }

    @Test
    void cache_thatNobodyHolds_isCollectedAndMakesPlace() throws InterruptedException {
        ReferenceQueue<Holder> queue = new ReferenceQueue<>();
        PhantomReference<Holder> dropped = new PhantomReference<>(opened(), queue);
        assertThat(collected(queue)).isSameAs(dropped);
        assertThat(entries()).isNaN();

        Holder next = opened();
        assertThat(entries()).isEqualTo(7);
        assertThat(next.measured).isNotSameAs(CacheMeters.NONE);
    }

    @Test
    void cache_thatSomebodyHolds_isShown() {
        Holder held = opened();
        try {
            System.gc();
            assertThat(entries()).isEqualTo(7);
        } finally {
            Reference.reachabilityFence(held);
        }
    }

    private double entries() {
        return registry.get("tarn.tier.entries").gauge().value();
    }

    private static Reference<? extends Holder> collected(ReferenceQueue<Holder> queue) throws InterruptedException {
        Reference<? extends Holder> found = null;
        for (int attempt = 0; attempt < 50 && found == null; attempt++) {
            System.gc();
            found = queue.remove(200);
        }
        return found;
    }
}
