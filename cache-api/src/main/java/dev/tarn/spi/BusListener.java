package dev.tarn.spi;

/** Hears what a bus brings, on an I/O thread: must be quick, must not block, must not throw. */
public interface BusListener {
    /**
     * Hears of a change. Messages can be lost, doubled, late and out of order; {@link Invalidation#previous()} shows it.
     *
     * @param message the change
     */
    void onMessage(Invalidation message);

    /**
     * Hears that the channel is subscribed, for the first time or again: messages since the last one may be missing. A store's own bus
     * says so when every connection of the store is up.
     */
    void onConnected();

    /**
     * Hears that the connection is lost: from now on messages may be missing. A store's own bus says so when any connection of the store
     * is lost, and before anything is sent on the next one: behind that may be another server, which has lost the last changes.
     */
    void onDisconnected();

    /**
     * Hears that a key was changed in the store by somebody, perhaps by a program that keeps no log. Only from a bus that was told to
     * watch for that; such a hint may be lost, and may be about a change that a message tells of as well.
     *
     * @param key the encoded key
     */
    default void onForeignWrite(byte[] key) {}
}
