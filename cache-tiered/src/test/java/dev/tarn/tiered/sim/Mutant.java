package dev.tarn.tiered.sim;

import dev.tarn.tiered.sim.Change.Returns;
import java.util.List;
import java.util.stream.Stream;

/**
 * A guard of the protocol that is switched off, and where to look for what comes of it.
 *
 * @param name what is missing
 * @param set the fault set in which it shows
 * @param setting changes that make a limit small, so that it is reached in the short life of a schedule; nothing is missing by them
 * @param changes what is missing; more than one where each guard covers for the other
 */
record Mutant(String name, String set, List<Change> setting, List<Change> changes) {
    private static final String TIERED = "dev.tarn.tiered.";
    private static final String PROTOCOL = "dev.tarn.invalidation.";
    private static final String SIMULATED = "dev.tarn.tiered.sim.";

    private static Mutant of(String name, String set, Change... changes) {
        return new Mutant(name, set, List.of(), List.of(changes));
    }

    private Mutant with(Change... limits) {
        return new Mutant(name, set, List.of(limits), changes);
    }

    private static Change tiered(String type, String method, int value) {
        return new Returns(TIERED + type, method, value);
    }

    private static Change protocol(String type, String method, int value) {
        return new Returns(PROTOCOL + type, method, value);
    }

    private static Change redis(String method, int value) {
        return new Returns(SIMULATED + "SimShard", method, value);
    }

    private static Change call(String type, String method, String called, int value) {
        return new Change.Answers(TIERED + type, method, called, value);
    }

    private static Change protocolCall(String type, String method, String called, int value) {
        return new Change.Answers(PROTOCOL + type, method, called, value);
    }

    /** Returns everything that is otherwise. */
    List<Change> changed() {
        return Stream.concat(setting.stream(), changes.stream()).toList();
    }

    /** Returns all of them. */
    static List<Mutant> all() {
        return Stream.of(proofs(), guards(), ownChanges(), losses(), store(), properties())
                .flatMap(List::stream)
                .toList();
    }

    private static final Change NOT_DETACHED = tiered("Flight", "isDetached()Z", 0);
    private static final Change NO_STRIPES = protocol("FillGuard", "admits(ILjava/lang/Object;J)Z", 1);
    private static final Change NO_TICKET = tiered("Coherence", "ticket(Ljava/lang/Object;)J", 0);

    /** What says up to where a node has applied the log, and how it knows. */
    private static List<Mutant> proofs() {
        return List.of(
                of("proof never lapses", "net", protocol("StalenessGuard", "isProven(IJJ)Z", 1)),
                of(
                        "proof counts from when its answer comes",
                        "net",
                        new Change.Confuses(PROTOCOL + "StalenessGuard", "proved(IJJ)V", 1, 2)),
                of("answers of before the loss still count", "late", protocol("Follower", "disconnected()V", 0)),
                of("no pulse", "hints", protocol("BusLog", "pulse()V", 0)),
                of("gap in the messages taken for none", "hints", protocol("Follower", "behind()Z", 0)),
                of(
                        "doubt after a validation forgotten",
                        "split",
                        tiered("Descent", "isInDoubt(Ldev/tarn/tiered/Flight;J)Z", 0)),
                of("any flight may be joined", "stalls", tiered("Coherence", "mayJoin(Ldev/tarn/tiered/Flight;J)Z", 1)),
                of(
                        "what is held in doubt taken for the stale value of a refresh",
                        "stalls",
                        call(
                                "Refreshes",
                                "keepStale(Ldev/tarn/tiered/Flight;)V",
                                "isCoherent(Ldev/tarn/spi/Entry;J)Z",
                                1)));
    }

    /** What keeps an old answer out of the local tiers. */
    private static List<Mutant> guards() {
        return List.of(
                of("stripes and detaching of flights", "joins", NO_STRIPES, NOT_DETACHED),
                of("stripes", "peeks", NO_STRIPES),
                of(
                        "detached flights still open",
                        "joins",
                        tiered("Flights", "detach(Ljava/lang/Object;)V", 0),
                        tiered("Flights", "detachOlder(Ljava/lang/Object;IJ)V", 0)),
                of("ticket", "peeks", NO_TICKET),
                of("ticket and detaching of flights", "fo-skew", NO_TICKET, NOT_DETACHED),
                of(
                        "label taken when the answer is there",
                        "peeks",
                        new Change.LabelsLate(
                                TIERED + "Reads",
                                "arrived(Ldev/tarn/tiered/RemoteAccess;Ldev/tarn/tiered/Flight;Ldev/tarn/spi/RemoteRead;Ldev/tarn/spi/Now;)Ldev/tarn/spi/Entry;")),
                of(
                        "flight goes on beside what another read has brought",
                        "glances",
                        tiered("Flights", "overtaken(Ljava/lang/Object;)V", 0)),
                of(
                        "late answer takes the place of another one with its label",
                        "glances",
                        tiered("Coherence", "isAlone(Ldev/tarn/tiered/Flight;I)Z", 1)),
                of("validity of floors and tags", "small", protocol("Validity", "isValid(Ldev/tarn/spi/Entry;)Z", 1)),
                of("tags", "small", protocol("Validity", "isVoidedByTag(Ldev/tarn/spi/Entry;Ljava/util/Map;)Z", 0)),
                of("flights kept at the disconnect", "fo-skew", tiered("Coherence", "forgetFlights()V", 0)));
    }

    /** What a node does about its own changes. */
    private static List<Mutant> ownChanges() {
        String own = "(Ljava/lang/Object;Ldev/tarn/spi/Applied;Ldev/tarn/RemovalCause;)V";
        return List.of(
                of("own change not applied after the reply", "net", tiered("Coherence", "applyOwn" + own, 0)),
                of(
                        "own clear not applied after the reply",
                        "net",
                        tiered("Coherence", "applyOwnClear(Ldev/tarn/spi/Applied;)V", 0)),
                of(
                        "own tag not applied after the reply",
                        "net",
                        tiered("Coherence", "applyOwnTag(Ljava/lang/String;Ldev/tarn/spi/Applied;)V", 0)),
                of(
                        "own put not applied after the reply",
                        "net",
                        tiered("Coherence", "applyOwnPut(Ljava/lang/Object;Ldev/tarn/spi/Entry;J)V", 0)),
                of(
                        "key not forgotten before the change",
                        "net",
                        tiered("Coherence", "forget(Ljava/lang/Object;Ldev/tarn/RemovalCause;)V", 0)),
                of(
                        "own sweep compared with labels of a lost history",
                        "fo-lag",
                        tiered("Coherence", "mayBeOlderThanLabels(Ldev/tarn/spi/Position;)Z", 0)),
                of(
                        "pending keys read from the remote tier",
                        "net",
                        protocol("Pending", "concerns(Ljava/lang/Object;)Z", 0)),
                of("pending keys not remembered", "net", protocol("Pending", "addKey(Ljava/lang/Object;)V", 0)));
    }

    /** What is done about a store that has lost something. */
    private static List<Mutant> losses() {
        Change small = new Change.Takes(PROTOCOL + "Journal", "<init>(JI)V", 1, 1);
        return List.of(
                of("reset", "meta", tiered("Coherence", "reset(IJ)V", 0)),
                of(
                        "reset by a head that is behind the labels",
                        "fo-skew",
                        protocol("ShardLog", "isAheadOfLabels(Ldev/tarn/spi/Position;)Z", 1)),
                of("loss of the tail not noticed", "fo-lag", protocol("ShardLog", "forked(Z)V", 0)),
                of("trimmed log taken for one that has lost nothing", "forks", protocol("Journal", "moveTo(I)Z", 0)),
                of("loss not repaired", "fo-lag", protocol("ShardLog", "isLost()Z", 0)),
                of("journal", "fo-lag", protocol("Journal", "add(Ldev/tarn/spi/Invalidation;J)V", 0)),
                of("journal kept for no time", "fo-lag", new Change.Takes(PROTOCOL + "Journal", "<init>(JI)V", 0, 0)),
                of(
                                "journal full: what is too much is dropped, not cleared",
                                "fo-lag",
                                protocolCall("Journal", "steps()Ljava/util/List;", "add(Ljava/lang/Object;)Z", 0))
                        .with(small),
                of("gate", "fo-skew", protocol("BusLog", "isOpen()Z", 1)),
                of(
                        "gate not closed at the disconnect",
                        "fo-lag",
                        protocolCall("BusLog", "onDisconnected()V", "closeGate()V", 0)),
                of(
                        "gate not closed at the proof of a loss",
                        "proxy",
                        protocolCall("BusLog", "unsettled()V", "closeGate()V", 0)));
    }

    /** What the scripts see to. */
    private static List<Mutant> store() {
        String lease = "(Ldev/tarn/tiered/sim/ShardState$Lease;";
        return List.of(
                of("re-assertion", "fo-lag", redis("repeat(Ldev/tarn/spi/Invalidation;)V", 0)),
                of("lease on fill", "leases", redis("isThere" + lease + ")Z", 1)),
                of("token on fill", "leases", redis("isOf" + lease + "Ldev/tarn/spi/LeaseToken;)Z", 1)),
                of("lease outlives the invalidation", "leases", redis("endLease(I)V", 0)),
                of("era", "eras", redis("isOfThisEra([B)Z", 1)),
                of("floor in the store", "net", redis("isAboveFloor(J)Z", 1)),
                of("tags in the store", "net", redis("isTaggedAway([BJ)Z", 0)),
                of(
                        "isolated master takes writes",
                        "split",
                        new Returns(SIMULATED + "SimRedis", "refusesWrites()Z", 0)));
    }

    /** What is not about old values. */
    private static List<Mutant> properties() {
        return List.of(
                of(
                        "everything in doubt is loaded",
                        "net",
                        tiered("Descent", "isInDoubt(Ldev/tarn/tiered/Flight;J)Z", 1)),
                of("renewal of a lease never stopped", "net", tiered("LeaseKeeper", "stop()V", 0)),
                of("ticket of another node", "net", protocol("ShardLog", "has(Ldev/tarn/spi/Position;)Z", 1)),
                of("taken keys stay pending", "net", protocol("Pending", "keyOvertaken(Ljava/lang/Object;J)V", 0)),
                of(
                        "what is not committed is seen by all",
                        "net",
                        new Returns(SIMULATED + "Source$Loads", "seesUncommitted(II)Z", 1)));
    }
}
