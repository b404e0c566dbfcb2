package dev.tarn.spi;

/** Hears what a bus brings, on an I/O thread: must be quick, must not block, must not throw. */
public interface BusListener {
    /**
     * Hears of a change. Messages can be lost, doubled, late and out of order; {@link Invalidation#previous()} shows it.
     *
     * @param message the change
     */
    void onMessage(Invalidation message);

    /** Hears that the channel is subscribed, for the first time or again: messages since the last one may be missing. */
    void onConnected();

    /** Hears that the connection is lost: from now on messages may be missing. */
    void onDisconnected();
}
