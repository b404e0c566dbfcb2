/** Breaks what lies between a cache and its remote tier: {@link dev.tarn.testing.fault.FaultProxy} for the network. */
@NullMarked
package dev.tarn.testing.fault;

import org.jspecify.annotations.NullMarked;
