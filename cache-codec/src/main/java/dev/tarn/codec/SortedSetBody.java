package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The body of a sorted set: its order (one byte), the count, then the elements. */
final class SortedSetBody extends Body {
    private final Function<@Nullable Comparator<Object>, ? extends Collection<@Nullable Object>> maker;
    private @Nullable Slot elements;

    SortedSetBody(Function<@Nullable Comparator<Object>, ? extends Collection<@Nullable Object>> maker) {
        this.maker = maker;
    }

    /** Completes the body; apart from the constructor because types may contain themselves. */
    void fill(Slot newElements) {
        elements = newElements;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        SortedSet<?> set = (SortedSet<?>) object;
        Bodies.writeOrder(output, set.comparator());
        int size = set.size();
        output.writeVarInt(size, true);
        int written = 0;
        for (Object element : set) {
            requireNonNull(elements).write(kryo, output, element);
            written++;
        }
        Bodies.requireUnchanged(size, written);
    }

    @Override
    Object take(Kryo kryo, PayloadInput input) {
        Collection<@Nullable Object> set = maker.apply(Bodies.readOrder(input));
        Collections.addAll(set, Bodies.readAll(kryo, input, requireNonNull(elements)));
        return set;
    }
}
