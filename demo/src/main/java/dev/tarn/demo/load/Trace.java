package dev.tarn.demo.load;

import dev.tarn.demo.DemoFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Asks for what was asked for in a recording: gzip text, one access a line, a decimal key and perhaps the object's size.
 *
 * <p>Key n of the recording is product n + 1; where the recording has more keys than there are products, the rest are absences. All
 * threads share one course through the recording, which starts again at its end.
 */
public final class Trace implements KeySource {
    private static final int CHUNK = 32;

    private final String name;
    private final long[] keys;
    private final AtomicLong course = new AtomicLong();

    private Trace(String name, long[] keys) {
        this.name = name;
        this.keys = keys;
    }

    /**
     * Reads a recording into memory.
     *
     * @param file the file
     * @throws DemoFailure if it cannot be read, is not of the form, or holds nothing
     */
    public static Trace read(Path file) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            long[] keys = parse(file, lines);
            return new Trace(String.valueOf(file.getFileName()), keys);
        } catch (NoSuchFileException e) {
            throw new DemoFailure("--trace " + file + ": there is no such file", e);
        } catch (ZipException e) {
            throw new DemoFailure("--trace " + file + ": this is not gzip: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DemoFailure("--trace " + file + ": it cannot be read: " + e.getMessage(), e);
        }
    }

    private static long[] parse(Path file, BufferedReader lines) throws IOException {
        long[] keys = new long[1 << 16];
        int count = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (count == keys.length) {
                keys = Arrays.copyOf(keys, count * 2);
            }
            keys[count++] = key(file, line, count);
        }
        if (count == 0) {
            throw new DemoFailure("--trace " + file + ": there is no access in it");
        }
        return Arrays.copyOf(keys, count);
    }

    private static long key(Path file, String line, int number) {
        int end = line.indexOf(' ');
        try {
            long key = Long.parseLong(end < 0 ? line : line.substring(0, end));
            if (key >= 0 && key < Long.MAX_VALUE) {
                return key + 1;
            }
        } catch (NumberFormatException e) {
            // Told below, with the line's number.
        }
        throw new DemoFailure("--trace " + file + ": line " + number + " does not begin with a decimal key");
    }

    /** Returns how many accesses were recorded. */
    public int accesses() {
        return keys.length;
    }

    /** Returns how many different keys were recorded. */
    public long uniqueKeys() {
        return Arrays.stream(keys).distinct().count();
    }

    @Override
    public Cursor cursor(long seed) {
        return new Cursor() {
            private long next;
            private long end;

            @Override
            public long next() {
                if (next == end) {
                    next = course.getAndAdd(CHUNK);
                    end = next + CHUNK;
                }
                return keys[(int) (next++ % keys.length)];
            }
        };
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "trace %s (%,d accesses, %,d keys)", name, accesses(), uniqueKeys());
    }
}
