package dev.tarn.codec;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Holds the bodies of arrays of primitives: the count as a varint, then each element in its fixed width, little endian. */
final class ArrayLeaves {
    private ArrayLeaves() {}

    static void addTo(Map<Class<?>, Leaf<?>> all) {
        add(all, byte[].class, ArrayLeaves::writeBytes, ArrayLeaves::readBytes);
        add(all, long[].class, ArrayLeaves::writeLongs, ArrayLeaves::readLongs);
        add(all, boolean[].class, (out, v) -> out.writeBooleans(counted(out, v.length, v), 0, v.length), in -> {
            return in.readBooleans(in.count(1));
        });
        add(all, short[].class, (out, v) -> out.writeShorts(counted(out, v.length, v), 0, v.length), in -> {
            return in.readShorts(in.count(Short.BYTES));
        });
        add(all, char[].class, (out, v) -> out.writeChars(counted(out, v.length, v), 0, v.length), in -> {
            return in.readChars(in.count(Character.BYTES));
        });
        add(all, int[].class, (out, v) -> out.writeInts(counted(out, v.length, v), 0, v.length), in -> {
            return in.readInts(in.count(Integer.BYTES));
        });
        add(all, float[].class, (out, v) -> out.writeFloats(counted(out, v.length, v), 0, v.length), in -> {
            return in.readFloats(in.count(Float.BYTES));
        });
        add(all, double[].class, (out, v) -> out.writeDoubles(counted(out, v.length, v), 0, v.length), in -> {
            return in.readDoubles(in.count(Double.BYTES));
        });
    }

    private static <T> void add(
            Map<Class<?>, Leaf<?>> all,
            Class<T> type,
            BiConsumer<PayloadOutput, T> writer,
            Function<PayloadInput, T> reader) {
        all.put(type, new Leaf<>(type, writer, reader));
    }

    private static <T> T counted(PayloadOutput out, int length, T array) {
        out.writeVarInt(length, true);
        return array;
    }

    static void writeBytes(PayloadOutput out, byte[] bytes) {
        out.writeVarInt(bytes.length, true);
        out.writeBytes(bytes, 0, bytes.length);
    }

    static byte[] readBytes(PayloadInput in) {
        return in.readBytes(in.length());
    }

    static void writeLongs(PayloadOutput out, long[] longs) {
        out.writeLongs(counted(out, longs.length, longs), 0, longs.length);
    }

    static long[] readLongs(PayloadInput in) {
        return in.readLongs(in.count(Long.BYTES));
    }
}
