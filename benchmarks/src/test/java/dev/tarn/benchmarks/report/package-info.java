/** Tests of what is made of the rows of measurements. */
@NullMarked
package dev.tarn.benchmarks.report;

import org.jspecify.annotations.NullMarked;
