/**
 * The chaos kit: runs a cache in several processes while servers, connections and processes fail, and proves from the recorded history
 * how stale it has ever been.
 *
 * <p>Start with {@link dev.tarn.testing.chaos.ChaosPlan}; what it needs of you is a {@link dev.tarn.testing.chaos.ChaosSubject}.
 */
@NullMarked
package dev.tarn.testing.chaos;

import org.jspecify.annotations.NullMarked;
