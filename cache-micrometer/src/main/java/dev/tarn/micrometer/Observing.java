package dev.tarn.micrometer;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters.Span;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/** Makes observations of what takes long: with a tracer behind the registry, they are spans. */
final class Observing {
    private final ObservationRegistry registry;
    private final CacheId cache;

    Observing(ObservationRegistry registry, CacheId cache) {
        this.registry = registry;
        this.cache = cache;
    }

    /** Begins one that is current on this thread until it ends, so that what the loader does is part of it. */
    Span load(int keys) {
        if (registry.isNoop()) {
            return Span.NONE;
        }
        Observation observation =
                begun("tarn.load", "load " + cache.cache(), keys).start();
        Observation.Scope scope = observation.openScope();
        return failure -> {
            scope.close();
            ended(observation, failure);
        };
    }

    /** Begins one that may end on another thread, and is current on none. */
    Span remoteCall(String operation, int keys) {
        if (registry.isNoop()) {
            return Span.NONE;
        }
        Observation observation = begun("tarn.remote.call", operation + " " + cache.cache(), keys)
                .lowCardinalityKeyValue("operation", operation)
                .start();
        return failure -> ended(observation, failure);
    }

    private Observation begun(String name, String title, int keys) {
        return Observation.createNotStarted(name, registry)
                .contextualName(title)
                .lowCardinalityKeyValue("namespace", cache.namespace())
                .lowCardinalityKeyValue("cache", cache.cache())
                .highCardinalityKeyValue("keys", String.valueOf(keys));
    }

    private static void ended(Observation observation, @Nullable Throwable failure) {
        if (failure != null) {
            observation.error(failure);
        }
        observation.stop();
    }
}
