package dev.tarn.lab;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace: text, plain or compressed by gzip, Zstandard or LZ4 (told by its first bytes), one access a line:
 *
 * <pre>
 * # tarn-trace 1 sample=0.01
 * key [size [milliseconds]]
 * </pre>
 *
 * <p>A key is any word. Size is in bytes, time in milliseconds since whenever; either may be {@code -}. The first size of a key counts. Lines that
 * begin with {@code #} are remarks, but for the one above, which says which share of the keys was recorded.
 */
final class TraceFile {
    private static final int GZIP = 0x8B1F;
    private static final int ZSTANDARD = 0xFD2FB528;
    private static final int LZ4 = 0x184D2204;
    private static final String HEADER = "# tarn-trace ";
    private static final String SAMPLE = "sample=";
    private static final int END = -1;

    private final String name;
    private final InputStream in;
    private final KeyNumbers numbers = new KeyNumbers();
    private int[] keys = new int[1 << 16];
    private int[] sizes = new int[1 << 10];
    private long[] millis = new long[1 << 16];
    private int length;
    private boolean sized;
    private boolean timed;
    private double sample = 1;
    private long line;

    private TraceFile(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /**
     * Reads a trace.
     *
     * @throws IOException if the file cannot be read, or a line is not an access; the message names the line
     */
    static Trace read(Path file) throws IOException {
        try (InputStream in = opened(file)) {
            return new TraceFile(nameOf(file), in).read();
        }
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("(\\.trace|\\.txt)?(\\.gz|\\.zst|\\.lz4)?$", "");
    }

    private static InputStream opened(Path file) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return new BufferedInputStream(decompressed(raw), 1 << 16);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private static InputStream decompressed(BufferedInputStream raw) throws IOException {
        raw.mark(Integer.BYTES);
        byte[] start = Arrays.copyOf(raw.readNBytes(Integer.BYTES), Integer.BYTES);
        raw.reset();
        int magic = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if ((magic & 0xFFFF) == GZIP) {
            return new GZIPInputStream(raw, 1 << 16);
        }
        return switch (magic) {
            case ZSTANDARD -> new ZstdInputStream(raw);
            case LZ4 -> new LZ4FrameInputStream(raw);
            default -> raw;
        };
    }

    private Trace read() throws IOException {
        byte[] text = new byte[1 << 12];
        for (int end = readLine(text); end != END; end = readLine(text)) {
            if (end > 0 && text[0] == '#') {
                remark(new String(text, 0, end, StandardCharsets.UTF_8));
            } else if (end > 0) {
                access(text, end);
            }
            line++;
        }
        int unique = numbers.count();
        int[] known = Arrays.copyOf(sizes, unique);
        if (!sized) {
            Arrays.fill(known, 1);
        } else {
            Arrays.setAll(known, key -> Math.max(1, known[key]));
        }
        return new Trace(
                name, Arrays.copyOf(keys, length), known, sized, timed ? Arrays.copyOf(millis, length) : null, sample);
    }

    /** Reads a line without its end; returns its length, or {@link #END}. What exceeds the buffer is refused. */
    private int readLine(byte[] text) throws IOException {
        int end = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return end == 0 ? END : end;
            }
            if (end == text.length) {
                throw refused("is longer than " + text.length + " bytes");
            }
            if (next != '\r') {
                text[end++] = (byte) next;
            }
        }
        return end;
    }

    private void remark(String text) throws IOException {
        if (!text.startsWith(HEADER)) {
            return;
        }
        for (String word : text.substring(HEADER.length()).split(" ", -1)) {
            if (word.startsWith(SAMPLE)) {
                sample = share(word.substring(SAMPLE.length()));
            }
        }
    }

    private double share(String text) throws IOException {
        try {
            double share = Double.parseDouble(text);
            if (share > 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            throw refused("has no share after " + SAMPLE, e);
        }
        throw refused("has a share of " + text + ", it must be above 0 and up to 1", null);
    }

    private void access(byte[] text, int end) throws IOException {
        int at = wordEnd(text, 0, end);
        if (at == 0) {
            throw refused("begins with a blank");
        }
        int known = numbers.count();
        int key = numbers.of(hash(text, at));
        if (length == keys.length) {
            keys = Arrays.copyOf(keys, 2 * length);
            millis = Arrays.copyOf(millis, 2 * length);
        }
        if (key == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * key);
        }
        keys[length] = key;
        long size = at < end ? number(text, at + 1, end) : -1;
        if (size > Integer.MAX_VALUE) {
            throw refused("has a size of " + size + " bytes; the limit is " + Integer.MAX_VALUE);
        }
        if (size >= 0) {
            sized = true;
            sizes[key] = key == known || sizes[key] == 0 ? (int) size : sizes[key];
        }
        int second = at < end ? wordEnd(text, at + 1, end) : end;
        long time = second < end ? number(text, second + 1, end) : -1;
        timed |= time >= 0;
        long before = length == 0 ? 0 : millis[length - 1];
        millis[length++] = Math.max(before, time);
    }

    private static int wordEnd(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] != ' ' && text[at] != '\t') {
            at++;
        }
        return at;
    }

    /** Returns the number at a place, or -1 for a dash. */
    private long number(byte[] text, int from, int end) throws IOException {
        int last = wordEnd(text, from, end);
        if (last == from + 1 && text[from] == '-') {
            return -1;
        }
        try {
            long number = Long.parseLong(new String(text, from, last - from, StandardCharsets.US_ASCII));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw refused("has something else than a number after the key", e);
        }
        throw refused("has a negative number after the key");
    }

    private static long hash(byte[] text, int end) {
        long hash = end;
        for (int i = 0; i < end; i++) {
            hash = (hash ^ text[i]) * 0x100000001B3L;
            hash ^= hash >>> 32;
        }
        return Mix.mixed(hash);
    }

    private IOException refused(String why) {
        return refused(why, null);
    }

    private IOException refused(String why, @Nullable Exception cause) {
        return new IOException("line " + (line + 1) + " of " + name + " " + why, cause);
    }
}
