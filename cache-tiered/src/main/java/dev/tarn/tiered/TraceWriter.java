package dev.tarn.tiered;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/** Writes a trace: a line for each access, compressed, within a number of bytes. For one thread at a time. */
final class TraceWriter implements AutoCloseable {
    private static final int BUFFER = 1 << 13;
    /** What the end of the file and of a compressed block take at most, with room to spare. */
    private static final int RESERVE = 128;

    private final Counted file;
    private final GZIPOutputStream out;
    private final long maximumBytes;
    /** What was written since the last flush: compressed, it takes no more than that and a little. */
    private long pending;

    /**
     * Creates the file.
     *
     * @throws IOException if it exists or cannot be written
     */
    TraceWriter(Path path, double sample, long maximumBytes) throws IOException {
        this.maximumBytes = maximumBytes;
        this.file = new Counted(Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        this.out = new GZIPOutputStream(file, BUFFER, true);
        write("# tarn-trace 1 sample=" + sample + "\n# key size milliseconds\n");
    }

    /** Writes an access; returns false, and writes nothing, if the file might become too large. */
    boolean write(long mark, long millis) throws IOException {
        String line = HexFormat.of().toHexDigits(mark) + " - " + millis + "\n";
        if (bytes() + pending + pending / 1024 + line.length() + RESERVE > maximumBytes) {
            flush();
        }
        if (bytes() + line.length() + RESERVE > maximumBytes) {
            return false;
        }
        write(line);
        return true;
    }

    private void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        pending += bytes.length;
        out.write(bytes);
    }

    /** Hands everything on to the file, so that it can be read if nothing more comes. */
    void flush() throws IOException {
        if (pending > 0) {
            out.flush();
            pending = 0;
        }
    }

    long bytes() {
        return file.bytes.get();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Counts what passes. */
    private static final class Counted extends FilterOutputStream {
        private final AtomicLong bytes = new AtomicLong();

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int next) throws IOException {
            out.write(next);
            bytes.incrementAndGet();
        }

        @Override
        public void write(byte[] some, int from, int count) throws IOException {
            out.write(some, from, count);
            bytes.addAndGet(count);
        }
    }
}
