package dev.tarn.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the arguments of a command as they go over the wire, written without copies in between. In a Cluster the key given leads to the
 * node.
 */
class Arguments extends CommandArgs<byte[], byte[]> {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final byte @Nullable [] route;
    private final List<byte[]> parts;

    Arguments(byte @Nullable [] route, List<byte[]> parts) {
        super(ByteArrayCodec.INSTANCE);
        this.route = route;
        this.parts = parts;
    }

    @Override
    public int count() {
        return parts.size();
    }

    @Override
    public @Nullable ByteBuffer getFirstEncodedKey() {
        return route == null ? null : ByteBuffer.wrap(route);
    }

    @Override
    public void encode(ByteBuf out) {
        for (byte[] part : parts) {
            write(out, part);
        }
    }

    static void write(ByteBuf out, byte[] part) {
        begin(out, part.length);
        out.writeBytes(part).writeBytes(LINE_END);
    }

    /** Writes a part that consists of three pieces. */
    static void write(ByteBuf out, byte[] first, byte second, byte third, byte[] fourth) {
        begin(out, first.length + 2 + fourth.length);
        out.writeBytes(first).writeByte(second).writeByte(third);
        out.writeBytes(fourth).writeBytes(LINE_END);
    }

    private static void begin(ByteBuf out, int length) {
        out.writeByte('$');
        writeDecimal(out, length);
        out.writeBytes(LINE_END);
    }

    private static void writeDecimal(ByteBuf out, int number) {
        if (number >= 10) {
            writeDecimal(out, number / 10);
        }
        out.writeByte('0' + number % 10);
    }
}
