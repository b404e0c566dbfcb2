package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The body of a map: its order if it has one, the count, then key and value of each entry. */
final class MapBody extends Body {
    private static final int LEAST_BYTES = 2;

    private final MapForm form;
    private @Nullable Slot keys;
    private @Nullable Slot values;

    MapBody(MapForm form) {
        this.form = form;
    }

    /** Completes the body; apart from the constructor because types may contain themselves. */
    void fill(Slot newKeys, Slot newValues) {
        keys = newKeys;
        values = newValues;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        Map<?, ?> map = (Map<?, ?>) object;
        if (form.sorted()) {
            Bodies.writeOrder(output, ((SortedMap<?, ?>) map).comparator());
        }
        int size = map.size();
        output.writeVarInt(size, true);
        int written = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            requireNonNull(keys).write(kryo, output, entry.getKey());
            requireNonNull(values).write(kryo, output, entry.getValue());
            written++;
        }
        Bodies.requireUnchanged(size, written);
    }

    @Override
    Object take(Kryo kryo, PayloadInput input) {
        Comparator<Object> order = form.sorted() ? Bodies.readOrder(input) : null;
        int count = input.count(LEAST_BYTES);
        @Nullable Object[] read = new Object[count];
        @Nullable Object[] mapped = new Object[count];
        for (int i = 0; i < count; i++) {
            read[i] = requireNonNull(keys).read(kryo, input);
            mapped[i] = requireNonNull(values).read(kryo, input);
        }
        if (!form.sorted()) {
            HashFlood.check(read);
        }
        Map<@Nullable Object, @Nullable Object> map = form.maker().make(order, count);
        for (int i = 0; i < count; i++) {
            map.put(read[i], mapped[i]);
        }
        return form.finisher().apply(map);
    }
}
