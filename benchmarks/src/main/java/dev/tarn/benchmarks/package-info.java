/**
 * Measures Tarn beside what its users would use without it: Caffeine for the heap, Lettuce for Redis.
 *
 * <p>Rivals take turns in one run, so that what else the machine does meets them alike; read ratios, not absolute figures. The commands
 * are in each class and in {@code benchmarks/README.md}.
 */
@NullMarked
package dev.tarn.benchmarks;

import org.jspecify.annotations.NullMarked;
