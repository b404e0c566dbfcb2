package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.Kryo;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The body of an ordinary class: the fields that are neither static nor transient, the superclass's first, each class's by name. */
final class BeanBody extends Body {
    private final MethodHandle maker;
    private Cell @Nullable [] cells;

    /**
     * Creates the body.
     *
     * @param maker makes an empty object
     */
    BeanBody(MethodHandle maker) {
        this.maker = maker;
    }

    /** Completes the body; apart from the constructor because types may contain themselves. */
    void fill(Cell[] newCells) {
        cells = newCells;
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
        try {
            Object object = (Object) maker.invokeExact();
            for (Cell cell : requireNonNull(cells)) {
                cell.readInto(kryo, input, object);
            }
            return object;
        } catch (Throwable e) {
            throw Failures.rethrow(e);
        }
    }
}
