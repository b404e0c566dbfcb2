/** Runs measurements one after the other and tells what came of them: {@link dev.tarn.benchmarks.report.Bench}. */
@NullMarked
package dev.tarn.benchmarks.report;

import org.jspecify.annotations.NullMarked;
