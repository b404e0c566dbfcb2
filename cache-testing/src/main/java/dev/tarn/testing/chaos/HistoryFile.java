package dev.tarn.testing.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one thread of one process has recorded, in its order.
 *
 * @param path the file
 * @param node the node's number
 * @param life which of the node's processes
 */
record HistoryFile(Path path, int node, int life) implements Iterable<HistoryEvent> {
    private static final Map<Integer, HistoryEvent.Kind> KINDS =
            Arrays.stream(HistoryEvent.Kind.values()).collect(Collectors.toMap(HistoryEvent.Kind::code, kind -> kind));
    private static final String PREFIX = "history-";

    /** Returns where the given thread of a process writes. */
    static Path path(Path folder, int node, int life, String thread) {
        return folder.resolve(PREFIX + node + "-" + life + "-" + thread);
    }

    static Stream<HistoryFile> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream().flatMap(HistoryFile::parse);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
    }

    private static Stream<HistoryFile> parse(Path file) {
        String[] parts = file.toFile().getName().split("-", 4);
        return parts.length == 4 && parts[0].concat("-").equals(PREFIX)
                ? Stream.of(new HistoryFile(file, Integer.parseInt(parts[1]), Integer.parseInt(parts[2])))
                : Stream.empty();
    }

    @Override
    public Iterator<HistoryEvent> iterator() {
        return new Events();
    }

    /** Reads a chunk at a time. */
    private final class Events implements Iterator<HistoryEvent> {
        private ByteBuffer chunk = ByteBuffer.allocate(0);
        private long nextChunk;
        private @Nullable HistoryEvent next;

        Events() {
            advance();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public HistoryEvent next() {
            HistoryEvent event = next;
            if (event == null) {
                throw new NoSuchElementException("the end of " + path);
            }
            advance();
            return event;
        }

        private void advance() {
            next = null;
            if (!chunk.hasRemaining()) {
                chunk = read();
            }
            if (!chunk.hasRemaining()) {
                return;
            }
            int at = chunk.position();
            chunk.position(at + HistoryWriter.EVENT_BYTES);
            int kind = (int) HistoryWriter.INT.getAcquire(chunk, at + 24);
            if (kind != 0) {
                next = new HistoryEvent(
                        kindOf(kind),
                        node,
                        life,
                        chunk.getInt(at + 16),
                        chunk.getInt(at + 20),
                        chunk.getLong(at),
                        chunk.getLong(at + 8));
            }
        }

        private HistoryEvent.Kind kindOf(int code) {
            HistoryEvent.Kind kind = KINDS.get(code);
            if (kind == null) {
                throw new IllegalStateException(path + " has an event of the unknown kind " + code);
            }
            return kind;
        }

        private ByteBuffer read() {
            try (FileChannel channel = FileChannel.open(path)) {
                long left = channel.size() - nextChunk;
                if (left <= 0) {
                    return ByteBuffer.allocate(0);
                }
                long length = Math.min(left, HistoryWriter.CHUNK_BYTES);
                ByteBuffer read = channel.map(FileChannel.MapMode.READ_ONLY, nextChunk, length);
                nextChunk += length;
                return read.order(ByteOrder.nativeOrder());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + path, e);
            }
        }
    }
}
