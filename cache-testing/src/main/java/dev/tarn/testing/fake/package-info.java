/**
 * Strict in-memory implementations of the SPI, for tests of what is built upon it.
 *
 * <p>{@link dev.tarn.testing.fake.FakeServer} stands for the server that nodes share, and hands out a {@link
 * dev.tarn.testing.fake.FakeRemoteStore} to each of them. {@link dev.tarn.testing.fake.FakeLocalStore} holds entries in a map. They pass the
 * same contracts as the real ones.
 */
@NullMarked
package dev.tarn.testing.fake;

import org.jspecify.annotations.NullMarked;
