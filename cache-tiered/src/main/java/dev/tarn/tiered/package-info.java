/**
 * Composes tiers into caches: the read path, the write path, one flight per key, the fill guard, and the repetition of what the remote
 * tier did not take. Begin with {@link dev.tarn.tiered.Tarn}.
 */
@NullMarked
package dev.tarn.tiered;

import org.jspecify.annotations.NullMarked;
