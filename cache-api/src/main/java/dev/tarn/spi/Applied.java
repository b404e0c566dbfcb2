package dev.tarn.spi;

/**
 * Tells where in the log a change was recorded.
 *
 * @param previous the position before the change
 * @param current the position of the change
 */
public record Applied(Position previous, Position current) {}
