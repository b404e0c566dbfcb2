package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Moves one field or record component between its object and the payload.
 *
 * <p>Goes through method handles, which check the class of what they store. Kryo's own field serializer stores through {@code Unsafe}
 * without a check, so that bytes could put an object of one allowed class into a field of another.
 */
final class Cell {
    private static final Class<?>[] PRIMITIVES = {
        boolean.class, byte.class, short.class, char.class, int.class, long.class, float.class, double.class
    };

    private final String name;
    private final Class<?> type;
    private final MethodHandle getter;
    private final @Nullable MethodHandle setter;
    private final @Nullable Slot slot;
    private final int kind;

    /**
     * Creates a cell.
     *
     * @param name the field's name
     * @param type its class
     * @param getter takes the object
     * @param setter takes the object and the value; null if the object is made whole by a constructor
     * @param slot what may stand there; null for a primitive
     */
    Cell(String name, Class<?> type, MethodHandle getter, @Nullable MethodHandle setter, @Nullable Slot slot) {
        this.name = name;
        this.type = type;
        kind = kindOf(type);
        Class<?> seen = kind < 0 ? Object.class : type;
        this.getter = getter.asType(MethodType.methodType(seen, Object.class));
        this.setter = setter == null ? null : setter.asType(MethodType.methodType(void.class, Object.class, seen));
        this.slot = slot;
    }

    private static int kindOf(Class<?> type) {
        for (int i = 0; i < PRIMITIVES.length; i++) {
            if (PRIMITIVES[i] == type) {
                return i;
            }
        }
        return -1;
    }

    void write(Kryo kryo, PayloadOutput out, Object owner) throws Throwable {
        switch (kind) {
            case 0 -> out.writeBoolean((boolean) getter.invokeExact(owner));
            case 1 -> out.writeByte((byte) getter.invokeExact(owner));
            case 2 -> out.writeShort((short) getter.invokeExact(owner));
            case 3 -> out.writeChar((char) getter.invokeExact(owner));
            case 4 -> out.writeVarInt((int) getter.invokeExact(owner), false);
            case 5 -> out.writeVarLong((long) getter.invokeExact(owner), false);
            case 6 -> out.writeFloat((float) getter.invokeExact(owner));
            case 7 -> out.writeDouble((double) getter.invokeExact(owner));
            default -> slot().write(kryo, out, (Object) getter.invokeExact(owner));
        }
    }

    /** Reads the value into a field of an object. */
    void readInto(Kryo kryo, PayloadInput in, Object owner) throws Throwable {
        MethodHandle set = requireNonNull(setter);
        switch (kind) {
            case 0 -> set.invokeExact(owner, in.readBoolean());
            case 1 -> set.invokeExact(owner, in.readByte());
            case 2 -> set.invokeExact(owner, in.readShort());
            case 3 -> set.invokeExact(owner, in.readChar());
            case 4 -> set.invokeExact(owner, in.readVarInt(false));
            case 5 -> set.invokeExact(owner, in.readVarLong(false));
            case 6 -> set.invokeExact(owner, in.readFloat());
            case 7 -> set.invokeExact(owner, in.readDouble());
            default -> set.invokeExact(owner, checked(slot().read(kryo, in)));
        }
    }

    /** Reads the value, boxed, for a constructor. */
    @Nullable
    Object readBoxed(Kryo kryo, PayloadInput in) {
        return switch (kind) {
            case 0 -> in.readBoolean();
            case 1 -> in.readByte();
            case 2 -> in.readShort();
            case 3 -> in.readChar();
            case 4 -> in.readVarInt(false);
            case 5 -> in.readVarLong(false);
            case 6 -> in.readFloat();
            case 7 -> in.readDouble();
            default -> checked(slot().read(kryo, in));
        };
    }

    private Slot slot() {
        return requireNonNull(slot);
    }

    private @Nullable Object checked(@Nullable Object value) {
        if (value != null && !type.isInstance(value)) {
            throw new CodecException(
                    Reason.TYPE_NOT_ALLOWED,
                    value.getClass().getName() + " stands in " + name + ", which is a " + type.getName(),
                    null);
        }
        return value;
    }
}
