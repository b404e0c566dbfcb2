package dev.tarn.demo.screen;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is shown at one moment.
 *
 * @param end how long the load will run in all, or null for without end
 * @param last what happened since the last frame
 * @param total what happened since the load began
 * @param updates how long updates took until another node showed them, in nanoseconds; null where there is one node
 */
public record Frame(
        @Nullable Duration end,
        Span last,
        Span total,
        @Nullable Histogram updates) {}
