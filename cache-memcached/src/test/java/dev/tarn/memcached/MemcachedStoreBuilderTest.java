package dev.tarn.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemcachedStoreBuilderTest {
    private static MemcachedStoreBuilder builder() {
        return MemcachedStore.builder().uri("memcached://b:2,a");
    }

    @Test
    void uri_severalServers_areOrderedByName() {
        assertThat(builder().options().servers())
                .containsExactly(new ServerAddress("a", 11_211), new ServerAddress("b", 2));
        assertThat(MemcachedStore.builder()
                        .uri("memcached://[::1]:5,[fe80::1]")
                        .options()
                        .servers())
                .containsExactly(new ServerAddress("::1", 5), new ServerAddress("fe80::1", 11_211));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host:11211",
                "redis://host",
                "memcached://",
                "memcached://a,,b",
                "memcached://host:0",
                "memcached://host:70000",
                "memcached://host:x",
                "memcached://user:s3cret@host",
                "memcached://host/db"
            })
    void uri_unreadable_isRefusedWithoutQuotingIt(String uri) {
        assertThatThrownBy(() -> MemcachedStore.builder().uri(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the address of a Memcached server cannot be read")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void build_optionOutOfItsLimits_isRefusedWithOptionValueAndLimit() {
        List<MemcachedStoreBuilder> wrong = List.of(
                builder().commandTimeout(Duration.ZERO),
                builder().controlTimeout(Duration.ofHours(1)),
                builder().tailInterval(Duration.ofMillis(1)),
                builder().logLife(Duration.ofMillis(1)),
                builder().maximumBatchKeys(0),
                builder().maximumPending(0),
                builder().maximumPendingBytes(1),
                builder().maximumValueBytes(-1));
        for (MemcachedStoreBuilder one : wrong) {
            assertThatThrownBy(one::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("\\w+ is \\S+, it must be from \\S+ to \\S+");
        }
    }

    @Test
    void build_noServerOrOneTwice_isRefused() {
        assertThatThrownBy(() -> MemcachedStore.builder().build()).hasMessageContaining("uri is not set");
        assertThatThrownBy(() -> builder().uri("memcached://a").build()).hasMessageContaining("twice");
    }

    @Test
    void credentials_text_isRefused() {
        assertThat(builder().credentials("u", new char[] {'p'}).options().binary())
                .isTrue();
        assertThatThrownBy(() -> builder()
                        .credentials("u", new char[] {'p'})
                        .binary(false)
                        .build())
                .hasMessageContaining("binary is false");
    }
}
