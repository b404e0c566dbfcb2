/**
 * Keeps remote tiers in Memcached, with the log of their changes beside them.
 *
 * <p>Start at {@link dev.tarn.memcached.MemcachedStore}; its {@linkplain dev.tarn.memcached.MemcachedStore#bus() bus} comes with it.
 */
@NullMarked
package dev.tarn.memcached;

import org.jspecify.annotations.NullMarked;
