package dev.tarn.tiered.sim;

import dev.tarn.spi.Invalidation;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one log shard of the simulated Redis holds; can be copied, for a replica is a master of a moment ago. */
final class ShardState {
    Position head;
    long floor;
    final List<Invalidation> log;
    /** The positions of steps that somebody has re-asserted. */
    final List<Position> reasserted;

    final byte @Nullable [][] values;
    final long[] valueEnds;
    final @Nullable Lease[] leases;
    final long[] tagStamps;

    ShardState(int index) {
        head = Position.unknown(index);
        log = new ArrayList<>();
        reasserted = new ArrayList<>();
        values = new byte[Rows.MOST_KEYS][];
        valueEnds = new long[Rows.MOST_KEYS];
        leases = new Lease[Rows.MOST_KEYS];
        tagStamps = new long[Rows.groups()];
    }

    private ShardState(ShardState other) {
        head = other.head;
        floor = other.floor;
        log = new ArrayList<>(other.log);
        reasserted = new ArrayList<>(other.reasserted);
        values = other.values.clone();
        valueEnds = other.valueEnds.clone();
        leases = other.leases.clone();
        tagStamps = other.tagStamps.clone();
    }

    ShardState copy() {
        return new ShardState(this);
    }

    /** Loses what is not a value: log, leases, tags. */
    void forgetMetadata() {
        floor = 0;
        log.clear();
        reasserted.clear();
        Arrays.fill(leases, null);
        Arrays.fill(tagStamps, 0);
    }

    /** The right of a token to load a key. */
    record Lease(LeaseToken token, Position label, long end, boolean awaited) {
        Lease until(long nanos) {
            return new Lease(token, label, nanos, awaited);
        }

        Lease withWaiter() {
            return new Lease(token, label, end, true);
        }
    }
}
