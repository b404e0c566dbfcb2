package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.testing.fake.FakeRemoteStore;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NamedRemotesTest {
    private final FakeClock clock = new FakeClock();
    private final FakeServer main = new FakeServer(clock);
    private final FakeServer other = new FakeServer(clock);

    private TarnBuilder builder() {
        return Tarn.builder().clock(clock).scheduler(clock).executor(Runnable::run);
    }

    private static CacheBuilder<String, String, Cache<String, String>> describe(Tarn tarn, String name) {
        return tarn.cache(name, String.class, String.class)
                .heap(Heap.maximumEntries(10))
                .expireAfterWrite(Duration.ofMinutes(1));
    }

    @Test
    void remote_named_holdsTheCachesThatNameItAndTellsOtherNodes() {
        try (Tarn here = builder()
                        .remote(main.connect())
                        .remote("other", other.connect())
                        .build();
                Tarn there = builder()
                        .remote(main.connect())
                        .remote("other", other.connect())
                        .build();
                Tarn onMain = builder().remote(main.connect()).build()) {
            Cache<String, String> first =
                    describe(here, "texts").remote("other").build();
            Cache<String, String> second =
                    describe(there, "texts").remote("other").build();
            Cache<String, String> elsewhere = describe(onMain, "texts").build();
            clock.runDue();
            first.put("k", "v");
            clock.runDue();
            assertThat(second.getIfPresent("k")).isEqualTo("v");
            assertThat(elsewhere.getIfPresent("k")).isNull();

            first.put("k", "w");
            clock.runDue();
            assertThat(second.getIfPresent("k"))
                    .as("told by the bus of that store")
                    .isEqualTo("w");
        }
        main.assertNothingOpen();
        other.assertNothingOpen();
    }

    @Test
    void remote_unknown_isRefusedWithTheKnownNames() {
        try (Tarn tarn = builder().remote("other", other.connect()).build()) {
            assertThatThrownBy(() -> describe(tarn, "texts").remote("another"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cache 'texts': remote is 'another'")
                    .hasMessageContaining("[other]");
        }
    }

    @Test
    void remote_nameTakenTwice_isRefused() {
        FakeRemoteStore store = other.connect();
        assertThatThrownBy(() -> builder().remote("other", store).remote("other", store))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'other'");
        store.close();
    }

    @Test
    void close_closesAllStores() {
        FakeRemoteStore named = other.connect();
        Tarn tarn = builder().remote(main.connect()).remote("other", named).build();
        assertThat(tarn.namedRemotes()).containsOnlyKeys("other");
        assertThat(tarn.remote()).isPresent();
        tarn.close();

        assertThat(named.isConnected()).isFalse();
        main.assertNothingOpen();
    }
}
