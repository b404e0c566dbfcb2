package dev.tarn.testing.chaos;

/**
 * A fault that was in force for a while.
 *
 * @param name the fault's name
 * @param detail which server or node it hit; may be empty
 * @param from when its injection began, in nanoseconds of the history's clock
 * @param until when it had been healed
 */
public record FaultSpan(String name, String detail, long from, long until) {}
