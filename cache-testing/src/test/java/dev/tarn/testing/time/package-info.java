/** Tests of the fake time. */
@NullMarked
package dev.tarn.testing.time;

import org.jspecify.annotations.NullMarked;
