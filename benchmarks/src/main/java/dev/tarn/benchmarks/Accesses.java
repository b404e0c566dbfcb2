package dev.tarn.benchmarks;

import dev.tarn.lab.Clairvoyant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A sequence of accesses to keys, numbered from 0, each with a size.
 *
 * @param name what it is called
 * @param keys the key of each access
 * @param sizes the size of each key
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Accesses(String name, int[] keys, int[] sizes) {
    private static final String ENDING = ".trace.gz";

    /** How the size of a key goes with how often it is asked for. */
    enum Correlation {
        NONE,
        SMALL_ARE_POPULAR,
        LARGE_ARE_POPULAR
    }

    /**
     * Returns the files of traces in a folder, in the order of their names.
     *
     * @param folder the folder; {@code -} for none
     */
    static List<Path> files(String folder) throws IOException {
        if (folder.equals("-")) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(Path.of(folder))) {
            return all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
        }
    }

    /** Returns the name of the trace in a file. */
    static String nameOf(Path file) {
        return String.valueOf(file.getFileName()).replace(ENDING, "");
    }

    /** Reads a trace: gzip, a decimal number a line. All sizes are 1. */
    static Accesses read(Path file) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            int[] keys = lines.lines()
                    .mapToInt(line -> Integer.parseInt(line.split(" ", 2)[0]))
                    .toArray();
            int[] sizes = new int[Arrays.stream(keys).max().orElse(-1) + 1];
            Arrays.fill(sizes, 1);
            return new Accesses(nameOf(file), keys, sizes);
        }
    }

    /** Draws keys by Zipf and sizes by a log-normal distribution with a median of 1000 and a sigma of 1, within 50 to 16000. */
    static Accesses mixed(Correlation correlation, int unique, int count, double skew, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] sizes = IntStream.range(0, unique)
                .map(i -> (int) Math.max(50, Math.min(16_000, 1000 * Math.exp(random.nextGaussian()))))
                .toArray();
        if (correlation != Correlation.NONE) {
            Arrays.sort(sizes);
        }
        if (correlation == Correlation.LARGE_ARE_POPULAR) {
            int[] ascending = sizes.clone();
            Arrays.setAll(sizes, i -> ascending[ascending.length - 1 - i]);
        }
        return new Accesses("zipf-" + correlation, new Zipf(unique, skew).draw(count, seed + 1), sizes);
    }

    /** Returns the size of all keys together. */
    long total() {
        return Arrays.stream(sizes).asLongStream().sum();
    }

    /** Returns how many of a hundred accesses are hits of one that knows what will be asked for. */
    double clairvoyant(long capacity) {
        return 100.0 * Clairvoyant.hits(keys, sizes, capacity) / keys.length;
    }

    /** Returns how many of a hundred accesses are hits. */
    double percent(HitCounter cache) {
        int hits = 0;
        for (int key : keys) {
            hits += cache.access(key, sizes[key]) ? 1 : 0;
        }
        return 100.0 * hits / keys.length;
    }
}
