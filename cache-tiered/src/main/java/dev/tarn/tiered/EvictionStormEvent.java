package dev.tarn.tiered;

import dev.tarn.spi.CacheId;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Tells Flight Recorder that a tier gave up many entries in a short time. */
@Name("dev.tarn.EvictionStorm")
@Label("Eviction Storm")
@Category({"Tarn"})
@Description("A tier evicted that many entries within a second to stay within its bound; told once a second at most")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class EvictionStormEvent extends Event {
    private static final EventType TYPE = EventType.getEventType(EvictionStormEvent.class);

    @Label("Cache")
    private final String cache;

    @Label("Tier")
    private final String tier;

    @Label("Entries")
    private int entries;

    private EvictionStormEvent(CacheId cache, String tier) {
        this.cache = cache.toString();
        this.tier = tier;
    }

    /** Tells whether a recording wants such events. */
    static boolean isWanted() {
        return TYPE.isEnabled();
    }

    static EvictionStormEvent begun(CacheId cache, String tier) {
        EvictionStormEvent event = new EvictionStormEvent(cache, tier);
        event.begin();
        return event;
    }

    /** Records the storm, which has lasted from the begin until now. */
    void grown(int evicted) {
        entries = evicted;
        commit();
    }
}
