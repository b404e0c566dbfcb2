package dev.tarn.memcached;

import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds one step of a log as an item of its own, written before the head that names it. It remembers the positions before it as the head
 * does, so that the log can be read backwards from its head.
 *
 * <pre>
 * length
 *   1    magic 0xC9
 *   1    format, 1 here
 *   1    operation
 *   1    n
 *  12n   the positions before, the last one first: stamp 8, nonce 4
 *   4    number of names
 *        for each: length 4, the key or tag
 * </pre>
 */
record Step(Operation operation, List<Position> former, List<byte[]> names) {
    private static final byte MAGIC = (byte) 0xC9;
    private static final byte FORMAT = 1;
    private static final int FIXED = 8;

    Step {
        former = List.copyOf(former);
        names = List.copyOf(names);
    }

    byte[] bytes() {
        int length = FIXED + 12 * former.size();
        for (byte[] name : names) {
            length += 4 + name.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(MAGIC).put(FORMAT).put((byte) operation.code()).put((byte) former.size());
        for (Position one : former) {
            out.putLong(one.stamp()).putInt(one.nonce());
        }
        out.putInt(names.size());
        for (byte[] name : names) {
            out.putInt(name.length).put(name);
        }
        return out.array();
    }

    /** Reads a step of the log of a shard; null if the bytes are none. */
    static @Nullable Step of(Position at, byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < FIXED || bytes[0] != MAGIC || bytes[1] != FORMAT) {
            return null;
        }
        try {
            return read(at, ByteBuffer.wrap(bytes, 2, bytes.length - 2));
        } catch (BufferUnderflowException torn) {
            return null;
        }
    }

    private static @Nullable Step read(Position at, ByteBuffer in) {
        Operation operation = operation(in.get());
        int places = in.get();
        List<Position> former = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            former.add(new Position(at.shard(), at.era(), in.getLong(), in.getInt()));
        }
        int count = in.getInt();
        List<byte[]> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                return null;
            }
            byte[] name = new byte[length];
            in.get(name);
            names.add(name);
        }
        return operation == null || former.isEmpty() ? null : new Step(operation, former, names);
    }

    private static @Nullable Operation operation(int code) {
        for (Operation one : Operation.values()) {
            if (one.code() == code) {
                return one;
            }
        }
        return null;
    }

    Invalidation at(Position current) {
        return new Invalidation(operation, former.get(0), current, names);
    }
}
