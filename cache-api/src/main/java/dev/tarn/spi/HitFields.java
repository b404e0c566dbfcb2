package dev.tarn.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a hit reads of an {@link Entry}. In a class of its own, for the JVM lays out the fields of a superclass before those of its subclasses: so these stand side by side,
 * most often in one line of the processor's cache, and a hit does not wait for two.
 */
abstract class HitFields<V> {
    final @Nullable V value;
    final short shard;
    /** When the store that holds the entry last noted a hit. Read and written without order: who sees an older one notes the hit twice. */
    short hitTick;

    final long version;
    final long refreshAt;

    HitFields(@Nullable V value, short shard, long version, long refreshAt) {
        this.value = value;
        this.shard = shard;
        this.version = version;
        this.refreshAt = refreshAt;
    }
}
