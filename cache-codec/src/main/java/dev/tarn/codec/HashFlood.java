package dev.tarn.codec;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Refuses elements that were chosen to have one hash code. A hash table of them takes time that grows with the square of their number:
 * minutes for a payload of some megabytes.
 */
final class HashFlood {
    /** The most elements that may share a hash code; chance does not lead that far unless {@code hashCode} is bad. */
    static final int MOST_EQUAL = 256;

    private HashFlood() {}

    /**
     * Looks at elements that are about to be put into a hash table.
     *
     * @throws CodecException if too many of them have the same hash code
     */
    static void check(@Nullable Object[] elements) {
        if (elements.length <= MOST_EQUAL || areOrdered(elements)) {
            return;
        }
        int[] hashes = new int[elements.length];
        for (int i = 0; i < hashes.length; i++) {
            Object element = elements[i];
            hashes[i] = element == null ? 0 : element.hashCode();
        }
        Arrays.sort(hashes);
        for (int i = MOST_EQUAL; i < hashes.length; i++) {
            if (hashes[i] == hashes[i - MOST_EQUAL]) {
                throw new CodecException(
                        Reason.PAYLOAD,
                        "more than " + MOST_EQUAL + " of " + hashes.length + " elements have one hash code",
                        null);
            }
        }
    }

    /** Tells whether all are of one comparable class of the JDK: a hash table keeps those that collide in a search tree. */
    private static boolean areOrdered(@Nullable Object[] elements) {
        Object first = elements[0];
        if (!(first instanceof Comparable) || Leaves.of(first.getClass()) == null) {
            return false;
        }
        for (Object element : elements) {
            if (element == null || element.getClass() != first.getClass()) {
                return false;
            }
        }
        return true;
    }
}
