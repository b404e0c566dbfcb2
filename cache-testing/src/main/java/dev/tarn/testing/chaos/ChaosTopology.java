package dev.tarn.testing.chaos;

/** How the Redis of a run is set up. All servers come from the PATH. */
public enum ChaosTopology {
    /** One server that keeps an append-only file, with a proxy between it and each node. */
    STANDALONE,
    /** A master and its replica, and three Sentinels. */
    SENTINEL,
    /** Three masters that share the slots, and a replica of each. */
    CLUSTER
}
