/**
 * Contracts: tests that every implementation of the SPI passes.
 *
 * <p>A store's own test extends the contract and says how to make the store, and, if need be, which {@link
 * dev.tarn.testing.contract.Capability capabilities} it lacks; the tests that need one are then reported as skipped, by its name. Keys are
 * random, so servers can be shared and nothing has to be cleaned up.
 */
@NullMarked
package dev.tarn.testing.contract;

import org.jspecify.annotations.NullMarked;
