package dev.tarn.tiered;

/** Names what a Tarn advises about settings of a cache that are permitted but odd, so that it can be {@linkplain CacheBuilder#silence silenced}. */
public enum Advice {
    /** A remote tier and a loader without {@link CacheBuilder#loads}: when the tier falls away, every miss is a load. */
    UNBOUNDED_LOADS(
            "has a remote tier and no limit of loads: when the tier falls away, the source gets every miss; set loads(...)"),

    /** A soft time-out without {@link CacheBuilder#staleFor}: there is never a stale value to serve when it is over. */
    SOFT_TIMEOUT_WITHOUT_STALENESS(
            "has a soft time-out and no staleFor: nothing can be served when it is over; set staleFor(...)"),

    /** Local tiers beside a remote one, without a bus: other nodes' changes are not seen until entries expire. */
    NO_BUS(
            "has local tiers, a remote tier and no bus: changes by other nodes are not seen before entries expire; set bus(...)"),

    /** Absences that live longer than values. */
    ABSENCES_OUTLIVE_VALUES(
            "keeps absences longer than values: what is created is not found for long; set a shorter absentFor(...)"),

    /** Loaded entries that never expire, although no other node's changes and no time end them. */
    NEVER_EXPIRES("loads values that never expire: changes of the source are never seen; set expireAfterWrite(...)"),

    /** Hardly a read is answered by a tier. */
    HARDLY_ANY_HITS(
            "answers hardly any read from a tier: it costs more than it saves; look at keys, sizes and times to live");

    private final String text;

    Advice(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
