package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.CodecProvider;
import dev.tarn.spi.EntryCodec;
import dev.tarn.testing.fake.FakeServer;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot mean what it says is refused with the option, its value and the limit. */
class ConfigurationTest {
    private final FakeServer server = new FakeServer(Clock.system());
    private final Tarn local = Tarn.builder().build();
    private final Tarn remote = Tarn.builder().remote(server.connect()).build();

    @AfterEach
    void close() {
        local.close();
        remote.close();
        server.assertNothingOpen();
    }

    private CacheBuilder<String, String, Cache<String, String>> describe(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class).heap(Heap.maximumEntries(10));
    }

    private void refused(Consumer<CacheBuilder<String, String, Cache<String, String>>> option, String... parts) {
        CacheBuilder<String, String, Cache<String, String>> builder = describe(local);
        assertThatThrownBy(() -> {
                    option.accept(builder);
                    builder.build();
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'texts'")
                .hasMessageContainingAll(parts);
    }

    @Test
    void options_outOfRange_areRefused() {
        refused(builder -> builder.expireAfterWrite(Duration.ZERO), "expireAfterWrite", "PT0S", "longer than zero");
        refused(builder -> builder.staleFor(Duration.ofSeconds(-1)), "staleFor", "PT-1S", "not negative");
        refused(builder -> builder.absentFor(Duration.ZERO), "absentFor", "PT0S", "longer than zero");
        refused(builder -> builder.jitter(1), "jitter", "1.0", "below 1");
        refused(builder -> builder.jitter(Double.NaN), "jitter", "NaN", "below 1");
        refused(builder -> builder.refreshAhead(0), "refreshAhead", "0.0", "above 0");
        refused(builder -> builder.refreshAhead(1), "refreshAhead", "1.0", "below 1");
        refused(builder -> builder.loadLease(Duration.ofMillis(99)), "loadLease", "PT0.099S", "PT0.1S");
    }

    @Test
    void options_thatContradictEachOther_areRefused() {
        refused(builder -> builder.staleFor(Duration.ofSeconds(1)), "staleFor", "PT1S", "expireAfterWrite");
        refused(builder -> builder.refreshAhead(0.5).loader(Origin.of()), "refreshAhead", "0.5", "expireAfterWrite");
        refused(
                builder -> builder.expireAfterWrite(Duration.ofSeconds(1)).refreshAhead(0.5),
                "refreshAhead",
                "0.5",
                "loader");
        refused(builder -> builder.expireAfterWrite(Duration.ofDays(40_000)), "life", "PT960000H", "PT876000H");
    }

    @Test
    void bounds_thatCannotBeGiven_areRefused() {
        refused(builder -> builder.maximumStaleness(Duration.ZERO), "maximumStaleness", "PT0S", "longer than zero");
        refused(builder -> builder.maximumStaleness(Duration.ofSeconds(1)), "maximumStaleness PT1S", "no bus");
        refused(
                builder -> builder.maximumStaleness(Duration.ofSeconds(1))
                        .expireAfterWrite(Duration.ofMillis(900))
                        .staleFor(Duration.ofMillis(200)),
                "maximumStaleness PT1S",
                "no bus");
        assertThatThrownBy(() -> describe(remote)
                        .expireAfterWrite(Duration.ofHours(1))
                        .maximumStaleness(Duration.ofMillis(49))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'texts'", "maximumStaleness PT0.049S", "PT0.05S");
    }

    @Test
    void bounds_thatCanBeGiven_areTaken() {
        assertThat(describe(remote)
                        .expireAfterWrite(Duration.ofHours(1))
                        .maximumStaleness(Duration.ofMillis(50))
                        .build())
                .isNotNull();
        assertThat(describe(local)
                        .expireAfterWrite(Duration.ofSeconds(1))
                        .maximumStaleness(Duration.ofSeconds(1))
                        .build())
                .isNotNull();
    }

    @Test
    void build_withoutATier_isRefused() {
        assertThatThrownBy(
                        () -> local.cache("texts", String.class, String.class).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'texts'", "no tier", "heap");
    }

    @Test
    void build_remoteTierWithoutALife_isRefused() {
        assertThatThrownBy(() -> describe(remote).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("remote tier", "expireAfterWrite");
        assertThat(describe(remote).localOnly().build().name()).isEqualTo("texts");
    }

    @Test
    void build_primitiveTypes_areRefused() {
        assertThatThrownBy(() -> local.cache("texts", int.class, String.class)
                        .heap(Heap.maximumEntries(1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("int");
    }

    @Test
    void build_nameTwice_isRefusedAndTheFirstGoesOn() {
        Cache<String, String> first = describe(local).build();
        assertThatThrownBy(() -> describe(local).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'texts'");
        first.put("k", "v");
        assertThat(first.getIfPresent("k")).isEqualTo("v");
        assertThat(local.cacheNames()).containsExactly("texts");
        assertThat(local.find("texts")).containsSame(first);
        assertThat(local.find("other")).isEmpty();
    }

    @Test
    void names_withForbiddenCharacters_areRefused() {
        assertThatThrownBy(() -> local.cache("a b", String.class, String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a b'");
        assertThatThrownBy(() -> Tarn.builder().namespace("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void build_codecsThatRefuseTheType_leavesNothingOpen() {
        try (Tarn tarn =
                Tarn.builder().remote(server.connect()).codecs(new Refusing()).build()) {
            assertThatThrownBy(() -> describe(tarn)
                            .expireAfterWrite(Duration.ofSeconds(1))
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no codec for class java.lang.String");
            assertThat(tarn.cacheNames()).isEmpty();
        }
    }

    private static final class Refusing implements CodecProvider {
        @Override
        public <K> Codec<K> keys(Class<K> type) {
            throw new IllegalArgumentException("no codec for " + type);
        }

        @Override
        public <V> Codec<V> values(Class<V> type) {
            throw new IllegalArgumentException("no codec for " + type);
        }

        @Override
        public <V> EntryCodec<V> entries(Codec<V> values) {
            throw new IllegalArgumentException("no framing");
        }
    }
}
