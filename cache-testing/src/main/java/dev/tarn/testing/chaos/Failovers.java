package dev.tarn.testing.chaos;

import dev.tarn.testing.server.RedisServer;
import java.time.Duration;
import java.util.List;

/**
 * What failovers of a run have to be conceded, by name: no more than asynchronous replication loses. Used by one thread.
 *
 * <p>Also notices failovers that nobody ordered: where a machine stalls, Sentinel and Cluster replace a master that is well.
 */
final class Failovers {
    static final String LOST_TAIL = "failover: acknowledged by a master that was killed before its replica had it";
    static final String ISOLATED = "failover: acknowledged by a master that had been replaced or was about to be";
    static final String TWO_MASTERS = "failover: read through a master that had been replaced and did not know it yet";
    static final String UNORDERED = "failover that no fault ordered";

    /** What the nodes are given to find the next master and to repeat what they know. */
    private static final Duration REASSERTION = Duration.ofSeconds(3);

    private final Scene scene;
    private List<RedisServer> masters;
    private long replicated;

    Failovers(Scene scene) {
        this.scene = scene;
        this.masters = scene.stage().masters();
        this.replicated = scene.now();
    }

    /** Returns since when acknowledgements may be missing at the replica: the last moment that it is known to have caught up with. */
    long replicatedUntil(Pair pair) {
        return pair.replicatedUntil(replicated);
    }

    /** Concedes what a master acknowledged between the two moments; the next one answers by now. */
    void concedeAcknowledgements(String name, long from, long until) {
        Duration untilNext = Duration.ofNanos(scene.now() - until);
        scene.concede(new Concession(name, Concession.Kind.ACKNOWLEDGEMENTS, from, until, untilNext.plus(REASSERTION)));
    }

    /** Concedes what is read through a master that was replaced after the first moment and knew it at the second. */
    void concedeTwoMasters(long from, long until) {
        long proven = until + scene.bound().toNanos();
        scene.concede(new Concession(TWO_MASTERS, Concession.Kind.READS, from, proven, Duration.ofNanos(until - from)));
    }

    /** Takes the masters as they are now, after a failover that a fault ordered. */
    void accept() {
        masters = scene.stage().masters();
    }

    /**
     * Looks, when no fault is in force, whether the masters are still the ones they were, and tells whether so. If not, everything since
     * they were last seen is conceded.
     */
    boolean areAsBefore() {
        List<RedisServer> found = scene.stage().masters();
        long now = scene.now();
        boolean same = found.equals(masters);
        if (!same) {
            concedeAcknowledgements(UNORDERED, replicated, now);
            concedeTwoMasters(replicated, now);
            masters = found;
        }
        List<Pair> pairs = scene.stage().pairs();
        if (pairs.size() == masters.size()) {
            replicated = pairs.stream().mapToLong(this::replicatedUntil).min().orElse(replicated);
        }
        return same;
    }

    /** Returns when the masters were last seen. */
    long replicated() {
        return replicated;
    }
}
