package dev.tarn.testing.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Redis Cluster of three masters, without replicas or with one each. All come from the PATH, never from Docker.
 *
 * <p>A master killed and restarted at once keeps its slots and loses its data. One that has not answered for a while (three seconds) is
 * replaced by its replica, if it has one, and becomes a replica itself when it comes back. Not safe for use by several threads.
 */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final String PURPOSE = "Redis Cluster (always from the PATH, never from Docker)";

    private final List<RedisServer> nodes = new ArrayList<>();

    private RedisCluster() {}

    /**
     * Starts three masters, divides the slots and waits until every node says that the cluster is whole. Blocks for about three seconds.
     *
     * @throws ServerUnavailableException if there is no Redis on the PATH, or it does not start
     */
    public static RedisCluster start() {
        return started(0, "2000");
    }

    /**
     * Starts three masters and a replica of each, and waits until the cluster is whole. Blocks for about five seconds.
     *
     * @throws ServerUnavailableException if there is no Redis on the PATH, or it does not start
     */
    public static RedisCluster startWithReplicas() {
        return started(1, "3000");
    }

    /** Returns the address of the first node, as Lettuce takes a cluster's seed. */
    public String uri() {
        return nodes.get(0).uri();
    }

    /** Returns host and port of all nodes, separated by commas. */
    public String addresses() {
        return nodes.stream().map(node -> node.address() + ":" + node.port()).collect(Collectors.joining(","));
    }

    /** Returns the nodes: those that were masters at the start in the order of their slots, then the others. */
    public List<RedisServer> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * Returns the nodes that run and are masters by their own word, in the order of {@link #nodes()}.
     *
     * @throws java.io.UncheckedIOException if one of them cannot be reached
     */
    public List<RedisServer> masters() {
        return nodes.stream()
                .filter(TestServer::isRunning)
                .filter(node -> node.info("replication", "role", "").equals("master"))
                .toList();
    }

    /**
     * Tells whether all running nodes hold a server for a master that has slots.
     *
     * @param server one of the nodes
     * @throws java.io.UncheckedIOException if a node cannot be reached
     */
    public boolean isAgreedOn(RedisServer server) {
        String id = id(server);
        return nodes.stream()
                .filter(TestServer::isRunning)
                .allMatch(node -> node.command("CLUSTER", "NODES")
                        .text()
                        .lines()
                        .anyMatch(line -> line.startsWith(id) && ownsSlots(line)));
    }

    /** Tells whether a line of {@code CLUSTER NODES} is about a master with slots, which stand at its end. */
    private static boolean ownsSlots(String line) {
        String[] fields = line.split(" ", -1);
        return fields[2].contains("master") && fields.length > 8;
    }

    /**
     * Returns the running node that is, by its own word, a replica of the given one, if there is one.
     *
     * @throws java.io.UncheckedIOException if a node cannot be reached
     */
    public Optional<RedisServer> replicaOf(RedisServer master) {
        return nodes.stream()
                .filter(TestServer::isRunning)
                .filter(node -> isReplicaOf(node, master))
                .findFirst();
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
     * Waits until every node says that the cluster is whole and every replica follows, as after the restart of a node.
     *
     * @throws ServerUnavailableException if it does not become so within half a minute
     */
    public void awaitWhole() {
        Probe.until("all nodes see the whole cluster", () -> nodes.stream().allMatch(this::isWhole), this::logs);
    }

    /** Ends all nodes. */
    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }

    private static RedisCluster started(int replicas, String timeoutMillis) {
        RedisCluster cluster = new RedisCluster();
        try {
            cluster.startAll(MASTERS * (1 + replicas), timeoutMillis);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startAll(int count, String timeoutMillis) {
        for (int i = 0; i < count; i++) {
            nodes.add(RedisServer.builder()
                    .option("cluster-enabled", "yes")
                    .option("cluster-node-timeout", timeoutMillis)
                    .option("repl-diskless-sync-delay", "0")
                    .startOnPath(PURPOSE));
        }
        for (int i = 0; i < MASTERS; i++) {
            nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            nodes.get(i).command(addSlots(i));
        }
        RedisServer first = nodes.get(0);
        for (RedisServer other : nodes.subList(1, count)) {
            first.command("CLUSTER", "MEET", other.address(), Integer.toString(other.port()));
        }
        awaitWhole();
        for (int i = MASTERS; i < count; i++) {
            nodes.get(i).command("CLUSTER", "REPLICATE", id(nodes.get(i % MASTERS)));
        }
        Probe.until("all replicas follow", () -> masters().size() == MASTERS, this::logs);
        awaitWhole();
    }

    private static String id(RedisServer node) {
        return node.command("CLUSTER", "MYID").text();
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
        return slot * MASTERS / SLOTS;
    }

    private boolean isWhole(RedisServer node) {
        if (!node.isRunning()) {
            return false;
        }
        String state = node.command("CLUSTER", "INFO").text();
        return state.contains("cluster_state:ok")
                && state.contains("cluster_known_nodes:" + nodes.size())
                && state.contains("cluster_slots_ok:" + SLOTS)
                && !node.info("replication", "master_link_status", "up").equals("down");
    }

    private static boolean isReplicaOf(RedisServer node, RedisServer master) {
        String port = node.info("replication", "master_port", "");
        return port.equals(Integer.toString(master.port()));
    }

    private String logs() {
        return nodes.stream().map(node -> node + ":\n" + node.log()).collect(Collectors.joining("\n"));
    }
}
