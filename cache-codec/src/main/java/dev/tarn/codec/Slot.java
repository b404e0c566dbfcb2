package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import org.jspecify.annotations.Nullable;

/**
 * Is a place of a declared type that holds an object or null: a field, an element, the root. What may stand there was worked out from the
 * declaration when the codec was built; each slot takes at least one byte.
 */
abstract class Slot {
    abstract void write(Kryo kryo, PayloadOutput output, @Nullable Object object);

    abstract @Nullable Object read(Kryo kryo, PayloadInput input);

    /** A slot for strings: length plus one, then the text. */
    static final class Text extends Slot {
        static final Text INSTANCE = new Text();

        @Override
        void write(Kryo kryo, PayloadOutput output, @Nullable Object object) {
            output.writeText((String) object);
        }

        @Override
        @Nullable
        Object read(Kryo kryo, PayloadInput input) {
            return input.readText();
        }
    }
}
