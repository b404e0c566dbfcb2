package dev.tarn.tiered;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters.Span;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Tells Flight Recorder of one call of a loader. */
@Name("dev.tarn.Load")
@Label("Load")
@Category({"Tarn"})
@Description("A call of a cache's loader, on the thread that ran it")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class LoadEvent extends Event {
    private static final EventType TYPE = EventType.getEventType(LoadEvent.class);

    @Label("Cache")
    private final String cache;

    @Label("Keys")
    private final int keys;

    @Label("Failure")
    private @Nullable String failure;

    private LoadEvent(CacheId cache, int keys) {
        this.cache = cache.toString();
        this.keys = keys;
    }

    /** Begins an event where a recording wants it, else returns the span as it is. */
    static Span begun(CacheId cache, int keys, Span span) {
        if (!TYPE.isEnabled()) {
            return span;
        }
        LoadEvent event = new LoadEvent(cache, keys);
        event.begin();
        return failure -> {
            event.failure = failure == null ? null : failure.getClass().getName();
            event.commit();
            span.end(failure);
        };
    }
}
