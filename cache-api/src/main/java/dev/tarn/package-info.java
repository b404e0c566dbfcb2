/**
 * Defines what users of Tarn call: caches, loaders, options, statistics and exceptions.
 *
 * <p>Start with {@link dev.tarn.LoadingCache} (a cache that knows how to load), {@link dev.tarn.Cache} (one that does not),
 * {@link dev.tarn.CacheLoader} and {@link dev.tarn.Options}. What implementors of tiers write is in {@link dev.tarn.spi}.
 */
@NullMarked
package dev.tarn;

import org.jspecify.annotations.NullMarked;
