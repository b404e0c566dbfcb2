package dev.tarn.invalidation;

import dev.tarn.spi.CacheId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Tells Flight Recorder of one gap in the messages and of how it was closed. */
@Name("dev.tarn.Gap")
@Label("Gap")
@Category({"Tarn"})
@Description(
        "Messages of the log had not come when they should have: from the question to the log until its answer was applied")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class GapEvent extends Event {
    private static final EventType TYPE = EventType.getEventType(GapEvent.class);

    @Label("Cache")
    private final String cache;

    @Label("Shard")
    private final int shard;

    @Label("Replays")
    @Description("How many changes the log told of, those that messages had brought too early among them")
    private long replays;

    @Label("Closed")
    @Description("Whether nothing is missing any more")
    private boolean closed;

    private GapEvent(CacheId cache, int shard) {
        this.cache = cache.toString();
        this.shard = shard;
    }

    /** Hears how a gap was closed. */
    @FunctionalInterface
    interface Closing {
        /** Hears nothing. */
        Closing NONE = (replays, closed) -> {};

        void end(long replays, boolean closed);
    }

    /** Begins an event where a recording wants it. */
    static Closing begun(CacheId cache, int shard) {
        if (!TYPE.isEnabled()) {
            return Closing.NONE;
        }
        GapEvent event = new GapEvent(cache, shard);
        event.begin();
        return (replays, closed) -> {
            event.replays = replays;
            event.closed = closed;
            event.commit();
        };
    }
}
