package dev.tarn.codec;

import com.esotericsoftware.kryo.Registration;

/** A class that a codec may write and read, with the id by which bytes name it. Immutable. */
final class KnownType extends Registration {
    private final String name;
    private final int ordinal;

    KnownType(String name, Class<?> type, Body body, int id, int ordinal) {
        super(type, body, id);
        this.name = name;
        this.ordinal = ordinal;
    }

    /** Returns the name that the id is computed from. */
    String name() {
        return name;
    }

    /** Returns a small number of this process, which never leaves it. */
    int ordinal() {
        return ordinal;
    }
}
