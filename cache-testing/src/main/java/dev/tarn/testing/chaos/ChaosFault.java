package dev.tarn.testing.chaos;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/** What goes wrong in a run. Each has a step that brings it about and one that heals it, and lasts as long as chance has it. */
@SuppressWarnings("ImmutableEnumChecker") // the injections are methods, and the sets are never changed
public enum ChaosFault {
    /** The server is killed and started again with what its append-only file has. */
    SERVER_KILLED(
            "server killed, restarted with its data",
            Target.SERVER,
            0,
            2_000,
            ServerFaults::kill,
            ChaosTopology.STANDALONE),
    /** The server, or one master of the Cluster, is killed and started again empty. */
    SERVER_LOST(
            "server killed, restarted empty",
            Target.SERVER,
            0,
            2_000,
            ServerFaults::lose,
            ChaosTopology.STANDALONE,
            ChaosTopology.CLUSTER),
    /** The server's process is frozen, with SIGSTOP. */
    SERVER_FROZEN("server frozen (SIGSTOP)", Target.SERVER, 50, 4_000, ServerFaults::freeze),
    /** The server holds all commands back, with {@code CLIENT PAUSE}. */
    SERVER_PAUSED("server paused (CLIENT PAUSE)", Target.SERVER, 0, 100, ServerFaults::pause),
    /** All data and script connections are closed by the server. */
    CONNECTIONS_KILLED("connections killed (CLIENT KILL TYPE normal)", Target.SERVER, 0, 100, ServerFaults::killNormal),
    /** All subscriptions are closed by the server. */
    SUBSCRIPTIONS_KILLED(
            "subscriptions killed (CLIENT KILL TYPE pubsub)", Target.SERVER, 0, 100, ServerFaults::killPubSub),
    /** Everything is deleted. */
    FLUSHED("everything deleted (FLUSHALL)", Target.SERVER, 0, 100, ServerFaults::flush),
    /** The server forgets the scripts. */
    SCRIPTS_FLUSHED("scripts forgotten (SCRIPT FLUSH)", Target.SERVER, 0, 100, ServerFaults::flushScripts),
    /** The heads of the logs are deleted. */
    HEADS_LOST("log heads deleted (!h)", Target.SERVER, 0, 100, scene -> ServerFaults.delete(scene, "*!h")),
    /** The logs are deleted. */
    LOGS_LOST("logs deleted (!l)", Target.SERVER, 0, 100, scene -> ServerFaults.delete(scene, "*!l")),
    /** The stamps of the tags are deleted. */
    TAGS_LOST("tag stamps deleted (!t)", Target.SERVER, 0, 100, scene -> ServerFaults.delete(scene, "*!t")),
    /** The server refuses everything that needs memory. */
    OUT_OF_MEMORY("out of memory (noeviction)", Target.SERVER, 200, 3_000, ServerFaults::exhaust),
    /** Hundreds of connections are opened at once, and stay. */
    CONNECTION_STORM("connection storm", Target.SERVER, 200, 2_000, ServerFaults::storm),

    /** A master goes on without its replica for a moment, and is killed; the replica takes its place. It comes back as a replica. */
    MASTER_KILLED(
            "master killed, replica promoted",
            Target.SERVER,
            0,
            1_000,
            FailoverFaults::killMaster,
            ChaosTopology.SENTINEL,
            ChaosTopology.CLUSTER),
    /** The master is changed by command. With Sentinel the old one goes on for a moment as if nothing had happened. */
    FAILOVER_ORDERED(
            "failover ordered (SENTINEL or CLUSTER FAILOVER)",
            Target.SERVER,
            0,
            100,
            FailoverFaults::order,
            ChaosTopology.SENTINEL,
            ChaosTopology.CLUSTER),
    /** A master is frozen until it has been replaced, and then wakes up: for a moment there are two. */
    MASTER_FROZEN(
            "master frozen until replaced, then awake",
            Target.SERVER,
            0,
            100,
            FailoverFaults::freeze,
            ChaosTopology.SENTINEL,
            ChaosTopology.CLUSTER),
    /** A slot in use moves to another master. */
    SLOT_MOVED("slot moved to another master", Target.SERVER, 0, 100, SlotFaults::move, ChaosTopology.CLUSTER),

    /** Nothing reaches the other end any more, and nobody is told: also afterwards the connections stay dead. */
    HALF_OPEN("half-open connections", Target.NETWORK, 200, 6_000, NetworkFaults::halfOpen, ChaosTopology.STANDALONE),
    /** What the node sends is lost; it still hears. */
    REQUESTS_LOST("requests lost", Target.NETWORK, 200, 5_000, NetworkFaults::loseRequests, ChaosTopology.STANDALONE),
    /** What the server answers and pushes is lost; it still gets the requests. */
    ANSWERS_LOST(
            "answers and messages lost",
            Target.NETWORK,
            200,
            5_000,
            NetworkFaults::loseAnswers,
            ChaosTopology.STANDALONE),
    /** The node's connections are reset, and new ones too. */
    RESET("connections reset", Target.NETWORK, 0, 4_000, NetworkFaults::reset, ChaosTopology.STANDALONE),
    /** Answers and messages are held back, and then arrive all at once. */
    HELD_BACK(
            "answers and messages held back",
            Target.NETWORK,
            100,
            4_000,
            NetworkFaults::hold,
            ChaosTopology.STANDALONE),
    /** Everything takes up to some tenths of a second longer. */
    SLOW_NETWORK("slow network", Target.NETWORK, 500, 4_000, NetworkFaults::slow, ChaosTopology.STANDALONE),

    /** A node's process is frozen with all its threads, as by a long collection or a moved virtual machine. */
    NODE_FROZEN("node frozen (SIGSTOP)", Target.NODE, 100, 5_000, NodeFaults::freeze),
    /** A node's process is killed and another one started. */
    NODE_KILLED("node killed, restarted", Target.NODE, 0, 500, NodeFaults::kill),
    /** A node's process is killed between the load of a value and its storing, and another one started. */
    NODE_KILLED_IN_LOAD("node killed between load and fill, restarted", Target.NODE, 0, 500, NodeFaults::killInLoad),
    /** Loads take long, and hold what was read at their beginning. */
    SLOW_LOADER("slow loader", Target.NODE, 500, 4_000, NodeFaults::slowLoader);

    /** What is hit; faults that hit different things may be in force together. */
    enum Target {
        SERVER,
        NETWORK,
        NODE
    }

    /** Sentinel takes a master for dead after a second, a Cluster after three. */
    private static final long SHORTER_THAN_SENTINEL = 700;

    private static final long SHORTER_THAN_CLUSTER = 1_500;

    private final String title;
    private final Target target;
    private final int leastMillis;
    private final int mostMillis;
    private final Injection injection;
    private final Set<ChaosTopology> topologies;

    ChaosFault(
            String title, Target target, int leastMillis, int mostMillis, Injection injection, ChaosTopology... only) {
        this.title = title;
        this.target = target;
        this.leastMillis = leastMillis;
        this.mostMillis = mostMillis;
        this.injection = injection;
        this.topologies = only.length == 0 ? EnumSet.allOf(ChaosTopology.class) : EnumSet.of(only[0], only);
    }

    /** Returns what the report calls it. */
    public String title() {
        return title;
    }

    /**
     * Tells whether the fault can be had with a topology.
     *
     * @param topology the topology
     */
    public boolean fits(ChaosTopology topology) {
        return topologies.contains(topology);
    }

    Target target() {
        return target;
    }

    Injection injection() {
        return injection;
    }

    Duration duration(ChaosTopology topology, Random random) {
        long most = mostMillis;
        if (target == Target.SERVER && topology != ChaosTopology.STANDALONE) {
            most = Math.min(most, topology == ChaosTopology.SENTINEL ? SHORTER_THAN_SENTINEL : SHORTER_THAN_CLUSTER);
        }
        long least = Math.min(leastMillis, most);
        return Duration.ofMillis(least + (long) (random.nextDouble() * (most - least)));
    }
}
