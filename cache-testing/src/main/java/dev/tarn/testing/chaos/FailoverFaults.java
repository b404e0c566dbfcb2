package dev.tarn.testing.chaos;

import dev.tarn.testing.chaos.Injection.Shot;
import dev.tarn.testing.server.RedisSentinel;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.server.RespErrorException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Faults that give the data another master. What asynchronous replication loses on the way is conceded here, by name. */
final class FailoverFaults {
    static final String LOST_TAIL = "failover: acknowledged by a master that was replaced before its replica had it";
    static final String TWO_MASTERS = "failover: read through a master that had been replaced and did not know it yet";

    /** How far a replica on the same machine may be behind. */
    private static final Duration LAG = Duration.ofSeconds(1);
    /** What the nodes are given to find the next master and to repeat what they know. */
    private static final Duration REASSERTION = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    /** For how long the master that was replaced is left a master. */
    private static final int MOST_MILLIS_OF_TWO = 1_000;

    private static final String BATCH = "100";

    private FailoverFaults() {}

    static Shot killMaster(Scene scene) {
        RedisSentinel group = scene.stage().sentinel();
        RedisServer old = group.master();
        long before = scene.now();
        RedisServer next = group.failover();
        concedeTail(scene, before);
        return new Shot(old + " to " + next, () -> {
            old.restart();
            follow(old, next);
        });
    }

    static Shot order(Scene scene) {
        RedisSentinel group = scene.stage().sentinel();
        RedisServer old = group.master();
        RedisServer next = group.replica();
        long before = scene.now();
        await("SENTINEL FAILOVER is accepted", () -> accepts(group));
        return replaced(scene, group, old, next, before);
    }

    static Shot freeze(Scene scene) {
        RedisSentinel group = scene.stage().sentinel();
        RedisServer old = group.master();
        RedisServer next = group.replica();
        long before = scene.now();
        old.pause();
        await(next + " is master", () -> isMaster(next));
        old.resume();
        return replaced(scene, group, old, next, before);
    }

    static Shot moveSlot(Scene scene) {
        List<RedisServer> nodes = new ArrayList<>(scene.stage().cluster().nodes());
        RedisServer from = scene.anyOf(nodes);
        nodes.remove(from);
        RedisServer to = scene.anyOf(nodes);
        if (from.command("RANDOMKEY").isNil()) {
            return Shot.over(from + " has no key");
        }
        String key = from.command("RANDOMKEY").text();
        String slot = from.command("CLUSTER", "KEYSLOT", key).text();
        to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
        moveKeys(from, to, slot);
        String owner = id(to);
        to.command("CLUSTER", "SETSLOT", slot, "NODE", owner);
        from.command("CLUSTER", "SETSLOT", slot, "NODE", owner);
        nodes.forEach(node -> node.command("CLUSTER", "SETSLOT", slot, "NODE", owner));
        return Shot.over("slot " + slot + " from " + from + " to " + to);
    }

    private static void moveKeys(RedisServer from, RedisServer to, String slot) {
        while (true) {
            List<String> keys = from.command("CLUSTER", "GETKEYSINSLOT", slot, BATCH).items().stream()
                    .map(key -> key.text())
                    .toList();
            if (keys.isEmpty()) {
                return;
            }
            List<String> words = new ArrayList<>(
                    List.of("MIGRATE", to.address(), Integer.toString(to.port()), "", "0", "5000", "KEYS"));
            words.addAll(keys);
            from.command(words.toArray(String[]::new));
        }
    }

    private static Shot replaced(Scene scene, RedisSentinel group, RedisServer old, RedisServer next, long before) {
        await(next + " is master", () -> isMaster(next) && group.master() == next);
        Pause.of(Duration.ofMillis(scene.random().nextInt(MOST_MILLIS_OF_TWO)));
        // Sentinel would take ten seconds more, in which everything would have to be conceded.
        old.command("REPLICAOF", next.address(), Integer.toString(next.port()));
        concedeTail(scene, before);
        Duration both = Duration.ofNanos(scene.now() - before);
        scene.concede(new Concession(
                TWO_MASTERS,
                Concession.Kind.READS,
                before,
                scene.now() + scene.bound().toNanos(),
                both));
        return new Shot(old + " to " + next, () -> follow(old, next));
    }

    private static void concedeTail(Scene scene, long before) {
        scene.concede(new Concession(
                LOST_TAIL, Concession.Kind.ACKNOWLEDGEMENTS, before - LAG.toNanos(), scene.now(), REASSERTION));
    }

    private static void follow(RedisServer old, RedisServer next) {
        old.command("REPLICAOF", next.address(), Integer.toString(next.port()));
        await(old + " follows", () -> replication(old).contains("master_link_status:up"));
    }

    private static boolean accepts(RedisSentinel group) {
        try {
            group.sentinels().get(0).command("SENTINEL", "FAILOVER", group.masterName());
            return true;
        } catch (RespErrorException e) {
            // It has not heard of the replica yet, or is still busy with the failover before.
            return false;
        }
    }

    private static boolean isMaster(RedisServer server) {
        return replication(server).contains("role:master");
    }

    private static String replication(RedisServer server) {
        return server.command("INFO", "replication").text();
    }

    private static String id(RedisServer node) {
        return node.command("CLUSTER", "MYID").text();
    }

    private static void await(String what, BooleanSupplier reached) {
        boolean in = Pause.until(PATIENCE, () -> {
            try {
                return reached.getAsBoolean();
            } catch (UncheckedIOException e) {
                // It breaks off connections when its role changes.
                return false;
            }
        });
        if (!in) {
            throw new IllegalStateException("not after " + PATIENCE + ": " + what);
        }
    }
}
