package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import org.jspecify.annotations.Nullable;

/** A slot whose class is known from its declaration: one byte tells whether it is null, and no class is written. */
final class ExactSlot extends Slot {
    private static final byte NULL = 0;
    private static final byte PRESENT = 1;

    private final Class<?> type;
    private @Nullable Body body;

    ExactSlot(Class<?> type) {
        this.type = type;
    }

    /** Completes the slot; apart from the constructor because types may contain themselves. */
    void fill(Body newBody) {
        body = newBody;
    }

    @Override
    void write(Kryo kryo, PayloadOutput output, @Nullable Object object) {
        if (object == null) {
            output.writeByte(NULL);
            return;
        }
        output.writeByte(PRESENT);
        kryo.writeObject(output, object, body);
    }

    @Override
    @Nullable
    Object read(Kryo kryo, PayloadInput input) {
        byte marker = input.readByte();
        if (marker == NULL) {
            return null;
        }
        if (marker != PRESENT) {
            throw new CodecException(
                    Reason.MALFORMED, "marker " + marker + " before a " + type.getName() + ", expected 0 or 1", null);
        }
        return kryo.readObject(input, Object.class, body);
    }
}
