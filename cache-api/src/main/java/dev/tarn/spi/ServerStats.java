package dev.tarn.spi;

/**
 * Tells what became of the requests to one server of a remote store since the store was built.
 *
 * @param server the server, {@code host:port}
 * @param connected whether requests have a chance now
 * @param operations how many operations of the protocol were answered; reads that travelled together are one
 * @param totalNanos how long these took together, in nanoseconds
 * @param longestNanos how long the slowest of them took
 * @param failures how many were refused at once, or lost with their connection
 * @param timeouts how many had no answer within their budget
 * @param pending how many wait or are under way now
 * @param pendingBytes how many bytes these hold, about
 * @param reconnects how often the connection was lost, after which it is made anew
 * @param evictions how many items the server had thrown out for want of memory when it was last asked; it counts those of all its users
 *     since it was started. -1 if the store does not ask
 */
public record ServerStats(
        String server,
        boolean connected,
        long operations,
        long totalNanos,
        long longestNanos,
        long failures,
        long timeouts,
        int pending,
        long pendingBytes,
        long reconnects,
        long evictions) {}
