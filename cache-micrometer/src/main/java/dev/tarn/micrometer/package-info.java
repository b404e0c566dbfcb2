/** Shows Tarn's caches in Micrometer. Begin with {@link dev.tarn.micrometer.TarnMeters}. */
@NullMarked
package dev.tarn.micrometer;

import org.jspecify.annotations.NullMarked;
