package dev.tarn.memcached;

import java.util.concurrent.TimeUnit;

/**
 * Translates lives into what Memcached understands: whole seconds, which from 30 days on are a moment since 1970, and by a clock of its own
 * that ticks once a second. So an item is kept for up to two seconds longer than it lives, and says itself when it is dead.
 */
final class Expiry {
    private static final long LONGEST_RELATIVE = TimeUnit.DAYS.toSeconds(30);
    private static final long TICK_SECONDS = 1;

    private Expiry() {}

    /**
     * Returns the number to send.
     *
     * @param lifeMillis how long the item has to be kept, above zero
     * @param nowMillis the present time since 1970
     */
    static int of(long lifeMillis, long nowMillis) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(Math.max(1, lifeMillis) - 1) + 1 + TICK_SECONDS;
        if (seconds <= LONGEST_RELATIVE) {
            return (int) seconds;
        }
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.MILLISECONDS.toSeconds(nowMillis) + seconds);
    }
}
