package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/**
 * Writes and reads what an object of a known class is made of: all but its class and whether it is there. Immutable once its codec is
 * built, and shared by all its Kryo instances.
 */
abstract class Body extends Serializer<Object> {
    abstract void put(Kryo kryo, PayloadOutput output, Object object);

    abstract Object take(Kryo kryo, PayloadInput input);

    @Override
    public final void write(Kryo kryo, Output output, Object object) {
        put(kryo, (PayloadOutput) output, object);
    }

    @Override
    public final Object read(Kryo kryo, Input input, Class<?> type) {
        return take(kryo, (PayloadInput) input);
    }
}
