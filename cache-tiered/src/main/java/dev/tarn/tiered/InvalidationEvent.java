package dev.tarn.tiered;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Tells Flight Recorder of one change of the log that was applied here. */
@Name("dev.tarn.Invalidation")
@Label("Invalidation")
@Category({"Tarn"})
@Description("A change that the log told of and that was applied on this node")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class InvalidationEvent extends Event {
    private static final EventType TYPE = EventType.getEventType(InvalidationEvent.class);

    @Label("Cache")
    private final String cache;

    @Label("Operation")
    private final String operation;

    @Label("Names")
    @Description("How many keys or tags it names")
    private final int names;

    @Label("Lag")
    @Description("From its record on the store's clock until it was applied; negative where that is not known")
    @Timespan(Timespan.NANOSECONDS)
    private final long lag;

    private InvalidationEvent(CacheId cache, Invalidation step, long lag) {
        this.cache = cache.toString();
        this.operation = step.operation().name();
        this.names = step.names().size();
        this.lag = lag;
    }

    /** Tells whether a recording wants such events. */
    static boolean isWanted() {
        return TYPE.isEnabled();
    }

    /** Makes an event of a step where a recording wants it. */
    static void applied(CacheId cache, Invalidation step, long lagNanos) {
        if (TYPE.isEnabled()) {
            new InvalidationEvent(cache, step, lagNanos).commit();
        }
    }
}
