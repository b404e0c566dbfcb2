/** Holds one class for each rule of the house that breaks it, and one that breaks none. */
@NullMarked
package dev.tarn.violations;

import org.jspecify.annotations.NullMarked;
