package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.local.Heap;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.annotation.Cacheable;

/** Methods that are called through proxies of interfaces. */
class InterfacesTest {
    private static final Duration LIFE = Duration.ofMinutes(10);

    interface Reader {
        String read(String key);
    }

    static class Brief implements Reader {
        @Override
        @Cacheable("brief")
        @CachePolicy(ttl = "5s")
        public String read(String key) {
            return "brief";
        }
    }

    static class Lasting implements Reader {
        @Override
        @Cacheable("lasting")
        public String read(String key) {
            return "lasting";
        }
    }

    static class Wrong implements Reader {
        @Override
        @Cacheable("wrong")
        @CachePolicy(ttl = "soon")
        public String read(String key) {
            return "wrong";
        }
    }

    static class Bounded {
        @Cacheable("bounded")
        @CachePolicy(maximumStaleness = "1s")
        public String read(String key) {
            return "bounded";
        }
    }

    @Test
    void policy_isThatOfTheClass_notOfTheInterface() {
        FakeClock clock = new FakeClock();
        try (Running running = new Running(
                Tarn.builder().clock(clock).scheduler(clock).build(),
                settings -> settings.defaults(CacheSpec.defaults().expireAfterWrite(LIFE)),
                Lasting.class,
                Brief.class)) {
            running.context.getBeansOfType(Reader.class).values().forEach(reader -> {
                assertThat(AopUtils.isJdkDynamicProxy(reader)).isTrue();
                reader.read("k");
            });
            clock.advance(Duration.ofSeconds(6));
            assertThat(running.cache("brief").get("k")).isNull();
            assertThat(running.cache("lasting").get("k")).isNotNull();
        }
    }

    @Test
    void wrongPolicy_behindAnInterface_stopsTheStart() {
        Tarn tarn = Tarn.builder().build();
        assertThatThrownBy(() -> new Running(tarn, settings -> settings, Wrong.class))
                .hasMessageContaining("Wrong.read");
    }

    @Test
    void bound_ofACacheThatIsBuiltAlready_stopsTheStart() {
        Tarn tarn = Tarn.builder().build();
        tarn.cache("bounded", String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .build();
        assertThatThrownBy(() -> new Running(tarn, settings -> settings, Bounded.class))
                .hasMessageContaining("bounded")
                .hasMessageContaining("maximumStaleness");
    }
}
