package dev.tarn.testing.contract;

/** What implementations of the SPI may differ in. A contract's tests that need what one lacks are skipped by name. */
public enum Capability {
    /** The remote store announces its own changes on a bus of its own, in the same step. */
    OWN_BUS,
    /** The remote store's own bus tells of leases that have ended while others waited for them. */
    NOTES,
    /** The remote store answers reads with the true head of a log. */
    LOG,
    /** The remote store voids values by tag. */
    TAGS,
    /** The remote store writes and removes under a condition, atomically. */
    CONDITIONAL_WRITES,
    /** The remote store recognises envelopes of a newer format. */
    NEWER_FORMATS,
    /** The remote store keeps values for longer when it is told that they were read. */
    TOUCH
}
