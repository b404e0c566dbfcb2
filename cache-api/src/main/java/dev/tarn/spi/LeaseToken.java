package dev.tarn.spi;

/**
 * Names one attempt to load a key, unlike any other in the cluster. A store accepts a load's result only from the token that holds the
 * lease.
 *
 * @param node a random number of the node
 * @param sequence counts the node's attempts
 */
public record LeaseToken(long node, long sequence) {}
