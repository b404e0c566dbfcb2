package dev.tarn.spring;

import dev.tarn.LoadContext;
import dev.tarn.Options;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives what one invocation says about the entry for its result, beyond the settings of the cache. */
@FunctionalInterface
interface Saying {
    /** Says nothing: the settings of the cache hold. */
    Saying NOTHING = value -> Options.none();

    /**
     * Returns what holds for a result.
     *
     * @param value the result; null is an absence
     */
    Options about(@Nullable Object value);

    /** Tells a load what holds for its result. */
    default void tell(@Nullable Object value, LoadContext<Object> context) {
        Options options = about(value);
        if (options.timeToLive() != null) {
            context.ttl(options.timeToLive());
        }
        if (options.staleFor() != null) {
            context.staleFor(options.staleFor());
        }
        Set<String> tags = options.tags();
        if (!tags.isEmpty()) {
            context.tags(tags.toArray(String[]::new));
        }
    }
}
