package dev.tarn.testing.server;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Redis Cluster of three masters without replicas. All come from the PATH, never from Docker.
 *
 * <p>A node killed and restarted keeps its slots and loses its data. Not safe for use by several threads.
 */
public final class RedisCluster implements AutoCloseable {
    private static final int NODES = 3;
    private static final int SLOTS = 16_384;
    private static final String PURPOSE = "Redis Cluster (always from the PATH, never from Docker)";

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /**
     * Starts the nodes, divides the slots and waits until every node says that the cluster is whole. Blocks for about three seconds.
     *
     * @throws ServerUnavailableException if there is no Redis on the PATH, or it does not start
     */
    public static RedisCluster start() {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.startAll();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Returns the address of the first node, as Lettuce takes a cluster's seed. */
    public String uri() {
        return nodes.get(0).uri();
    }

    /** Returns host and port of all nodes, separated by commas. */
    public String addresses() {
        return nodes.stream().map(node -> node.address() + ":" + node.port()).collect(Collectors.joining(","));
    }

    /** Returns the nodes, in the order of their slots. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * Returns the node that the key's slot was given to at the start.
     *
     * @throws java.io.UncheckedIOException if the first node cannot be reached
     */
    public RedisServer nodeOf(String key) {
        return nodes.get(owner(
                Math.toIntExact(nodes.get(0).command("CLUSTER", "KEYSLOT", key).number())));
    }

    /**
     * Waits until every node says that the cluster is whole, as after the restart of a node.
     *
     * @throws ServerUnavailableException if it does not become so within half a minute
     */
    public void awaitWhole() {
        Probe.until(
                "all nodes see the whole cluster", () -> nodes.stream().allMatch(RedisCluster::isWhole), this::logs);
    }

    /** Ends all nodes. */
    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }

    private void startAll() {
        for (int i = 0; i < NODES; i++) {
            nodes.add(RedisServer.builder()
                    .option("cluster-enabled", "yes")
                    .option("cluster-node-timeout", "2000")
                    .startOnPath(PURPOSE));
            nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            nodes.get(i).command(addSlots(i));
        }
        RedisServer first = nodes.get(0);
        for (RedisServer other : nodes.subList(1, NODES)) {
            first.command("CLUSTER", "MEET", other.address(), Integer.toString(other.port()));
        }
        awaitWhole();
    }

    private static String[] addSlots(int node) {
        List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        for (int slot = 0; slot < SLOTS; slot++) {
            if (owner(slot) == node) {
                words.add(Integer.toString(slot));
            }
        }
        return words.toArray(String[]::new);
    }

    private static int owner(int slot) {
        return slot * NODES / SLOTS;
    }

    private static boolean isWhole(RedisServer node) {
        if (!node.isRunning()) {
            return false;
        }
        String state = node.command("CLUSTER", "INFO").text();
        return state.contains("cluster_state:ok")
                && state.contains("cluster_known_nodes:" + NODES)
                && state.contains("cluster_slots_ok:" + SLOTS);
    }

    private String logs() {
        return nodes.stream().map(node -> node + ":\n" + node.log()).collect(Collectors.joining("\n"));
    }
}
