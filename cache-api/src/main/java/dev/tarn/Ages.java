package dev.tarn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how long entries of a cache live where they do not say it themselves. Immutable; every method that changes something returns a new instance.
 *
 * @param expireAfterWrite how long an entry is fresh; null if entries do not expire
 * @param staleFor how long after that it may still be served; zero for not at all
 * @param absentFor how long it is believed that the source has no value; null if absences are not cached
 * @param refreshAhead the fraction of the time to live after which a read starts a refresh; 1 if none does
 */
public record Ages(
        @Nullable Duration expireAfterWrite,
        Duration staleFor,
        @Nullable Duration absentFor,
        double refreshAhead) {
    /**
     * Checks the ages.
     *
     * @throws IllegalArgumentException if {@code expireAfterWrite} or {@code absentFor} is not longer than zero, {@code staleFor} is negative,
     *     or {@code refreshAhead} is not above 0 and up to 1
     */
    public Ages {
        if (expireAfterWrite != null) {
            Options.positive("expireAfterWrite", expireAfterWrite);
        }
        if (absentFor != null) {
            Options.positive("absentFor", absentFor);
        }
        if (staleFor.isNegative()) {
            throw new IllegalArgumentException("staleFor is " + staleFor + ", it must not be negative");
        }
        if (!(refreshAhead > 0 && refreshAhead <= 1)) {
            throw new IllegalArgumentException("refreshAhead is " + refreshAhead + ", it must be above 0 and up to 1");
        }
    }

    /**
     * Returns these ages with another time to live.
     *
     * @param duration longer than zero; null if entries are not to expire
     */
    public Ages expireAfterWrite(@Nullable Duration duration) {
        return new Ages(duration, staleFor, absentFor, refreshAhead);
    }

    /**
     * Returns these ages with another time that entries may be served stale.
     *
     * @param duration not negative
     */
    public Ages staleFor(Duration duration) {
        return new Ages(expireAfterWrite, duration, absentFor, refreshAhead);
    }

    /**
     * Returns these ages with another life of absences.
     *
     * @param duration longer than zero; null if absences are not to be cached
     */
    public Ages absentFor(@Nullable Duration duration) {
        return new Ages(expireAfterWrite, staleFor, duration, refreshAhead);
    }

    /**
     * Returns these ages with another fraction of the time to live after which a read starts a refresh.
     *
     * @param fraction above 0; 1 for never
     */
    public Ages refreshAhead(double fraction) {
        return new Ages(expireAfterWrite, staleFor, absentFor, fraction);
    }
}
