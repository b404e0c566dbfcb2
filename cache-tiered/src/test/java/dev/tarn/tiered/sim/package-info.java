/**
 * A deterministic simulation of whole nodes: real caches on a simulated Redis behind a simulated network, on one thread, from one seed.
 *
 * <p>What is simulated is everything around the product: time, executor, network, store, source. {@link dev.tarn.tiered.sim.Simulation} says
 * how, {@link dev.tarn.tiered.sim.FaultSet} what goes wrong, {@link dev.tarn.tiered.sim.Oracle} what must hold all the same.
 */
@NullMarked
package dev.tarn.tiered.sim;

import org.jspecify.annotations.NullMarked;
