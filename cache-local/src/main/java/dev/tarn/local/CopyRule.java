package dev.tarn.local;

import dev.tarn.spi.Codec;
import dev.tarn.spi.LocalStoreFactory.Context;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says how a heap tier copies values. Thread-safe.
 *
 * @param function the user's function, or null to copy through the codec
 */
record CopyRule(@Nullable UnaryOperator<?> function) {

    static CopyRule throughCodec() {
        return new CopyRule(null);
    }

    static CopyRule with(UnaryOperator<?> function) {
        return new CopyRule(function);
    }

    /** Returns what copies the values of a cache, or null if all its values may be shared. */
    <K, V> @Nullable UnaryOperator<V> forCache(Context<K, V> context) {
        if (function != null) {
            @SuppressWarnings("unchecked") // said in Heap.copyValues; a mistake shows as a refused value
            UnaryOperator<V> typed = (UnaryOperator<V>) function;
            return typed;
        }
        if (ShareableTypes.coversAllOf(context.valueType())) {
            return null;
        }
        Codec<V> codec = context.codecs().values();
        return value ->
                ShareableTypes.covers(value.getClass()) ? value : codec.decode(ByteBuffer.wrap(codec.encode(value)));
    }

    @Override
    public String toString() {
        return function == null ? "codec" : "function";
    }
}
