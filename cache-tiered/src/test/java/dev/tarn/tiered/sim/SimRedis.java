package dev.tarn.tiered.sim;

import dev.tarn.spi.Invalidation;
import java.util.function.Consumer;

/** One Redis server: its log shards, its clock, and whether it may take writes. */
final class SimRedis {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long EPOCH_MILLIS = 1_700_000_000_000L;

    final SimShard[] shards;
    private final Agenda agenda;
    private final long maxLagNanos;
    private long skewMicros;
    private long isolatedSince = NEVER;

    private SimRedis(Agenda agenda, long maxLagNanos, int shards) {
        this.agenda = agenda;
        this.maxLagNanos = maxLagNanos;
        this.shards = new SimShard[shards];
    }

    /** Starts an empty server. */
    static SimRedis started(Agenda agenda, Dice dice, FaultSet set, Consumer<Push> push) {
        SimRedis redis = new SimRedis(agenda, Simulation.MAX_LAG, set.shards());
        for (int i = 0; i < redis.shards.length; i++) {
            redis.shards[i] = new SimShard(
                    i, agenda, dice, set.logCapacity(), set.replicaMemory(), redis::micros, redis.to(push));
        }
        return redis;
    }

    /** A message, and the server that sends it. */
    record Push(SimRedis from, Invalidation message) {}

    /** Returns the replica that has heard of everything until then, as the new master. */
    SimRedis promoted(long heardUntil, long itsSkewMillis, Consumer<Push> push) {
        SimRedis replica = new SimRedis(agenda, maxLagNanos, shards.length);
        replica.skewMicros = itsSkewMillis * 1_000;
        for (int i = 0; i < shards.length; i++) {
            replica.shards[i] = shards[i].backTo(heardUntil, replica::micros, replica.to(push));
        }
        return replica;
    }

    private long micros() {
        return EPOCH_MILLIS * 1_000 + agenda.now() / 1_000 + skewMicros;
    }

    private Consumer<Invalidation> to(Consumer<Push> push) {
        return message -> push.accept(new Push(this, message));
    }

    /** Returns the time as the clock of an average host shows it. */
    static long millis(Agenda agenda) {
        return EPOCH_MILLIS + agenda.now() / Simulation.MILLI;
    }

    /** From now on no replica answers this server. */
    void isolate() {
        isolatedSince = agenda.now();
    }

    boolean isIsolated() {
        return isolatedSince != NEVER;
    }

    /** Tells whether scripts that may write are refused, since no replica has answered for too long. */
    boolean refusesWrites() {
        return isIsolated() && agenda.now() - isolatedSince > maxLagNanos;
    }
}
