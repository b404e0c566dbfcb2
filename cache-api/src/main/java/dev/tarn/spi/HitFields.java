package dev.tarn.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a hit reads of an {@link Entry}. In a class of its own, for the JVM lays out the fields of a superclass before those of its subclasses: so these stand side by side,
 * most often in one line of the processor's cache, and a hit does not wait for two.
 *
 * <p>None is final, though nobody writes to them but the constructor, {@link Entry#decoded} before it returns, and {@link Entry#noteHit}: at the end of a constructor that writes final fields HotSpot puts a barrier, after which
 * it clears and writes the fields of the subclass one by one. The barrier of {@link Entry} comes after all of them, so they are published as if they were final.
 */
abstract class HitFields<V> {
    @Nullable
    V value;

    short shard;
    /** When the store that holds the entry last noted a hit. Read and written without order: who sees an older one notes the hit twice. */
    short hitTick;

    long version;
    long refreshAt;

    HitFields(@Nullable V value, short shard, long version, long refreshAt) {
        this.value = value;
        this.shard = shard;
        this.version = version;
        this.refreshAt = refreshAt;
    }
}
