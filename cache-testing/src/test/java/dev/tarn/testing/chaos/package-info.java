@NullMarked
package dev.tarn.testing.chaos;

import org.jspecify.annotations.NullMarked;
