/**
 * Helps to test Tarn and what implements its SPI: contracts, fakes, real servers, a fault proxy, architecture rules.
 *
 * <p>Start with {@link dev.tarn.testing.ArchitectureRules} for the rules that every module keeps.
 */
@NullMarked
package dev.tarn.testing;

import org.jspecify.annotations.NullMarked;
