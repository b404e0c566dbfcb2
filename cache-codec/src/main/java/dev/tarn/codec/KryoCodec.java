package dev.tarn.codec;

import com.esotericsoftware.kryo.Kryo;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Encodes objects of a declared type and all that its fields reach, and nothing else. Thread-safe; never blocks.
 *
 * <p>Kryo brings the buffers, the dispatch and the limit on nesting. Three things are not Kryo's own, because bytes here come from
 * strangers: classes are named by {@link NameResolver}, fields are set through {@link Cell} and lengths are read by {@link PayloadInput}.
 * Kryo instances are pooled; they hold nothing but the classes that the payload at hand has named.
 *
 * <p>Every object is written where it stands: one that is reached twice is there twice, and a cycle is refused as too deep. Back
 * references would cost an identity map for each value written, and would let a few bytes build a graph whose hash code takes years.
 *
 * @param <T> the declared type
 */
final class KryoCodec<T> implements PayloadCodec<T> {
    /** How deep objects may be nested. */
    static final int DEPTH = 200;

    private static final String FORM = "tarn-kryo-1";

    private final Class<T> type;
    private final Slot root;
    private final int fingerprint;
    private final Workspaces workspaces;
    private final Pool<Kryo> kryos;
    private final Pool<PayloadInput> inputs = new Pool<>(PayloadInput::new, input -> {});

    /**
     * Builds a codec.
     *
     * @param type the declared type
     * @param extras types to admit where they are subtypes of what is declared
     * @param workspaces buffers, and the cap on encoded sizes
     * @param keys whether equal objects must have equal bytes
     * @throws IllegalArgumentException if a type that is reached cannot be encoded
     */
    KryoCodec(Class<T> type, Collection<Class<?>> extras, Workspaces workspaces, boolean keys) {
        this.type = type;
        this.workspaces = workspaces;
        TypeGraph graph = new TypeGraph(extras, keys);
        root = graph.root(type);
        fingerprint = StableHash.of(FORM + "\n" + type.getName() + "\n" + graph.shape());
        kryos = new Pool<>(() -> newKryo(graph.table()), kryo -> {});
    }

    private static Kryo newKryo(TypeTable table) {
        Kryo kryo = new Kryo(new NameResolver(table), null);
        kryo.setRegistrationRequired(true);
        kryo.setAutoReset(false);
        kryo.setMaxDepth(DEPTH);
        return kryo;
    }

    @Override
    public int id() {
        return CodecIds.KRYO;
    }

    @Override
    public int fingerprint() {
        return fingerprint;
    }

    @Override
    public byte[] encode(T object) {
        PayloadOutput output = workspaces.take();
        try {
            write(object, output);
            return output.toBytes();
        } finally {
            workspaces.give(output);
        }
    }

    @Override
    public void write(T object, PayloadOutput output) {
        Kryo kryo = kryos.take();
        try {
            root.write(kryo, output, object);
        } catch (Throwable e) {
            giveBackAfter(e, kryo);
            throw Failures.encoding(e, "a " + type.getName(), workspaces.cap());
        }
        giveBack(kryo);
    }

    @Override
    public T read(byte[] bytes, int offset, int length) {
        PayloadInput input = inputs.take();
        input.open(bytes, offset, length);
        Object object = read(input);
        int left = input.remaining();
        input.release();
        inputs.give(input);
        if (left != 0) {
            throw new CodecException(Reason.MALFORMED, left + " bytes follow a " + type.getName(), null);
        }
        if (!type.isInstance(object)) {
            throw new CodecException(Reason.MALFORMED, "no " + type.getName() + " in the payload", null);
        }
        return type.cast(object);
    }

    private @Nullable Object read(PayloadInput input) {
        Kryo kryo = kryos.take();
        Object object;
        try {
            object = root.read(kryo, input);
        } catch (Throwable e) {
            giveBackAfter(e, kryo);
            throw Failures.decoding(e, "a " + type.getName());
        }
        giveBack(kryo);
        return object;
    }

    private void giveBack(Kryo kryo) {
        kryo.reset();
        kryos.give(kryo);
    }

    /** After an error, such as an overflow of the stack, nothing is known of the Kryo's state: it is left to the garbage collector. */
    private void giveBackAfter(Throwable e, Kryo kryo) {
        if (!(e instanceof Error)) {
            giveBack(kryo);
        }
    }
}
