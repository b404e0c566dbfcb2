package dev.tarn.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisGroupsIT {
    /** Sentinels that were stalled do nothing for half a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void failover_masterKilled_replicaHasItsDataAndTheOldOneFollows() {
        try (RedisSentinel group = RedisSentinel.start()) {
            RedisServer old = group.master();
            RedisServer replica = group.replica();
            assertThat(group.uri()).matches("redis-sentinel://127\\.0\\.0\\.1:\\d+(,127\\.0\\.0\\.1:\\d+){2}/0#tarn");
            old.command("SET", "k", "v");
            await().until(() -> !replica.command("GET", "k").isNil());

            RedisServer next = group.failover();

            assertThat(next).isSameAs(replica);
            assertThat(group.master()).isSameAs(next);
            assertThat(next.command("GET", "k").text()).isEqualTo("v");
            assertThat(next.command("SET", "k", "w").text()).isEqualTo("OK");
            old.restart();
            await().atMost(PATIENCE)
                    .until(() -> old.info("replication", "role", "").equals("slave")
                            && "w".equals(old.command("GET", "k").toString()));
            assertThat(group.replica()).isSameAs(old);
        }
    }

    @Test
    void cluster_keys_areOnTheirNodesOnly() {
        try (RedisCluster cluster = RedisCluster.start()) {
            List<RedisServer> owners = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RedisServer owner = cluster.nodeOf("key-" + i);
                assertThat(owner.command("SET", "key-" + i, "v").text()).isEqualTo("OK");
                owners.add(owner);
            }
            assertThat(cluster.nodes()).hasSize(3).allMatch(owners::contains);
            RedisServer stranger = cluster.nodes().get(0) == owners.get(0)
                    ? cluster.nodes().get(1)
                    : cluster.nodes().get(0);
            assertThatThrownBy(() -> stranger.command("GET", "key-0"))
                    .isInstanceOf(RespErrorException.class)
                    .hasMessageStartingWith("MOVED")
                    .hasMessageEndingWith(":" + owners.get(0).port());
            assertThat(cluster.addresses().split(",")).hasSize(3);
        }
    }

    @Test
    void cluster_nodeRestarted_isWholeAgainWithItsSlots() {
        try (RedisCluster cluster = RedisCluster.start()) {
            RedisServer owner = cluster.nodeOf("key");
            owner.command("SET", "key", "v");
            owner.restart();
            cluster.awaitWhole();
            assertThat(owner.command("GET", "key").isNil()).isTrue();
            assertThat(owner.command("SET", "key", "w").text()).isEqualTo("OK");
        }
    }

    @Test
    void cluster_masterKilled_replicaTakesOverWithItsSlotsAndTheOldOneFollows() {
        try (RedisCluster cluster = RedisCluster.startWithReplicas()) {
            RedisServer old = cluster.nodeOf("key");
            RedisServer next = cluster.replicaOf(old).orElseThrow();
            assertThat(cluster.masters()).hasSize(3).contains(old).doesNotContain(next);
            assertThat(cluster.isAgreedOn(next)).isFalse();
            old.command("SET", "key", "v");
            await().until(() -> next.info("replication", "slave_repl_offset", "")
                    .equals(old.info("replication", "master_repl_offset", "")));

            old.kill();
            await().atMost(PATIENCE).until(() -> cluster.isAgreedOn(next));
            assertThat(next.command("GET", "key").text()).isEqualTo("v");
            old.restart();
            await().atMost(PATIENCE).until(() -> cluster.replicaOf(next).isPresent());
            cluster.awaitWhole();
            assertThat(cluster.masters()).hasSize(3).contains(next).doesNotContain(old);
        }
    }
}
