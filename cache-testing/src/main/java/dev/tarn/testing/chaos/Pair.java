package dev.tarn.testing.chaos;

import dev.tarn.spi.Clock;
import dev.tarn.testing.server.RedisServer;
import java.time.Duration;

/**
 * A master and the replica that takes its place.
 *
 * @param master the master
 * @param replica its replica
 */
record Pair(RedisServer master, RedisServer replica) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * Waits until the replica has all that the master had when this was called, and returns that moment; {@code otherwise} if it does
     * not get there. What was acknowledged before that moment is not lost with the master.
     */
    long replicatedUntil(long otherwise) {
        long now = Clock.system().nanos();
        long offset = offset(master, "master_repl_offset");
        boolean there = Pause.until(PATIENCE, () -> offset(replica, "slave_repl_offset") >= offset);
        return there ? now : otherwise;
    }

    /** Tells whether the replica is a master now. */
    boolean isReplaced() {
        return isMaster(replica);
    }

    /** Tells whether the former master is a replica that has caught up with the former replica. */
    boolean isTurnedRound() {
        String state = replication(master);
        return state.contains("role:slave")
                && state.contains("master_port:" + replica.port() + "\r")
                && state.contains("master_link_status:up");
    }

    static boolean isMaster(RedisServer server) {
        return replication(server).contains("role:master");
    }

    private static long offset(RedisServer server, String field) {
        return replication(server)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(field.length() + 1).trim()))
                .findFirst()
                .orElse(-1);
    }

    private static String replication(RedisServer server) {
        return server.command("INFO", "replication").text();
    }

    @Override
    public String toString() {
        return master + " to " + replica;
    }
}
