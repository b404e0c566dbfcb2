package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The body of a class without parts of its own.
 *
 * @param <T> the class
 */
final class Leaf<T> extends Body {
    private final Class<T> type;
    private final BiConsumer<PayloadOutput, T> writer;
    private final Function<PayloadInput, T> reader;

    Leaf(Class<T> type, BiConsumer<PayloadOutput, T> writer, Function<PayloadInput, T> reader) {
        this.type = type;
        this.writer = writer;
        this.reader = reader;
    }

    Class<T> type() {
        return type;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        writer.accept(output, type.cast(object));
    }

    @Override
    Object take(Kryo kryo, PayloadInput input) {
        return reader.apply(input);
    }
}
