package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.testing.fake.FakeServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StampedeTest {
    private static final int THREADS = 200;

    @Test
    void get_manyThreadsOnTwoNodesOneColdKey_loadsAtMostOncePerNode() throws Exception {
        FakeServer server = new FakeServer(Clock.system());
        Origin origin = Origin.of().doing((key, context) -> {
            boolean early = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            return early ? "early" : "v";
        });
        try (Tarn one = Tarn.builder().remote(server.connect()).build();
                Tarn two = Tarn.builder().remote(server.connect()).build()) {
            List<LoadingCache<String, String>> nodes = List.of(cache(one, origin), cache(two, origin));
            CountDownLatch start = new CountDownLatch(1);
            List<Crew.Member<@Nullable String>> crew = new ArrayList<>();
            for (int i = 0; i < 2 * THREADS; i++) {
                LoadingCache<String, String> node = nodes.get(i % 2);
                crew.add(Crew.start(() -> {
                    Crew.await(start);
                    return node.get("k");
                }));
            }
            start.countDown();

            for (Crew.Member<@Nullable String> member : crew) {
                assertThat(member.get()).isEqualTo("v");
            }
            assertThat(origin.loads).hasSizeBetween(1, 2);
        }
        server.assertNothingOpen();
    }

    private static LoadingCache<String, String> cache(Tarn tarn, Origin origin) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Duration.ofMinutes(1))
                .loader(origin)
                .build();
    }
}
