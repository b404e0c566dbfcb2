package dev.tarn.testing.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes the events of one thread into a mapped file: a few stores to memory for each, and whatever was written is kept when the process
 * is killed in the next moment.
 *
 * <pre>
 * offset  length   of each event of 32 bytes, in the machine's byte order
 *      0       8   start, nanoseconds
 *      8       8   end
 *     16       4   key
 *     20       4   version
 *     24       4   code of the kind; written last, so that 0 is the end of the history
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class HistoryWriter {
    static final int EVENT_BYTES = 32;
    static final int CHUNK_BYTES = 1 << 20;
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final Path file;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private long mapped;
    private int at;

    HistoryWriter(Path file) {
        this.file = file;
    }

    void write(HistoryEvent.Kind kind, int key, int version, long start, long end) {
        if (at == chunk.capacity()) {
            chunk = nextChunk();
            at = 0;
        }
        chunk.putLong(at, start);
        chunk.putLong(at + 8, end);
        chunk.putInt(at + 16, key);
        chunk.putInt(at + 20, version);
        INT.setRelease(chunk, at + 24, kind.code());
        at += EVENT_BYTES;
    }

    private ByteBuffer nextChunk() {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer next = channel.map(FileChannel.MapMode.READ_WRITE, mapped, CHUNK_BYTES);
            mapped += CHUNK_BYTES;
            return next.order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map " + file, e);
        }
    }
}
