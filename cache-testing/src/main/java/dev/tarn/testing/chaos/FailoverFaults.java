package dev.tarn.testing.chaos;

import dev.tarn.testing.chaos.Injection.Shot;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Faults that give the data another master. What asynchronous replication loses on the way is conceded through {@link Failovers}. */
final class FailoverFaults {
    /** A Sentinel that has been stalled itself for two seconds does nothing for thirty. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Shorter than Sentinel and Cluster wait before they take a server for dead. */
    private static final int MOST_MILLIS_LOST = 500;
    /** For how long the master that was replaced is left a master. */
    private static final int MOST_MILLIS_OF_TWO = 1_000;

    private FailoverFaults() {}

    static Shot killMaster(Scene scene) {
        Pair pair = scene.anyPair();
        int millis = scene.random().nextInt(MOST_MILLIS_LOST);
        long from = scene.failovers().replicatedUntil(pair);
        loseTail(pair, millis);
        pair.master().kill();
        long until = scene.now();
        pair.replica().resume();
        awaitReplaced(scene, pair);
        scene.failovers().concedeAcknowledgements(Failovers.LOST_TAIL, from, until);
        return new Shot("the last " + millis + " ms lost, " + pair, () -> {
            pair.master().restart();
            scene.stage().turnRound(pair);
            awaitTurnedRound(scene, pair);
        });
    }

    /** Sentinel promotes the replica while the master goes on; a Cluster has the two agree, and nothing is lost. */
    static Shot order(Scene scene) {
        Pair pair = scene.anyPair();
        long from = scene.failovers().replicatedUntil(pair);
        await("the failover is accepted", () -> scene.stage().orderFailover(pair));
        if (scene.stage().isCluster()) {
            awaitReplaced(scene, pair);
            return new Shot(pair.toString(), () -> awaitTurnedRound(scene, pair));
        }
        return replaced(scene, pair, from);
    }

    static Shot freeze(Scene scene) {
        Pair pair = scene.anyPair();
        long from = scene.failovers().replicatedUntil(pair);
        pair.master().pause();
        long promoted = awaitPromoted(scene, pair);
        pair.master().resume();
        return replaced(scene, pair, from, promoted);
    }

    private static Shot replaced(Scene scene, Pair pair, long from) {
        return replaced(scene, pair, from, awaitPromoted(scene, pair));
    }

    private static Shot replaced(Scene scene, Pair pair, long from, long promoted) {
        awaitReplaced(scene, pair);
        if (!scene.stage().isCluster()) {
            Pause.of(Duration.ofMillis(scene.random().nextInt(MOST_MILLIS_OF_TWO)));
            // Sentinel would take ten seconds more, in which everything would have to be conceded.
            scene.stage().turnRound(pair);
        }
        await(pair.master() + " is no master any more", () -> !Pair.isMaster(pair.master()));
        long until = scene.now();
        scene.failovers().concedeAcknowledgements(Failovers.ISOLATED, from, until);
        scene.failovers().concedeTwoMasters(promoted, until);
        return new Shot(pair.toString(), () -> awaitTurnedRound(scene, pair));
    }

    /** Cuts the replica off, while the master goes on to acknowledge. */
    private static void loseTail(Pair pair, int millis) {
        pair.replica().pause();
        pair.master().command("CLIENT", "KILL", "TYPE", "replica");
        Pause.of(Duration.ofMillis(millis));
    }

    /** Waits until the replica is a master, and returns the last moment at which it was none yet. */
    private static long awaitPromoted(Scene scene, Pair pair) {
        long[] last = {scene.now()};
        await(pair.replica() + " is master", () -> {
            long asked = scene.now();
            boolean promoted = pair.isReplaced();
            last[0] = promoted ? last[0] : asked;
            return promoted;
        });
        return last[0];
    }

    private static void awaitReplaced(Scene scene, Pair pair) {
        await(
                "all hold " + pair.replica() + " for the master",
                () -> scene.stage().hasReplaced(pair));
    }

    private static void awaitTurnedRound(Scene scene, Pair pair) {
        await(pair.master() + " follows", pair::isTurnedRound);
        scene.failovers().accept();
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
