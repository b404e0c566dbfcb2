package dev.tarn.spi;

import dev.tarn.RemovalCause;

/** Describes a local tier and opens its store. Immutable and reusable: each cache gets a store of its own. */
public interface LocalStoreFactory {
    /** Returns the name of the tier: {@code heap} or {@code offheap}. */
    String tier();

    /**
     * Opens a store.
     *
     * @param context what the cache gives the store
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @throws IllegalArgumentException if the description does not fit the cache or the machine
     */
    <K, V> LocalStore<K, V> open(Context<K, V> context);

    /**
     * What a cache gives its local stores.
     *
     * @param cache the name of the cache, for messages
     * @param keyType the type of the keys
     * @param valueType the type of the values
     * @param codecs makes codecs, for stores that keep bytes or copy values; loading it fails with an {@link IllegalStateException} if no
     *     provider is on the class path, so stores that need none do not ask
     * @param clock the clock
     * @param removals hears of entries that the store gave up by itself; must return quickly
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    record Context<K, V>(
            String cache,
            Class<K> keyType,
            Class<V> valueType,
            CodecSource<K, V> codecs,
            Clock clock,
            RemovalObserver<K, V> removals) {}

    /**
     * Gives the codecs of a cache, made when first asked for.
     *
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    interface CodecSource<K, V> {
        /** Returns the codec of the keys. */
        Codec<K> keys();

        /** Returns the codec of the values. */
        Codec<V> values();

        /** Returns the framing around the codec of the values. */
        EntryCodec<V> entries();
    }

    /**
     * Hears of entries that a store gave up by itself.
     *
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    @FunctionalInterface
    interface RemovalObserver<K, V> {
        /**
         * Hears of one entry.
         *
         * @param key the key
         * @param entry the entry
         * @param cause {@link RemovalCause#SIZE} or {@link RemovalCause#EXPIRED}
         */
        void onRemoval(K key, Entry<V> entry, RemovalCause cause);

        /**
         * Tells whether anybody wants to see what is given up. Where nobody does, a store that keeps bytes need not decode them, and calls
         * {@link #onUnseenRemoval} instead.
         */
        default boolean isWatched() {
            return true;
        }

        /**
         * Hears that an entry was given up while {@link #isWatched} said that nobody wants to see it.
         *
         * @param cause {@link RemovalCause#SIZE} or {@link RemovalCause#EXPIRED}
         */
        default void onUnseenRemoval(RemovalCause cause) {}

        /**
         * Hears, in the same atomic step in which a store gives up an entry to keep within its bound, that it does so: whoever changes the
         * key afterwards waits until this has returned. A chance to keep the entry in another store. Short; calls nothing of this store.
         *
         * @param key the key
         * @param entry the entry
         */
        default void onDeparture(K key, Entry<V> entry) {}
    }
}
