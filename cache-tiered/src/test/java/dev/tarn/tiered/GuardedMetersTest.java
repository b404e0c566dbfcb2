package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Meters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Meters see what happens, and their failures do no harm. */
class GuardedMetersTest {
    private static LoadingCache<String, String> cache(Tarn tarn, Origin origin) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .loader(origin)
                .build();
    }

    @Test
    void meters_thatFailWhenOpened_leaveTheCacheAlone() {
        Meters failing = (id, stats) -> {
            throw new IllegalStateException("meters");
        };
        try (Tarn tarn = Tarn.builder().meters(failing).build()) {
            assertThat(cache(tarn, Origin.of("k", "v")).get("k")).isEqualTo("v");
        }
    }

    @Test
    void spans_thatFailAtBeginOrEnd_leaveTheLoadAlone() {
        Meters.Span failing = failure -> {
            throw new IllegalStateException("end");
        };
        Meters atEnd = (id, stats) -> new Meters.CacheMeters() {
            @Override
            public Meters.Span startLoad(int keys) {
                return failing;
            }

            @Override
            public void load(long nanos, int keys, boolean success) {
                throw new IllegalStateException("load");
            }
        };
        Meters atBegin = (id, stats) -> new Meters.CacheMeters() {
            @Override
            public Meters.Span startLoad(int keys) {
                throw new IllegalStateException("begin");
            }
        };
        for (Meters meters : List.of(atBegin, atEnd)) {
            try (Tarn tarn = Tarn.builder().meters(meters).build()) {
                assertThat(cache(tarn, Origin.of("k", "v")).get("k")).isEqualTo("v");
            }
        }
    }

    @Test
    void opened_metersCanReadTheCounts_andAreClosedWithTheCache() {
        List<String> seen = new ArrayList<>();
        Meters meters = (id, stats) -> {
            seen.add("open " + stats.get().tiers().size());
            return new Meters.CacheMeters() {
                @Override
                public void close() {
                    seen.add("close");
                }
            };
        };
        try (Tarn tarn = Tarn.builder().meters(meters).build()) {
            cache(tarn, Origin.of());
        }
        assertThat(seen).containsExactly("open 1", "close");
    }
}
