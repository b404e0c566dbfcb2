package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisStoreBuilderTest {
    @Test
    void uri_standalone_hasTheDefaults() {
        RedisOptions options = RedisStore.builder().uri("redis://host:7000/4").options();
        RedisURI server = options.servers().get(0);
        assertThat(server.getHost()).isEqualTo("host");
        assertThat(server.getPort()).isEqualTo(7000);
        assertThat(server.getDatabase()).isEqualTo(4);
        assertThat(server.isSsl()).isFalse();
        assertThat(options.cluster()).isFalse();
        assertThat(options.shards()).isEqualTo(1);
        assertThat(options.commandTimeout()).isEqualTo(Duration.ofMillis(100));
        assertThat(options.controlTimeout()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void uri_tls_isUnderstood() {
        assertThat(RedisStore.builder().uri("rediss://host").options().servers())
                .allMatch(RedisURI::isSsl)
                .allMatch(RedisURI::isVerifyPeer);
        assertThat(RedisStore.builder()
                        .uri("rediss://host")
                        .verifyPeer(false)
                        .options()
                        .servers())
                .noneMatch(RedisURI::isVerifyPeer);
    }

    @Test
    void uri_sentinel_namesSentinelsAndMaster() {
        RedisURI server = RedisStore.builder()
                .uri("redis-sentinel://a:1,b:2/3#main")
                .options()
                .servers()
                .get(0);
        assertThat(server.getSentinels()).extracting(RedisURI::getPort).containsExactly(1, 2);
        assertThat(server.getSentinelMasterId()).isEqualTo("main");
        assertThat(server.getDatabase()).isEqualTo(3);
    }

    @Test
    void uri_cluster_namesNodesAndHasMoreShards() {
        RedisOptions options =
                RedisStore.builder().uri("rediss-cluster://u:p@a:1,b:2").options();
        assertThat(options.cluster()).isTrue();
        assertThat(options.shards()).isEqualTo(64);
        assertThat(options.servers())
                .allMatch(RedisURI::isSsl)
                .extracting(RedisURI::getPort)
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:s3cret@host",
                "user:s3cret@host",
                "redis://user:s3cret@ho st:x",
                "redis-cluster://user:s3cret@:x"
            })
    void uri_unreadable_isRefusedWithoutRepeatingIt(String uri) {
        assertThatThrownBy(() -> RedisStore.builder().uri(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("uri")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void options_outOfRange_areRefusedByName() {
        RedisStoreBuilder none = RedisStore.builder();
        assertThatThrownBy(none::build).hasMessage("uri is not set, it must name a server");
        assertRefused(
                builder().commandTimeout(Duration.ZERO), "commandTimeout is PT0S, it must be from PT0.001S to PT1M");
        assertRefused(builder().controlTimeout(Duration.ofHours(1)), "controlTimeout is PT1H, it must be from");
        assertRefused(builder().maximumBatchKeys(0), "maximumBatchKeys is 0, it must be from 1 to 10000");
        assertRefused(builder().maximumStepKeys(40_000), "maximumStepKeys is 40000");
        assertRefused(builder().maximumPending(0), "maximumPending is 0");
        assertRefused(builder().shards(2_000), "shards is 2000");
        assertRefused(builder().logLength(1), "logLength is 1");
        assertRefused(builder().uri("redis://other"), "uri names 2 servers");
        assertRefused(builder().cluster(true).database(1), "database is 1, it must be 0 in a cluster");
    }

    private static void assertRefused(RedisStoreBuilder builder, String text) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    private static RedisStoreBuilder builder() {
        return RedisStore.builder().uri("redis://host");
    }

    @Test
    void watchForeignWrites_clusterOrBusAlone_isRefused() {
        assertThatThrownBy(() -> RedisStore.builder()
                        .uri("redis-cluster://localhost:6379")
                        .watchForeignWrites(true)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("watchForeignWrites is true, it must be false in a cluster");
        assertThatThrownBy(() -> RedisStore.builder()
                        .uri("redis://localhost:6379")
                        .watchForeignWrites(true)
                        .buildBus())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a store");
    }
}
