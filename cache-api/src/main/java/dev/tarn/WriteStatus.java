package dev.tarn;

/** Tells how far a write or an invalidation has got when the call returns. */
public enum WriteStatus {
    /** Carried out in every tier this node writes to and announced to the other nodes. */
    APPLIED,
    /**
     * Carried out in this process; the remote tier or the bus did not take it. The key is kept as <em>pending</em>: this node reads
     * it past the remote tier (so it reads its own write), and repeats the invalidation until it is taken. Other nodes may serve
     * the old value until then.
     */
    QUEUED
}
