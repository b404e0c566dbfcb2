package dev.tarn.invalidation;

import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the changes of a shard that a store may still lose: those that this node has made or heard of since the last proof, and for a
 * while before. A store that replicates asynchronously acknowledges a change, then fails over to a replica that has not got it; each node
 * that knows of the change can have it repeated.
 *
 * <p>A step may be forgotten only when a <em>successful</em> poll was sent a good while after it: then the log still held it, and the
 * replicas have it by now. As long as nothing can be proved nothing is forgotten, for a node that is cut off for minutes may be the only one
 * that knows. A step stays, under its first position, when it has been repeated: the next fail-over may lose the repetition.
 *
 * <p>Bounded: beyond a number of steps one clear stands for the oldest, under the position of the newest of them; if the log still holds
 * that one, it holds the others, too.
 *
 * <p>Only invalidations, clears and tags are kept, never values: they can be repeated in any order, any number of times. Thread-safe.
 */
final class Journal {
    /** The most steps kept for a shard. */
    static final int MOST = 10_000;

    private final long retentionNanos;
    private final int most;
    private final Map<Position, Kept> steps = new LinkedHashMap<>();
    /** The newest of the steps for which there was no room any more; older than all others. */
    private @Nullable Kept newestGone;

    /** A step and when it was made or heard of. */
    private record Kept(Invalidation step, long at) {
        Kept in(int era) {
            Invalidation moved =
                    new Invalidation(step.operation(), in(era, step.previous()), in(era, step.current()), step.names());
            return new Kept(moved, at);
        }

        private static Position in(int era, Position position) {
            return new Position(position.shard(), era, position.stamp(), position.nonce());
        }

        Kept asClear() {
            return new Kept(new Invalidation(Operation.CLEAR, step.previous(), step.current(), List.of()), at);
        }
    }

    /**
     * Creates a journal.
     *
     * @param retentionNanos how long before a successful poll a step must have been known to be forgotten
     * @param most how many steps are kept
     */
    Journal(long retentionNanos, int most) {
        this.retentionNanos = retentionNanos;
        this.most = most;
    }

    /** Keeps a step, unless it is no change. */
    synchronized void add(Invalidation step, long now) {
        if (step.operation() == Operation.FILL_NOTE || step.operation() == Operation.GENESIS) {
            return;
        }
        steps.putIfAbsent(step.current(), new Kept(step, now));
        if (steps.size() > most) {
            Iterator<Kept> oldest = steps.values().iterator();
            newestGone = oldest.next();
            oldest.remove();
        }
    }

    /** Forgets what a successful poll, sent at an instant, has made safe. */
    synchronized void proved(long sentAt) {
        if (newestGone != null && isSafe(newestGone, sentAt)) {
            newestGone = null;
        }
        Iterator<Kept> oldest = steps.values().iterator();
        while (oldest.hasNext() && isSafe(oldest.next(), sentAt)) {
            oldest.remove();
        }
    }

    private boolean isSafe(Kept kept, long sentAt) {
        return kept.at() - (sentAt - retentionNanos) <= 0;
    }

    /** Returns the steps that may have been lost, the oldest first. */
    synchronized List<Invalidation> steps() {
        List<Invalidation> all = new ArrayList<>(steps.size() + 1);
        if (newestGone != null) {
            all.add(newestGone.asClear().step());
        }
        steps.values().forEach(kept -> all.add(kept.step()));
        return all;
    }

    /**
     * Has all steps be of the era that the store is in now, where they may be repeated if they are not in its log.
     *
     * @return whether there are any
     */
    synchronized boolean moveTo(int era) {
        List<Kept> all = List.copyOf(steps.values());
        steps.clear();
        for (Kept kept : all) {
            Kept moved = kept.in(era);
            steps.put(moved.step().current(), moved);
        }
        if (newestGone != null) {
            newestGone = newestGone.in(era);
        }
        return newestGone != null || !steps.isEmpty();
    }

    /** Keeps steps for as long as if they had just been made: they have been repeated, and the repetition may be lost. */
    synchronized void renew(List<Invalidation> repeated, long now) {
        for (Invalidation step : repeated) {
            if (newestGone != null && newestGone.step().current().equals(step.current())) {
                newestGone = new Kept(step, now);
            } else if (steps.remove(step.current()) != null) {
                steps.put(step.current(), new Kept(step, now));
            }
        }
    }
}
