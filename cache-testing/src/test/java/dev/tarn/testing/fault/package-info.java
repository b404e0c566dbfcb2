/** Tests of the fault injectors. */
@NullMarked
package dev.tarn.testing.fault;

import org.jspecify.annotations.NullMarked;
