package dev.tarn.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the processors of the machine have done so far, in ticks, as Linux counts it; nothing elsewhere.
 *
 * @param all of all processors, idle or not
 * @param busy of all processors, not idle; what the host took is busy
 * @param own of this process and those that it started and that have ended
 */
record Processors(long all, long busy, long own) {
    private static final Path MACHINE = Path.of("/proc/stat");
    private static final Path SELF = Path.of("/proc/self/stat");
    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int GUEST = 8;
    private static final int OWN_FIRST = 11;

    static Processors now() throws IOException {
        if (!Files.isReadable(MACHINE) || !Files.isReadable(SELF)) {
            return new Processors(0, 0, 0);
        }
        String line = Files.readAllLines(MACHINE).get(0);
        long[] ticks = Arrays.stream(line.trim().split("\\s+", -1))
                .skip(1)
                .limit(GUEST)
                .mapToLong(Long::parseLong)
                .toArray();
        long all = Arrays.stream(ticks).sum();
        String self = Files.readString(SELF);
        String[] fields = self.substring(self.lastIndexOf(')') + 2).trim().split(" ", -1);
        long own = 0;
        for (int i = OWN_FIRST; i < OWN_FIRST + 4; i++) {
            own += Long.parseLong(fields[i]);
        }
        return new Processors(all, all - ticks[IDLE] - ticks[WAITING], own);
    }

    /** Returns the share of the processors that others used since then; negative if it is not known. */
    double othersSince(Processors then) {
        double passed = all - then.all;
        return passed == 0 ? -1 : Math.max(0, (busy - then.busy) - (own - then.own)) / passed;
    }
}
