/** The fakes against the contracts. */
@NullMarked
package dev.tarn.testing.fake;

import org.jspecify.annotations.NullMarked;
