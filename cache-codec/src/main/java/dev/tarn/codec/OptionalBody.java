package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of an {@link Optional}: its value or null. */
final class OptionalBody extends Body {
    private @Nullable Slot value;

    /** Completes the body; apart from the constructor because types may contain themselves. */
    void fill(Slot newValue) {
        value = newValue;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        Object held = ((Optional<?>) object).orElse(null);
        requireNonNull(value).write(kryo, output, held);
    }

    @Override
    Object take(Kryo kryo, PayloadInput input) {
        return Optional.ofNullable(requireNonNull(value).read(kryo, input));
    }
}
