package dev.tarn;

/** Names why an entry left this process's tiers. */
public enum RemovalCause {
    /** Removed by a call on this node. */
    EXPLICIT,
    /** Replaced by a newer value on this node. */
    REPLACED,
    /** Removed because another node wrote or invalidated the key. */
    INVALIDATED,
    /** Removed because it was dead: older than its time to live and its stale time. */
    EXPIRED,
    /** Removed to keep the tier within its bound. */
    SIZE
}
