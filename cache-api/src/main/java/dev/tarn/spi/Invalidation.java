package dev.tarn.spi;

import java.util.List;

/**
 * Tells what one step of the log changed; what a message carries.
 *
 * @param operation what happened
 * @param previous the position before
 * @param current the position after; its shard and era are those of {@code previous} unless the log began anew
 * @param names the encoded keys, or the tags in UTF-8; empty for a clear. The arrays must not be changed
 */
public record Invalidation(Operation operation, Position previous, Position current, List<byte[]> names) {

    /** Copies the list. */
    public Invalidation {
        names = List.copyOf(names);
    }

    /** What a step of the log can be. The codes are part of the wire form. */
    public enum Operation {
        /** Keys were written or removed: copies of them older than the position are void. */
        INVALIDATE(1),
        /** Everything older than the position is void. */
        CLEAR(2),
        /** Entries that carry one of the tags and are older than the position are void. */
        TAG(3),
        /** The leases of keys for which others wait have ended, with or without a value in the remote tier; nothing becomes void. */
        FILL_NOTE(4),
        /** A transaction has taken keys into its hands: copies are void, loads must not be stored. */
        QUARANTINE(5),
        /** The log begins anew: everything is void. */
        GENESIS(6);

        private final int code;

        Operation(int code) {
            this.code = code;
        }

        /** Returns the number of the operation in the wire form. */
        public int code() {
            return code;
        }
    }
}
