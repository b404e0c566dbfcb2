package dev.tarn.tiered;

import dev.tarn.RecursiveLoadException;
import dev.tarn.spi.CacheId;
import org.jspecify.annotations.Nullable;

/**
 * Stands for one call of a loader on one thread, so that loads which would wait for each other in a circle are noticed.
 *
 * <p>A loading knows what it waits for: the loading nested in it on the same thread, or the flight that its thread has joined. Before a
 * thread waits it sets that link and follows the chain; a chain that comes back to a loading of its own thread is a circle. Both sides
 * set their link before they look, so at least one of two threads that walk into each other sees it.
 */
final class Loading {
    private static final ThreadLocal<@Nullable Loading> CURRENT = new ThreadLocal<>();

    /** Longer chains are taken for no circle: they would need as many threads, all waiting. */
    private static final int LONGEST_CHAIN = 10_000;

    private final @Nullable Loading outer;
    private volatile @Nullable Loading nested;
    private volatile @Nullable Flight<?, ?> joined;

    private Loading(@Nullable Loading outer) {
        this.outer = outer;
    }

    /** Begins a loading on this thread. */
    static Loading begin() {
        Loading outer = CURRENT.get();
        Loading loading = new Loading(outer);
        if (outer != null) {
            outer.nested = loading;
        }
        CURRENT.set(loading);
        return loading;
    }

    /** Ends the loading on the thread that began it. */
    void end() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            outer.nested = null;
            CURRENT.set(outer);
        }
    }

    /** Tells whether this thread is in a load. */
    static boolean isUnderWay() {
        return CURRENT.get() != null;
    }

    /**
     * Notes that this thread is about to wait for a flight, and tells whether that would close a circle.
     *
     * @return whether the wait must not happen; if so, nothing was noted
     */
    static boolean wouldCircle(Flight<?, ?> awaited) {
        Loading current = CURRENT.get();
        if (current == null) {
            return false;
        }
        current.joined = awaited;
        boolean circle = isWaitedForBy(awaited);
        if (circle) {
            current.joined = null;
        }
        return circle;
    }

    /** Tells whether a flight waits for a load of this very thread, so that waiting for it in whatever way would never end. */
    static boolean isWaitedForBy(Flight<?, ?> flight) {
        Loading current = CURRENT.get();
        Loading next = current == null ? null : flight.loading();
        for (int i = 0; current != null && next != null && i < LONGEST_CHAIN; i++) {
            if (current.isWithin(next)) {
                return true;
            }
            next = next.next();
        }
        return false;
    }

    /** Returns the failure of who would wait for itself. */
    static RecursiveLoadException refusal(CacheId cache) {
        return new RecursiveLoadException("a load of cache " + cache
                + " waits for itself: its loader asked for a key that is being loaded for it");
    }

    /** Notes that this thread waits no longer. */
    static void waited() {
        Loading current = CURRENT.get();
        if (current != null) {
            current.joined = null;
        }
    }

    private @Nullable Loading next() {
        Loading inner = nested;
        Flight<?, ?> awaited = joined;
        return inner != null || awaited == null ? inner : awaited.loading();
    }

    private boolean isWithin(Loading other) {
        for (Loading loading = this; loading != null; loading = loading.outer) {
            if (loading == other) {
                return true;
            }
        }
        return false;
    }
}
