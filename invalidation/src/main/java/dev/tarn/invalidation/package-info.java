/**
 * Keeps nodes in step about what became void: the protocol, free of I/O, and a bus within one process.
 *
 * <p>The head of {@link dev.tarn.invalidation.BusLog} says what the protocol rests on. {@link dev.tarn.invalidation.Follower} follows the log of one shard and tells when something was missed; {@link
 * dev.tarn.invalidation.WireForm} is the byte form of a message; {@link dev.tarn.invalidation.InvalidationLog} is a log in memory;
 * {@link dev.tarn.invalidation.InProcessBus} lets several nodes in one JVM share one. Needs nothing but the JDK.
 */
@NullMarked
package dev.tarn.invalidation;

import org.jspecify.annotations.NullMarked;
