package dev.tarn.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Redis master and its replica, watched by three Sentinels. All come from the PATH, never from Docker.
 *
 * <p>A master that does not answer for a second is replaced by the replica about two seconds later. Not safe for use by several threads.
 */
public final class RedisSentinel implements AutoCloseable {
    private static final String MASTER_NAME = "tarn";
    /**
     * Twice as long as the pause between two of a Sentinel's pings. Were it no longer, a Sentinel that has just been told of the new master would
     * now and then hold it for dead before its first answer, and promote the old one, which came up empty.
     */
    private static final int DOWN_AFTER_MILLIS = 2_000;

    private static final int SENTINELS = 3;
    private static final String PURPOSE = "Redis Sentinel (always from the PATH, never from Docker)";

    private final List<RedisServer> data = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinel() {}

    /**
     * Starts all five servers and waits until the Sentinels know each other and the replica follows. Blocks for about four seconds.
     *
     * @throws ServerUnavailableException if there is no Redis on the PATH, or it does not start
     */
    public static RedisSentinel start() {
        RedisSentinel group = new RedisSentinel();
        try {
            group.startAll();
            return group;
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    /** Returns the Sentinels' addresses and the master's name, as Lettuce takes them. */
    public String uri() {
        String addresses = sentinels.stream()
                .map(sentinel -> sentinel.address() + ":" + sentinel.port())
                .collect(Collectors.joining(","));
        return "redis-sentinel://" + addresses + "/0#" + MASTER_NAME;
    }

    /** Returns the name by which the Sentinels know the master. */
    public String masterName() {
        return MASTER_NAME;
    }

    /**
     * Returns the server that the first running Sentinel holds for the master.
     *
     * @throws IllegalStateException if no Sentinel runs
     */
    public RedisServer master() {
        RedisServer asked = sentinels.stream()
                .filter(TestServer::isRunning)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no Sentinel runs"));
        int port = masterPort(asked);
        return data.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(asked + " names an unknown master at port " + port));
    }

    /** Returns the data server that is not the {@link #master()}. */
    public RedisServer replica() {
        RedisServer master = master();
        return data.get(0) == master ? data.get(1) : data.get(0);
    }

    /** Returns the three Sentinels. */
    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /**
     * Tells whether all Sentinels hold a server for the master.
     *
     * @param server one of the two data servers
     * @throws UncheckedIOException if a Sentinel cannot be reached
     */
    public boolean isAgreedOn(RedisServer server) {
        return sentinels.stream().allMatch(sentinel -> masterPort(sentinel) == server.port());
    }

    /**
     * Kills the master and waits until its replica is master and all Sentinels say so. Blocks for about four seconds.
     *
     * <p>The dead one stays dead. After its {@link RedisServer#restart()} it is an empty master until the Sentinels, about ten seconds
     * later, make it a replica.
     *
     * @return the new master
     * @throws ServerUnavailableException if the replica is not promoted
     */
    public RedisServer failover() {
        RedisServer old = master();
        RedisServer next = replica();
        old.kill();
        Probe.until(
                next + " is master by the word of all Sentinels", () -> isMaster(next) && isAgreedOn(next), this::logs);
        return next;
    }

    /** Ends all servers. */
    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        data.forEach(RedisServer::close);
    }

    private void startAll() {
        RedisServer master =
                RedisServer.builder().option("repl-diskless-sync-delay", "0").startOnPath(PURPOSE);
        data.add(master);
        RedisServer replica = RedisServer.builder()
                .option("repl-diskless-sync-delay", "0")
                .option("replicaof", master.address(), Integer.toString(master.port()))
                .startOnPath(PURPOSE);
        data.add(replica);
        Probe.until("the replica is online", () -> follows(master), this::logs);
        for (int i = 0; i < SENTINELS; i++) {
            sentinels.add(startSentinel(master.port()));
        }
        Probe.until("the Sentinels know all", () -> sentinels.stream().allMatch(RedisSentinel::knowsAll), this::logs);
    }

    private static RedisServer startSentinel(int masterPort) {
        Path program = ServerSource.require(RedisServer.PROGRAM, PURPOSE);
        return TestServer.launchNew(() -> {
            int port = Ports.free();
            Path directory = ProcessHost.newDirectory("redis-sentinel");
            Path config = writeConfig(directory, port, masterPort);
            List<String> command = List.of(program.toString(), config.toString(), "--sentinel");
            return new RedisServer(new ProcessHost(port, command, directory), RedisAccess.open());
        });
    }

    private static Path writeConfig(Path directory, int port, int masterPort) {
        String text = String.join(
                "\n",
                "port " + port,
                "bind 127.0.0.1",
                "protected-mode no",
                "dir " + directory,
                "sentinel monitor " + MASTER_NAME + " 127.0.0.1 " + masterPort + " 2",
                "sentinel down-after-milliseconds " + MASTER_NAME + " " + DOWN_AFTER_MILLIS,
                "sentinel failover-timeout " + MASTER_NAME + " 3000",
                "sentinel parallel-syncs " + MASTER_NAME + " 1",
                "");
        try {
            return Files.writeString(directory.resolve("sentinel.conf"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the configuration of a Sentinel", e);
        }
    }

    private static boolean follows(RedisServer master) {
        return master.info("replication", "slave0", "").contains("state=online");
    }

    private static boolean isMaster(RedisServer server) {
        return server.info("replication", "role", "").equals("master");
    }

    private static boolean knowsAll(RedisServer sentinel) {
        String state = sentinel.info("sentinel", "master0", "");
        return state.contains("status=ok") && state.contains("slaves=1") && state.contains("sentinels=" + SENTINELS);
    }

    private static int masterPort(RedisServer sentinel) {
        RespReply address = sentinel.command("SENTINEL", "get-master-addr-by-name", MASTER_NAME);
        return Integer.parseInt(address.items().get(1).text());
    }

    private String logs() {
        List<RedisServer> all = new ArrayList<>(data);
        all.addAll(sentinels);
        return all.stream().map(server -> server + ":\n" + server.log()).collect(Collectors.joining("\n"));
    }
}
