package dev.tarn.tiered.sim;

import dev.tarn.Cache;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import dev.tarn.tiered.sim.Action.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says what goes wrong in a campaign, how often, and in what cluster. Immutable. */
final class FaultSet {
    private static final Duration FOR_EVER = Duration.ofDays(30);
    private static final double SOME = 0.06;

    /** The bound that the caches declare. */
    static final Duration BOUND = Duration.ofMillis(400);

    /** Nothing goes wrong; loads are slow. */
    static final FaultSet HEALTHY =
            new FaultSet("healthy").network(0, 0).slow(0.35).operations(260, 30);

    /** Links and processes. */
    static final FaultSet NET = new FaultSet("net").links();

    /** Logs of a few steps, many writes, half of the messages lost. */
    static final FaultSet TRIM =
            new FaultSet("trim").links().log(4).network(0.5, 0.01).operations(220, 50);

    /** Data or metadata are lost. */
    static final FaultSet META =
            new FaultSet("meta").links().faults(Kind.FLUSH, Kind.LOSE_METADATA, Kind.RESTART, Kind.TRIM);

    /** A replica that lags takes over. */
    static final FaultSet FAILOVER = new FaultSet("failover").links().failovers(30);

    /** The replica's clock is far behind, most messages are lost. */
    static final FaultSet SKEW = new FaultSet("fo-skew")
            .network(0.7, 0.02)
            .slow(0.2)
            .failovers(30, -400, -900)
            .operations(240, 50);

    /** The replica lags a lot, all messages are lost. */
    static final FaultSet LAG =
            new FaultSet("fo-lag").network(1, 0).failovers(250, -900).operations(300, 60);

    /** Many read what is being loaded. */
    static final FaultSet JOINS = new FaultSet("joins")
            .network(0.15, 0.01)
            .slow(0.35)
            .faults(Kind.CUT)
            .operations(320, 40);

    /** The old master lives on for some. */
    static final FaultSet SPLIT = new FaultSet("split").links().failovers(30).faults(Kind.SPLIT, Kind.SPLIT);

    /** Entries age and are refreshed; loads fail. */
    static final FaultSet AGING = new FaultSet("aging").links().aging().failing(0.15);

    /** Two local tiers with room for two keys and three, three shards. */
    static final FaultSet SMALL = new FaultSet("small").links().cluster(3, 3, 6).room(2, 3);

    /** No bound is declared: only messages, polls and what they show to be missing bring changes. */
    static final FaultSet HINTS =
            new FaultSet("hints").unbounded().network(0.3, 0).operations(240, 70);

    /** Loads outlast the bound while their node hears nothing. */
    static final FaultSet STALLS = new FaultSet("stalls")
            .network(0.4, 0.01)
            .slow(0.5)
            .loads(300, 1_500)
            .faults(Kind.CUT, Kind.CUT, Kind.PAUSE)
            .operations(320, 16);

    /** Few writes, many loads, most messages lost: what is filled wrongly stays. */
    static final FaultSet LEASES = new FaultSet("leases")
            .network(0.7, 0.01)
            .slow(0.6)
            .loads(20, 600)
            .faults(Kind.PAUSE)
            .operations(200, 10);

    /** Metadata are lost on a host whose clock is behind. */
    static final FaultSet ERAS = new FaultSet("eras")
            .network(0.3, 0.01)
            .failovers(30, -900)
            .faults(Kind.LOSE_METADATA)
            .sweeping(0.7)
            .operations(240, 20);

    /** Answers of before a link was lost are heard when the next one is up. */
    static final FaultSet LATE = new FaultSet("late")
            .network(1, 0)
            .failovers(60, 0, -40)
            .late(0.4, 150)
            .outages(5, 40)
            .operations(300, 60);

    /** Another master takes over behind a proxy. */
    static final FaultSet PROXY = new FaultSet("proxy")
            .network(0.6, 0.01)
            .lagging(30, 0, -40)
            .faults(Kind.SWAP)
            .operations(300, 60);

    /** Logs of a few steps on both sides of a split. */
    static final FaultSet FORKS = new FaultSet("forks")
            .log(3)
            .network(0.3, 0.01)
            .failovers(250, 0, -400)
            .faults(Kind.SPLIT, Kind.SPLIT, Kind.BREAK)
            .operations(220, 40);

    /** Most reads do not load, where the old master still answers reads. */
    static final FaultSet PEEKS = new FaultSet("peeks")
            .links()
            .failovers(60)
            .faults(Kind.SPLIT)
            .peeking(0.7)
            .operations(360, 30);

    /** Reads that load and reads that do not overlap, while most messages are lost and no history is. */
    static final FaultSet GLANCES = new FaultSet("glances")
            .network(0.8, 0.01)
            .slow(0.4)
            .loads(20, 400)
            .late(0.3, 40)
            .room(1, 0)
            .faults(Kind.PAUSE)
            .peeking(0.5)
            .operations(420, 40);

    /** Everything. */
    static final FaultSet ALL = new FaultSet("all")
            .links()
            .faults(Kind.FLUSH, Kind.LOSE_METADATA, Kind.RESTART, Kind.TRIM, Kind.SPLIT)
            .failovers(30)
            .failing(0.05)
            .cluster(3, 2, 4);

    static List<FaultSet> all() {
        return List.of(
                HEALTHY, NET, TRIM, META, JOINS, AGING, SMALL, FAILOVER, SKEW, LAG, SPLIT, HINTS, STALLS, LEASES, ERAS,
                PEEKS, LATE, PROXY, FORKS, GLANCES, ALL);
    }

    private final String name;
    private int nodes = 3;
    private int shards = 1;
    private int keys = 2;
    private int logCapacity = 40;
    private int lagMillis;
    private double requestLoss = 0.02;
    private double pushLoss = 0.15;
    private double pushDelay = SOME;
    private double pushDoubling = SOME;
    private double slowWays = 0.04;
    private long longestLate = 40;
    private long shortestOutage = 50;
    private long longestOutage = 250;
    private double slowLoads = 0.1;
    private double failingLoads;
    private long shortestLoad = 20;
    private long longestLoad = 900;
    private double sweeps = 0.2;
    private double peeks = 0.04;
    private boolean bounded = true;
    private int reads = 240;
    private int writes = 26;
    private int nearRoom = 100;
    private int farRoom;
    private boolean ages;
    private long[] skews = {0, 0, 0, -40, -400, 30};
    private final List<Kind> faults = new ArrayList<>();

    private FaultSet(String name) {
        this.name = name;
    }

    private FaultSet links() {
        return faults(Kind.PAUSE, Kind.PAUSE, Kind.CUT, Kind.CUT, Kind.BREAK);
    }

    private FaultSet faults(Kind... more) {
        faults.addAll(List.of(more));
        return this;
    }

    private FaultSet failovers(int mostLagMillis, long... clocks) {
        return lagging(mostLagMillis, clocks).faults(Kind.FAIL_OVER);
    }

    private FaultSet lagging(int mostLagMillis, long... clocks) {
        lagMillis = mostLagMillis;
        skews = clocks.length == 0 ? skews : clocks.clone();
        return this;
    }

    private FaultSet late(double slow, long mostMillis) {
        slowWays = slow;
        longestLate = mostMillis;
        return this;
    }

    private FaultSet outages(long shortestMillis, long longestMillis) {
        shortestOutage = shortestMillis;
        longestOutage = longestMillis;
        return this;
    }

    private FaultSet network(double messagesLost, double requestsLost) {
        pushLoss = messagesLost;
        requestLoss = requestsLost;
        return this;
    }

    private FaultSet unbounded() {
        bounded = false;
        return this;
    }

    private FaultSet loads(long shortestMillis, long longestMillis) {
        shortestLoad = shortestMillis;
        longestLoad = longestMillis;
        return this;
    }

    private FaultSet sweeping(double share) {
        sweeps = share;
        return this;
    }

    private FaultSet peeking(double share) {
        peeks = share;
        return this;
    }

    private FaultSet slow(double loads) {
        slowLoads = loads;
        return this;
    }

    private FaultSet failing(double loads) {
        failingLoads = loads;
        return this;
    }

    private FaultSet log(int steps) {
        logCapacity = steps;
        return this;
    }

    private FaultSet operations(int howManyReads, int howManyWrites) {
        reads = howManyReads;
        writes = howManyWrites;
        return this;
    }

    private FaultSet cluster(int howManyNodes, int howManyShards, int howManyKeys) {
        nodes = howManyNodes;
        shards = howManyShards;
        keys = howManyKeys;
        return this;
    }

    private FaultSet room(int near, int far) {
        nearRoom = near;
        farRoom = far;
        return this;
    }

    private FaultSet aging() {
        ages = true;
        return this;
    }

    /** Describes the cache of one node. */
    CacheBuilder<Integer, Long, Cache<Integer, Long>> described(Tarn tarn) {
        CacheBuilder<Integer, Long, Cache<Integer, Long>> cache = tarn.cache("rows", Integer.class, Long.class)
                .heap(SimHeap.factory("heap", nearRoom))
                .expireAfterWrite(ages ? Duration.ofMillis(300) : FOR_EVER)
                .loadLease(isHealthy() ? Duration.ofSeconds(2) : Duration.ofMillis(400));
        if (bounded) {
            cache.maximumStaleness(BOUND);
        }
        if (farRoom > 0) {
            cache.offHeap(SimHeap.factory("offheap", farRoom));
        }
        if (ages) {
            cache.staleFor(Duration.ofSeconds(1)).refreshAhead(0.8);
        }
        return cache;
    }

    String name() {
        return name;
    }

    int nodes() {
        return nodes;
    }

    int shards() {
        return shards;
    }

    int keys() {
        return keys;
    }

    int logCapacity() {
        return logCapacity;
    }

    /** Returns how far back a replica can be, in nanoseconds; 0 if none is ever promoted. */
    long replicaMemory() {
        return lagMillis * Simulation.MILLI;
    }

    double requestLoss() {
        return requestLoss;
    }

    double pushLoss() {
        return pushLoss;
    }

    double pushDelay() {
        return pushDelay;
    }

    double pushDoubling() {
        return pushDoubling;
    }

    /** Returns the share of requests and answers that take long. */
    double slowWays() {
        return slowWays;
    }

    /** Returns how long after its link is lost a node may hear an answer that had been on its way, in nanoseconds. */
    long longestLate() {
        return longestLate * Simulation.MILLI;
    }

    /** Returns the shortest time for which there is no master, in nanoseconds. */
    long shortestOutage() {
        return shortestOutage * Simulation.MILLI;
    }

    /** Returns the longest time for which there is no master, in nanoseconds. */
    long longestOutage() {
        return longestOutage * Simulation.MILLI;
    }

    double slowLoads() {
        return slowLoads;
    }

    /** Returns the shortest time that a slow load takes, in nanoseconds. */
    long shortestLoad() {
        return shortestLoad * Simulation.MILLI;
    }

    /** Returns the longest time that a load takes, in nanoseconds. */
    long longestLoad() {
        return longestLoad * Simulation.MILLI;
    }

    double failingLoads() {
        return failingLoads;
    }

    /** Returns what is demanded of reads. */
    Limits limits() {
        return bounded ? Limits.of(BOUND.toNanos()) : Limits.NONE;
    }

    /** Tells whether a message that shows a gap is followed by a poll that gets through at once. */
    boolean isPrompt() {
        return isHealthy() && !bounded;
    }

    /** Tells whether whatever is loaded stays, but for changes. */
    boolean keeps() {
        return !ages && failingLoads == 0;
    }

    /** Returns the share of tags and clears in the writes. */
    double sweeps() {
        return sweeps;
    }

    /** Returns the share of reads that do not load. */
    double peeks() {
        return peeks;
    }

    int reads() {
        return reads;
    }

    int writes() {
        return writes;
    }

    long[] skews() {
        return skews;
    }

    List<Kind> faults() {
        return faults;
    }

    /** Tells whether nothing keeps the store from answering in time. */
    boolean isHealthy() {
        return faults.isEmpty() && requestLoss == 0;
    }

    /** Tells whether a master can be replaced by one that knows less. */
    boolean forksHistory() {
        return lagMillis > 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
