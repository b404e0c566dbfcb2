/**
 * Real servers for tests: Redis alone, behind Sentinel and as a cluster, and Memcached.
 *
 * <p>Start with {@link dev.tarn.testing.server.RedisServer#shared()} for a server that all tests of a JVM share, and with
 * {@link dev.tarn.testing.server.RedisServer#builder()} for one to be stopped, paused or killed.
 */
@NullMarked
package dev.tarn.testing.server;

import org.jspecify.annotations.NullMarked;
