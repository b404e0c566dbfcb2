package dev.tarn.spi;

import java.util.List;

/**
 * Tells where in the log a change was recorded.
 *
 * @param previous the position before the change
 * @param current the position of the change
 * @param names the encoded keys that the step names, where it holds other changes as well, which were made at the same time and share it;
 *     empty where it names what this change asked for. Whoever remembers the step must remember all of them. The arrays must not be changed
 */
public record Applied(Position previous, Position current, List<byte[]> names) {

    /** Copies the list. */
    public Applied {
        names = List.copyOf(names);
    }

    /**
     * Creates the place of a step that one change has for itself.
     *
     * @param previous the position before the change
     * @param current the position of the change
     */
    public Applied(Position previous, Position current) {
        this(previous, current, List.of());
    }
}
