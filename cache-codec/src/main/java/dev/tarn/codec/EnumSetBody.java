package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** The body of an {@link EnumSet} of a declared enum: the count, then the constants. */
@SuppressWarnings({"unchecked", "rawtypes"}) // the enum is known only when the codec is built
final class EnumSetBody extends Body {
    private final Class type;
    private @Nullable Slot elements;

    EnumSetBody(Class<?> type) {
        this.type = type;
    }

    /** Completes the body; apart from the constructor because types may contain themselves. */
    void fill(Slot newElements) {
        elements = newElements;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        EnumSet<?> set = (EnumSet<?>) object;
        output.writeVarInt(set.size(), true);
        for (Object element : set) {
            requireNonNull(elements).write(kryo, output, element);
        }
    }

    @Override
    Object take(Kryo kryo, PayloadInput input) {
        EnumSet set = EnumSet.noneOf(type);
        for (Object element : Bodies.readAll(kryo, input, requireNonNull(elements))) {
            if (element == null) {
                throw new CodecException(Reason.MALFORMED, "null in a set of " + type.getName(), null);
            }
            set.add(element);
        }
        return set;
    }
}
