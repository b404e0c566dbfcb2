/**
 * Keeps remote tiers in Redis and carries invalidations through it, standalone, with Sentinel or in a Cluster.
 *
 * <p>Start at {@link dev.tarn.redis.RedisStore}; its {@linkplain dev.tarn.redis.RedisStore#bus() bus} comes with it. {@link
 * dev.tarn.redis.RedisPubSubBus} serves alone beside another remote tier.
 */
@NullMarked
package dev.tarn.redis;

import org.jspecify.annotations.NullMarked;
