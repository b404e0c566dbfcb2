package dev.tarn.lab;

import org.jspecify.annotations.Nullable;

/**
 * What was found about one trace.
 *
 * @param trace the trace, as it was replayed
 * @param curves single tiers by size; null if not asked for
 * @param composition the tiers together; null if not asked for
 */
record Study(Trace trace, @Nullable Curves curves, @Nullable Composition composition) {}
