package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A slot that may hold objects of several classes, all known when the codec is built: the class is written before each object. */
final class OpenSlot extends Slot {
    private final TypeRef declared;
    private @Nullable Body[] bodies = new Body[8];
    private boolean filled;

    OpenSlot(TypeRef declared) {
        this.declared = declared;
    }

    /** Admits a class; only while the codec is built. */
    void admit(KnownType type, Body body) {
        if (type.ordinal() >= bodies.length) {
            bodies = Arrays.copyOf(bodies, type.ordinal() * 2);
        }
        bodies[type.ordinal()] = body;
        filled = true;
    }

    boolean isFilled() {
        return filled;
    }

    @Override
    void write(Kryo kryo, PayloadOutput output, @Nullable Object object) {
        Registration type = kryo.writeClass(output, object == null ? null : object.getClass());
        if (object != null) {
            kryo.writeObject(output, object, body((KnownType) type));
        }
    }

    @Override
    @Nullable
    Object read(Kryo kryo, PayloadInput input) {
        Registration type = kryo.readClass(input);
        return type == null ? null : kryo.readObject(input, Object.class, body((KnownType) type));
    }

    private Body body(KnownType type) {
        Body body = type.ordinal() < bodies.length ? bodies[type.ordinal()] : null;
        if (body == null) {
            throw new CodecException(
                    Reason.TYPE_NOT_ALLOWED, type.name() + " is not allowed in a place of type " + declared, null);
        }
        return body;
    }
}
