package dev.tarn.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes a flat array of strings as it comes, null where the server has none. */
final class ValuesOutput extends CommandOutput<byte[], byte[], byte[][]> {
    private static final byte[][] NONE = {};

    private int next;

    ValuesOutput() {
        super(ByteArrayCodec.INSTANCE, NONE);
    }

    @Override
    public void multi(int count) {
        if (output.length == 0 && count > 0) {
            output = new byte[count][];
        }
    }

    @Override
    @SuppressWarnings("NullAway") // a missing value is null in the array that the client's API declares
    public void set(@Nullable ByteBuffer bytes) {
        if (bytes != null) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            output[next] = copy;
        }
        next++;
    }
}
