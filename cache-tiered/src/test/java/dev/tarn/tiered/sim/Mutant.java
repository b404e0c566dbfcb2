package dev.tarn.tiered.sim;

import java.util.List;

/**
 * A guard of the protocol that is switched off, and where to look for what comes of it.
 *
 * @param name what is missing
 * @param set the fault set in which it shows soonest
 * @param changes the methods that get another body; two where each guard covers for the other
 */
record Mutant(String name, String set, List<Change> changes) {
    private static final String TIERED = "dev.tarn.tiered.";
    private static final String PROTOCOL = "dev.tarn.invalidation.";
    private static final String REDIS = "dev.tarn.tiered.sim.";

    /**
     * Another body for a method: returns a constant at once.
     *
     * @param value what it returns, 0 or 1, where it returns something
     */
    record Change(String type, String method, int value) {}

    private static Mutant of(String name, String set, Change... changes) {
        return new Mutant(name, set, List.of(changes));
    }

    private static Change product(String type, String method, int value) {
        return new Change(TIERED + type, method, value);
    }

    private static Change protocol(String type, String method, int value) {
        return new Change(PROTOCOL + type, method, value);
    }

    private static Change redis(String method, int value) {
        return new Change(REDIS + "SimShard", method, value);
    }

    /** Returns those that are noticed within few schedules. */
    static List<Mutant> noticed() {
        return List.of(
                of("lease in time never lapses", "net", protocol("StalenessGuard", "isProven", 1)),
                of(
                        "stripes and detaching of flights",
                        "joins",
                        protocol("FillGuard", "admits", 1),
                        product("Flight", "isDetached", 0)),
                of("own clear not applied after the reply", "net", product("Coherence", "applyOwnClear", 0)),
                of("own tag not applied after the reply", "net", product("Coherence", "applyOwnTag", 0)),
                of("own put not applied after the reply", "net", product("Coherence", "applyOwnPut", 0)),
                of("key not forgotten before the change", "net", product("Coherence", "forget", 0)),
                of("pending keys read from the remote tier", "net", protocol("Pending", "concerns", 0)),
                of("pending keys not remembered", "net", protocol("Pending", "addKey", 0)),
                of("validity of floors and tags", "small", protocol("Validity", "isValid", 1)),
                of("tags", "small", protocol("Validity", "isVoidedByTag", 0)),
                of("reset where the position is not in the log", "meta", product("Coherence", "reset", 0)),
                of("re-assertion", "fo-lag", redis("repeat", 0)),
                of("loss of the tail not noticed", "fo-lag", protocol("ShardLog", "forked", 0)),
                of("journal", "fo-lag", protocol("Journal", "add", 0)),
                of("gate", "fo-skew", protocol("BusLog", "isOpen", 1)),
                of("flights kept at the disconnect", "fo-skew", product("Coherence", "forgetFlights", 0)),
                of("floor in the store", "net", redis("isAboveFloor", 1)),
                of("tags in the store", "net", redis("isTaggedAway", 0)),
                of("isolated master takes writes", "split", new Change(REDIS + "SimRedis", "refusesWrites", 0)));
    }

    /**
     * Returns those that were not noticed in the first campaigns: another guard covers for them, or their faults are rarer than the
     * campaigns were long. To be given a partner or a fault set that shows them.
     */
    static List<Mutant> notYetNoticed() {
        return List.of(
                of("no pulse: only messages tell of changes", "net", protocol("BusLog", "pulse", 0)),
                of("gap in the messages taken for none", "net", protocol("Follower", "behind", 0)),
                of("poll that contradicts itself believed", "net", protocol("Follower", "isBehindLast", 0)),
                of("history of before the loss still joined", "net", protocol("Follower", "disconnected", 0)),
                of("flights not detached", "joins", product("Flights", "detach", 0)),
                of("any flight may be joined", "net", product("Coherence", "mayJoin", 1)),
                of("own change not applied after the reply", "fo-skew", product("Coherence", "applyOwn", 0)),
                of("ticket of history and forgotten keys", "net", product("Coherence", "ticket", 0)),
                of("gate not closed at the disconnect", "fo-skew", protocol("BusLog", "onDisconnected", 0)),
                of("lease on fill", "joins", redis("isThere", 1)),
                of("token on fill", "joins", redis("isOf", 1)),
                of("lease outlives the invalidation", "joins", redis("endLease", 0)),
                of("era", "meta", redis("isOfThisEra", 1)));
    }
}
