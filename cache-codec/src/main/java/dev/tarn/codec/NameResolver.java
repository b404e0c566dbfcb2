package dev.tarn.codec;

import static java.util.Objects.requireNonNull;

import com.esotericsoftware.kryo.ClassResolver;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads classes as numbers computed from their names. Not thread-safe: one for each Kryo instance.
 *
 * <pre>
 * varint 0        null
 * varint 1, int   a class that this payload names for the first time, by its id (four bytes, little endian)
 * varint n + 2    the class that was named as the n-th of this payload, counted from zero
 * </pre>
 *
 * Classes that are not in the table are refused in both directions. What Kryo itself registers is ignored.
 */
@SuppressWarnings("rawtypes") // Kryo's interface has raw types
final class NameResolver implements ClassResolver {
    private static final int NULL = 0;
    private static final int FIRST = 1;
    private static final int AGAIN = 2;

    private final TypeTable table;
    private final KnownType[] named;
    private final int[] places;
    private int count;

    NameResolver(TypeTable table) {
        this.table = table;
        named = new KnownType[table.size()];
        places = new int[table.size()];
    }

    @Override
    public @Nullable Registration writeClass(Output output, @Nullable Class type) {
        if (type == null) {
            output.writeVarInt(NULL, true);
            return null;
        }
        KnownType known = table.get(type);
        if (known == null) {
            throw new CodecException(
                    Reason.TYPE_NOT_ALLOWED,
                    type.getName() + " is not among the types that this codec was built for",
                    null);
        }
        int place = places[known.ordinal()];
        if (place == 0) {
            output.writeVarInt(FIRST, true);
            output.writeInt(known.getId());
            remember(known);
        } else {
            output.writeVarInt(place - 1 + AGAIN, true);
        }
        return known;
    }

    @Override
    public @Nullable Registration readClass(Input input) {
        int marker = input.readVarInt(true);
        if (marker == NULL) {
            return null;
        }
        if (marker == FIRST) {
            return readFirst(input.readInt());
        }
        int place = marker - AGAIN;
        if (place < 0 || place >= count) {
            throw new CodecException(
                    Reason.MALFORMED, "names class " + place + " of the payload, which has named " + count, null);
        }
        return named[place];
    }

    private KnownType readFirst(int id) {
        KnownType known = table.get(id);
        if (known == null) {
            throw new CodecException(Reason.TYPE_NOT_ALLOWED, "class id " + id + " is not allowed", null);
        }
        if (places[known.ordinal()] != 0) {
            throw new CodecException(Reason.MALFORMED, "names " + known.name() + " for the first time twice", null);
        }
        remember(known);
        return known;
    }

    private void remember(KnownType known) {
        named[count++] = known;
        places[known.ordinal()] = count;
    }

    @Override
    public void reset() {
        for (int i = 0; i < count; i++) {
            places[named[i].ordinal()] = 0;
        }
        count = 0;
    }

    @Override
    public void setKryo(Kryo kryo) {}

    @Override
    public Registration register(Registration registration) {
        return registration;
    }

    @Override
    public @Nullable Registration unregister(int id) {
        return null;
    }

    @Override
    public Registration registerImplicit(Class type) {
        throw new CodecException(Reason.TYPE_NOT_ALLOWED, requireNonNull(type).getName() + " is not registered", null);
    }

    @Override
    public @Nullable Registration getRegistration(Class type) {
        return table.get(type);
    }

    @Override
    public @Nullable Registration getRegistration(int id) {
        return table.get(id);
    }
}
