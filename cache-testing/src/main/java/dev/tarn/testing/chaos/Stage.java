package dev.tarn.testing.chaos;

import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.server.RedisCluster;
import dev.tarn.testing.server.RedisSentinel;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.server.RespErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The servers of a run, and the proxies before them. Used by one thread. */
final class Stage implements AutoCloseable {
    private final @Nullable RedisServer single;
    private final @Nullable RedisSentinel sentinel;
    private final @Nullable RedisCluster cluster;
    private final List<FaultProxy> proxies = new ArrayList<>();

    private Stage(@Nullable RedisServer single, @Nullable RedisSentinel sentinel, @Nullable RedisCluster cluster) {
        this.single = single;
        this.sentinel = sentinel;
        this.cluster = cluster;
    }

    static Stage start(ChaosTopology topology, int nodes) {
        return switch (topology) {
            case STANDALONE -> standalone(nodes);
            case SENTINEL -> new Stage(null, RedisSentinel.start(), null);
            case CLUSTER -> new Stage(null, null, RedisCluster.startWithReplicas());
        };
    }

    private static Stage standalone(int nodes) {
        // Answers only what is on the disk: what a kill loses would have to be conceded otherwise.
        RedisServer server = RedisServer.builder()
                .option("appendonly", "yes")
                .option("appendfsync", "always")
                .start();
        Stage stage = new Stage(server, null, null);
        IntStream.range(0, nodes).forEach(node -> stage.proxies.add(FaultProxy.to(server.address(), server.port())));
        return stage;
    }

    /** Returns the address at which a node reaches Redis. */
    String uri(int node) {
        if (sentinel != null) {
            return sentinel.uri();
        }
        if (cluster != null) {
            return "redis-cluster://" + cluster.addresses();
        }
        FaultProxy proxy = proxies.get(node);
        return "redis://" + proxy.address() + ":" + proxy.port();
    }

    /** Returns the servers that hold data for clients now. */
    List<RedisServer> masters() {
        if (sentinel != null) {
            return List.of(sentinel.master());
        }
        return cluster != null ? cluster.masters() : List.of(standalone());
    }

    RedisServer standalone() {
        if (single == null) {
            throw new IllegalStateException("this run has no standalone server");
        }
        return single;
    }

    /** Returns each master that has a replica, with it. */
    List<Pair> pairs() {
        if (sentinel != null) {
            return List.of(new Pair(sentinel.master(), sentinel.replica()));
        }
        RedisCluster group = cluster;
        return group == null
                ? List.of()
                : group.masters().stream()
                        .flatMap(master -> group.replicaOf(master).map(replica -> new Pair(master, replica)).stream())
                        .toList();
    }

    /** Asks for a failover in which the master takes part, and tells whether it was accepted. */
    boolean orderFailover(Pair pair) {
        try {
            if (sentinel != null) {
                sentinel.sentinels().get(0).command("SENTINEL", "FAILOVER", sentinel.masterName());
            } else {
                pair.replica().command("CLUSTER", "FAILOVER");
            }
            return true;
        } catch (RespErrorException e) {
            // It has not heard of the replica yet, or is still busy with the failover before.
            return false;
        }
    }

    /** Tells whether the replica is the master by its own word and that of all who watch. */
    boolean hasReplaced(Pair pair) {
        if (!pair.isReplaced()) {
            return false;
        }
        return sentinel != null
                ? sentinel.isAgreedOn(pair.replica())
                : cluster().isAgreedOn(pair.replica());
    }

    /**
     * Makes the former master follow the one that has replaced it, without its clients, which Sentinel cuts off in the same transaction;
     * in a Cluster it follows by itself.
     */
    void turnRound(Pair pair) {
        if (sentinel != null) {
            RedisServer next = pair.replica();
            cutClientsOff(pair.master());
            pair.master().command("REPLICAOF", next.address(), Integer.toString(next.port()));
            // Whoever had asked for the master before all knew the next one may have come meanwhile.
            cutClientsOff(pair.master());
        }
    }

    private static void cutClientsOff(RedisServer server) {
        server.command("CLIENT", "KILL", "TYPE", "normal");
        server.command("CLIENT", "KILL", "TYPE", "pubsub");
    }

    RedisCluster cluster() {
        if (cluster == null) {
            throw new IllegalStateException("this run has no Cluster");
        }
        return cluster;
    }

    boolean isCluster() {
        return cluster != null;
    }

    /** Returns the proxy between a node and the standalone server. */
    FaultProxy proxy(int node) {
        return proxies.get(node);
    }

    @Override
    public void close() {
        proxies.forEach(FaultProxy::close);
        if (single != null) {
            single.close();
        }
        if (sentinel != null) {
            sentinel.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}
