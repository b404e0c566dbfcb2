package dev.tarn.tiered;

import dev.tarn.Ages;
import dev.tarn.CacheLoader;
import dev.tarn.Expiry;
import dev.tarn.FailSafe;
import dev.tarn.Fallback;
import dev.tarn.LoadLimits;
import dev.tarn.invalidation.BusLog;
import dev.tarn.spi.Codec;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.LocalStoreFactory;
import dev.tarn.spi.RemoteTier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a cache was told at {@code build()}, checked.
 *
 * @param timeToLive null means that entries do not expire
 * @param idle how long an entry is served that is not read; null means that this does not matter
 * @param absentLife null means that absences are not cached
 * @param maximumStaleness null means that there is no bound
 * @param refreshFraction 1 means no refresh before the end of the time to live
 * @param earlyRefresh the factor of XFetch; 0 means that nothing is refreshed before its fraction
 * @param hotSet null means that nothing is refreshed that is not read
 * @param loadersByCall whether calls that bring a loader refresh with it where the cache has none of its own
 */
record CacheSettings<K, V>(
        String name,
        Class<K> keyType,
        Class<V> valueType,
        List<LocalStoreFactory> locals,
        boolean remote,
        @Nullable Duration timeToLive,
        Duration staleFor,
        @Nullable Duration idle,
        @Nullable Duration absentLife,
        double jitter,
        double refreshFraction,
        double earlyRefresh,
        HotSet.@Nullable Plan hotSet,
        @Nullable Expiry<K, V> expiry,
        Duration lease,
        @Nullable Duration maximumStaleness,
        @Nullable Codec<K> keyCodec,
        @Nullable Codec<V> valueCodec,
        @Nullable CacheLoader<K, V> loader,
        boolean loadersByCall,
        FailSafe failSafe,
        LoadLimits loads,
        @Nullable Fallback<K, V> fallback,
        Set<Advice> silenced) {

    /** Refuses what cannot mean what it says. */
    CacheSettings {
        locals = List.copyOf(locals);
        silenced = Set.copyOf(silenced);
        if (keyType.isPrimitive() || valueType.isPrimitive()) {
            throw refused(
                    name,
                    "is of " + keyType + " and " + valueType,
                    "name the class of the objects, not a primitive type");
        }
        if (locals.isEmpty() && !remote) {
            throw refused(name, "has no tier", "give it heap(...) or a Tarn with a remote store");
        }
        if (remote && timeToLive == null) {
            throw refused(name, "has a remote tier and no expireAfterWrite", "no remote entry may live for ever");
        }
        if (timeToLive == null && !staleFor.isZero()) {
            throw refused(name, "has staleFor " + staleFor + " and no expireAfterWrite", "nothing would become stale");
        }
        if (timeToLive == null && refreshFraction < 1) {
            throw refused(
                    name, "has refreshAhead " + refreshFraction + " and no expireAfterWrite", "nothing would age");
        }
        if (timeToLive == null && (earlyRefresh > 0 || expiry != null)) {
            throw refused(
                    name, "has refreshEarly or expiry and no expireAfterWrite", "it says what holds where they do not");
        }
        if (idle != null && timeToLive != null && idle.compareTo(timeToLive) >= 0) {
            throw refused(
                    name,
                    "has expireAfterAccess " + idle + " and expireAfterWrite " + timeToLive,
                    "the former must be shorter, or it would end nothing");
        }
        if (idle != null && earlyRefresh > 0) {
            throw refused(
                    name,
                    "has expireAfterAccess " + idle + " and refreshEarly " + earlyRefresh,
                    "the moment of a refresh would be drawn anew by reads; use refreshAhead");
        }
        if (hotSet != null) {
            check(hotSet, name, timeToLive, idle, loader != null, locals);
        }
        if (earlyRefresh > 0 && loader == null && !loadersByCall) {
            throw refused(name, "has refreshEarly " + earlyRefresh + " and no loader", "nobody could refresh");
        }
        if (refreshFraction < 1 && loader == null && !loadersByCall) {
            throw refused(name, "has refreshAhead " + refreshFraction + " and no loader", "nobody could refresh");
        }
        if (!failSafe.softTimeout().isZero() && timeToLive == null) {
            throw refused(
                    name,
                    "has softTimeout " + failSafe.softTimeout() + " and no expireAfterWrite",
                    "without a stale value nobody can be served when it is over");
        }
        if (timeToLive != null && !timeToLive.plus(staleFor).minus(MAX_LIFE).isNegative()) {
            throw refused(name, "has a life of " + timeToLive.plus(staleFor), "the limit is " + MAX_LIFE);
        }
    }

    private static void check(
            HotSet.Plan hotSet,
            String name,
            @Nullable Duration timeToLive,
            @Nullable Duration idle,
            boolean loads,
            List<LocalStoreFactory> locals) {
        String what = "has refreshHottest(" + hotSet.entries() + ", " + hotSet.every() + ")";
        if (!loads) {
            throw refused(name, what + " and no loader", "nobody could refresh");
        }
        if (locals.isEmpty()) {
            throw refused(name, what + " and no local tier", "nobody knows which entries are asked for most");
        }
        if (timeToLive == null || hotSet.every().multipliedBy(4).compareTo(timeToLive) > 0) {
            throw refused(
                    name,
                    what + " and expireAfterWrite " + timeToLive,
                    "entries must live at least four times as long as it takes until they are looked at again");
        }
        if (idle != null) {
            throw refused(
                    name,
                    what + " and expireAfterAccess " + idle,
                    "what is refreshed would never end for want of reads");
        }
    }

    /** The longest life: what a remote store can still count in milliseconds and a clock in nanoseconds. */
    static final Duration MAX_LIFE = Duration.ofDays(36_500);

    Ages ages() {
        return new Ages(timeToLive, staleFor, absentLife, refreshFraction);
    }

    /** Returns the same settings with other ages, checked. */
    CacheSettings<K, V> aged(Ages ages) {
        return new CacheSettings<>(
                name,
                keyType,
                valueType,
                locals,
                remote,
                ages.expireAfterWrite(),
                ages.staleFor(),
                idle,
                ages.absentFor(),
                jitter,
                ages.refreshAhead(),
                earlyRefresh,
                hotSet,
                expiry,
                lease,
                maximumStaleness,
                keyCodec,
                valueCodec,
                loader,
                loadersByCall,
                failSafe,
                loads,
                fallback,
                silenced);
    }

    /** Returns the hard time-out, or 0 if there is none. */
    long hardNanos() {
        Duration hard = failSafe.hardTimeout();
        return hard == null ? 0 : hard.toNanos();
    }

    /** Refuses a remote tier that cannot do what the cache needs of it. */
    void checkRemote(RemoteTier tier) {
        if (idle != null && !tier.canTouch()) {
            throw refused(
                    name,
                    "has expireAfterAccess " + idle + " and a remote store that cannot prolong lives",
                    "what is read locally would be gone there; leave it out, or use localOnly()");
        }
    }

    /**
     * Refuses a staleness bound that a bus, or the want of one, cannot give.
     *
     * @param bus the bus, or null if there is none
     */
    void checkBound(@Nullable InvalidationBus bus) {
        Duration bound = maximumStaleness;
        if (bound == null) {
            return;
        }
        if (bus == null) {
            Duration life = timeToLive == null ? MAX_LIFE : timeToLive.plus(staleFor);
            if (life.compareTo(bound) > 0 || (absentLife != null && absentLife.compareTo(bound) > 0)) {
                throw refused(
                        name,
                        "has maximumStaleness " + bound + " and no bus",
                        "nobody tells this node of other nodes' changes, so entries must live no longer than the bound");
            }
        } else if (bound.compareTo(BusLog.shortestBound(bus)) < 0) {
            throw refused(
                    name,
                    "has maximumStaleness " + bound,
                    "the least that its bus can give is " + BusLog.shortestBound(bus) + ", since a poll may take "
                            + bus.pollBudget() + " and one must be able to fail");
        }
    }

    private static IllegalArgumentException refused(String name, String what, String why) {
        return new IllegalArgumentException("cache '" + name + "' " + what + ": " + why);
    }
}
