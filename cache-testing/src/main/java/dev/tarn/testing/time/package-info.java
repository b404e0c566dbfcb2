/** Time and threads that tests move by hand. */
@NullMarked
package dev.tarn.testing.time;

import org.jspecify.annotations.NullMarked;
