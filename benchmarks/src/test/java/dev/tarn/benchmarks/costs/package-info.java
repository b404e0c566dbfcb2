/** Counts what operations cost the servers, and holds the count against what the documentation says. */
@NullMarked
package dev.tarn.benchmarks.costs;

import org.jspecify.annotations.NullMarked;
