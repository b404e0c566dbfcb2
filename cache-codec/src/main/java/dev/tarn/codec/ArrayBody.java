package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** The body of an array of objects: the count, then the elements. */
final class ArrayBody extends Body {
    private final Class<?> component;
    private @Nullable Slot elements;

    ArrayBody(Class<?> component) {
        this.component = component;
    }

    /** Completes the body; apart from the constructor because types may contain themselves. */
    void fill(Slot newElements) {
        elements = newElements;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        @Nullable Object[] array = (@Nullable Object[]) object;
        output.writeVarInt(array.length, true);
        for (Object element : array) {
            slot().write(kryo, output, element);
        }
    }

    @Override
    Object take(Kryo kryo, PayloadInput input) {
        int count = input.count(1);
        @Nullable Object[] array = (@Nullable Object[]) Array.newInstance(component, count);
        for (int i = 0; i < count; i++) {
            array[i] = slot().read(kryo, input);
        }
        return array;
    }

    private Slot slot() {
        return requireNonNull(elements);
    }
}
