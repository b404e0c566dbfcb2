/** Tarn itself under the chaos kit. */
@NullMarked
package dev.tarn.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
