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

/** Tells Flight Recorder of one call to the remote tier. */
@Name("dev.tarn.RemoteCall")
@Label("Remote Call")
@Category({"Tarn"})
@Description(
        "A call to a cache's remote tier, from the call to its completion; the thread is the one that heard of the completion")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class RemoteCallEvent extends Event {
    private static final EventType TYPE = EventType.getEventType(RemoteCallEvent.class);

    @Label("Cache")
    private final String cache;

    @Label("Operation")
    private final String operation;

    @Label("Keys")
    private final int keys;

    @Label("Failure")
    private @Nullable String failure;

    private RemoteCallEvent(CacheId cache, String operation, int keys) {
        this.cache = cache.toString();
        this.operation = operation;
        this.keys = keys;
    }

    /** Begins an event where a recording wants it, else returns the span as it is. */
    static Span begun(CacheId cache, String operation, int keys, Span span) {
        if (!TYPE.isEnabled()) {
            return span;
        }
        RemoteCallEvent event = new RemoteCallEvent(cache, operation, keys);
        event.begin();
        return failure -> {
            event.failure = failure == null ? null : failure.getClass().getName();
            event.commit();
            span.end(failure);
        };
    }
}
