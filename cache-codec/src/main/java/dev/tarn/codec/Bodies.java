package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds what the bodies of several kinds of collections need. */
final class Bodies {
    /** The orders of sorted collections that bytes can name, by their number; the first stands for the natural order. */
    private static final List<Comparator<?>> ORDERS =
            List.of(Comparator.naturalOrder(), Collections.reverseOrder(), String.CASE_INSENSITIVE_ORDER);

    private Bodies() {}

    static @Nullable Object[] readAll(Kryo kryo, PayloadInput input, Slot slot) {
        int count = input.count(1);
        @Nullable Object[] elements = new Object[count];
        for (int i = 0; i < count; i++) {
            elements[i] = slot.read(kryo, input);
        }
        return elements;
    }

    /** A collection that another thread changes meanwhile would otherwise give bytes that no one can read. */
    static void requireUnchanged(int claimed, int written) {
        if (claimed != written) {
            throw new CodecException(
                    Reason.PAYLOAD,
                    "a collection of " + claimed + " elements gave " + written + ": changed meanwhile?",
                    null);
        }
    }

    static void writeOrder(PayloadOutput output, @Nullable Comparator<?> order) {
        int number = order == null ? 0 : ORDERS.indexOf(order);
        if (order != null && number < 0) {
            throw new CodecException(
                    Reason.TYPE_NOT_ALLOWED,
                    "a collection is sorted by " + order.getClass().getName()
                            + "; only the natural order, its reverse and String.CASE_INSENSITIVE_ORDER can be written",
                    null);
        }
        output.writeByte(number);
    }

    @SuppressWarnings("unchecked") // elements that cannot be compared so are refused by the collection itself
    static @Nullable Comparator<Object> readOrder(PayloadInput input) {
        int number = input.readByte();
        if (number < 0 || number >= ORDERS.size()) {
            throw new CodecException(
                    Reason.MALFORMED, "order " + number + ", expected 0 to " + (ORDERS.size() - 1), null);
        }
        return number == 0 ? null : (Comparator<Object>) ORDERS.get(number);
    }
}
