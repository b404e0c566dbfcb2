/**
 * Breaks what lies between a cache and its remote tier: {@link dev.tarn.testing.fault.FaultProxy} the network, {@link
 * dev.tarn.testing.fault.FaultyRemoteStore} the store itself.
 */
@NullMarked
package dev.tarn.testing.fault;

import org.jspecify.annotations.NullMarked;
