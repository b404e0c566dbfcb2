@NullMarked
package dev.tarn.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
