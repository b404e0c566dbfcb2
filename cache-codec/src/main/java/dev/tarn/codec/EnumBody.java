package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.util.HashMap;
import java.util.Map;

/** The body of an enum constant: its name, so that constants may be added and moved. */
final class EnumBody extends Body {
    private final Class<?> type;
    private final Map<String, Enum<?>> constants = new HashMap<>();

    EnumBody(Class<?> type) {
        this.type = type;
        for (Object constant : type.getEnumConstants()) {
            Enum<?> each = (Enum<?>) constant;
            constants.put(each.name(), each);
        }
    }

    Class<?> type() {
        return type;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        output.writeText(((Enum<?>) object).name());
    }

    @Override
    Enum<?> take(Kryo kryo, PayloadInput input) {
        Enum<?> constant = constants.get(input.readRequiredText());
        if (constant == null) {
            throw new CodecException(Reason.PAYLOAD, "no such constant in " + type.getName(), null);
        }
        return constant;
    }
}
