package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The body of a collection: the count, then the elements. */
final class CollectionBody extends Body {
    private final Function<@Nullable Object[], Object> maker;
    private @Nullable Slot elements;

    CollectionBody(Function<@Nullable Object[], Object> maker) {
        this.maker = maker;
    }

    /** Completes the body; apart from the constructor because types may contain themselves. */
    void fill(Slot newElements) {
        elements = newElements;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        Slot slot = requireNonNull(elements);
        Collection<?> collection = (Collection<?>) object;
        int size = collection.size();
        output.writeVarInt(size, true);
        int written = 0;
        for (Object element : collection) {
            slot.write(kryo, output, element);
            written++;
        }
        Bodies.requireUnchanged(size, written);
    }

    @Override
    Object take(Kryo kryo, PayloadInput input) {
        return maker.apply(Bodies.readAll(kryo, input, requireNonNull(elements)));
    }
}
