package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.Codec;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.testing.time.SteppingExecutor;
import dev.tarn.tiered.Tarn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.cache.annotation.Cacheable;

/** What a specification says that no annotation does. */
class CacheSpecTest {
    private final FakeClock clock = new FakeClock();
    private final SteppingExecutor executor = new SteppingExecutor();

    /** Counts its calls. */
    static class Counted {
        private final AtomicInteger calls = new AtomicInteger();

        @Cacheable(cacheNames = "texts", sync = true)
        public String read(String key) {
            return key + calls.incrementAndGet();
        }
    }

    /** Writes texts with a mark in front. */
    private static final class Marked implements Codec<String> {
        final AtomicInteger encoded = new AtomicInteger();

        @Override
        public int id() {
            return 99;
        }

        @Override
        public int fingerprint() {
            return 1;
        }

        @Override
        public byte[] encode(String text) {
            encoded.incrementAndGet();
            return ("marked:" + text).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(ByteBuffer bytes) {
            return StandardCharsets.UTF_8.decode(bytes).toString().substring("marked:".length());
        }
    }

    private Tarn tarn(FakeServer server) {
        return Tarn.builder()
                .remote(server.connect())
                .clock(clock)
                .scheduler(clock)
                .executor(executor)
                .build();
    }

    private static CacheSpec minute() {
        return CacheSpec.defaults().expireAfterWrite(Duration.ofMinutes(1));
    }

    @Test
    void refreshAhead_withoutAPolicy_refreshesWhatSynchronizedMethodsRead() {
        Tarn tarn =
                Tarn.builder().clock(clock).scheduler(clock).executor(executor).build();
        try (Running running =
                new Running(tarn, settings -> settings.defaults(minute().refreshAhead(0.5)), Counted.class)) {
            Counted counted = running.bean(Counted.class);
            assertThat(counted.read("k")).isEqualTo("k1");
            clock.advance(Duration.ofSeconds(40));
            assertThat(counted.read("k")).isEqualTo("k1");
            executor.runAll();
            assertThat(counted.read("k")).isEqualTo("k2");
        }
    }

    @Test
    void refreshAhead_beyondTheWholeLife_stopsTheStart() {
        Tarn tarn =
                Tarn.builder().clock(clock).scheduler(clock).executor(executor).build();
        assertThatThrownBy(() ->
                        new Running(tarn, settings -> settings.defaults(minute().refreshAhead(1.5)), Counted.class))
                .hasStackTraceContaining("refreshAhead");
    }

    @Test
    void codec_ofACache_makesTheBytesThatOtherNodesRead() {
        FakeServer server = new FakeServer(clock);
        Marked codec = new Marked();
        try (Running here =
                        new Running(tarn(server), settings -> settings.defaults(minute().codec(codec)), Counted.class);
                Running there = new Running(
                        tarn(server), settings -> settings.defaults(minute().codec(codec)), Counted.class)) {
            clock.runDue();
            here.bean(Counted.class).read("warm");
            assertThat(here.bean(Counted.class).read("k")).isEqualTo("k2");
            assertThat(codec.encoded).hasPositiveValue();
            assertThat(there.bean(Counted.class).read("k")).isEqualTo("k2");
        }
    }
}
