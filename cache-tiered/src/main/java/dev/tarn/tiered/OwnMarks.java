package dev.tarn.tiered;

import dev.tarn.FreshnessTicket;
import dev.tarn.FreshnessTicket.Mark;
import dev.tarn.spi.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Remembers the newest change that this node has made in each shard of the log. */
final class OwnMarks {
    private final AtomicReferenceArray<@Nullable Position> newest;

    OwnMarks(int shards) {
        newest = new AtomicReferenceArray<>(shards);
    }

    /** Notes a change. Of two histories the one heard of last counts: what the other held is gone. */
    void changed(Position at) {
        newest.accumulateAndGet(at.shard(), at, OwnMarks::later);
    }

    private static @Nullable Position later(@Nullable Position known, @Nullable Position at) {
        boolean isOlder = known != null && at != null && known.era() == at.era() && known.stamp() > at.stamp();
        return isOlder ? known : at;
    }

    FreshnessTicket ticket(boolean queued) {
        List<Mark> marks = new ArrayList<>();
        for (int shard = 0; shard < newest.length(); shard++) {
            Position at = newest.get(shard);
            if (at != null) {
                marks.add(new Mark(shard, at.era(), at.stamp()));
            }
        }
        return marks.isEmpty() && !queued ? FreshnessTicket.NONE : new FreshnessTicket(marks, queued);
    }
}
