package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The body of a record: its components in the order of their names; made again by the canonical constructor. */
final class RecordBody extends Body {
    private final MethodHandle constructor;
    private Cell @Nullable [] cells;
    private int @Nullable [] places;

    /**
     * Creates the body.
     *
     * @param constructor the canonical constructor, taking an array and returning an object
     */
    RecordBody(MethodHandle constructor) {
        this.constructor = constructor;
    }

    /**
     * Completes the body; apart from the constructor because types may contain themselves.
     *
     * @param newCells the components, sorted by name
     * @param newPlaces for each of them its place in the declaration
     */
    void fill(Cell[] newCells, int[] newPlaces) {
        cells = newCells;
        places = newPlaces;
    }

    @Override
    void put(Kryo kryo, PayloadOutput output, Object object) {
        try {
            for (Cell cell : requireNonNull(cells)) {
                cell.write(kryo, output, object);
            }
        } catch (Throwable e) {
            throw Failures.rethrow(e);
        }
    }

    @Override
    Object take(Kryo kryo, PayloadInput input) {
        Cell[] all = requireNonNull(cells);
        int[] to = requireNonNull(places);
        @Nullable Object[] values = new Object[all.length];
        for (int i = 0; i < all.length; i++) {
            values[to[i]] = all[i].readBoxed(kryo, input);
        }
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Throwable e) {
            throw Failures.rethrow(e);
        }
    }
}
