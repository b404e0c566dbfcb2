/**
 * Replays traces of accesses through tiers of any size and tells what share of them each tier would answer, beside what nobody can surpass.
 *
 * <p>The tiers are the product's own, composed by the product itself; only the remote tier is a model.
 */
@NullMarked
package dev.tarn.lab;

import org.jspecify.annotations.NullMarked;
