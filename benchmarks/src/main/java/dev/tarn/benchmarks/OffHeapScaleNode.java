package dev.tarn.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.tarn.spi.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Entries outside the heap in a process of its own: filled at its start, then read in turns by one thread, all keys alike.
 *
 * <p>It says {@code ready} with entries that were put in a second and resident bytes for each, of heap and what lies beside it; then answers each line of its
 * input, the milliseconds of a turn, by {@code turn} with millions of reads a second, nanoseconds of the process's processor time for a read, and reads of a
 * million that found nothing. It ends with its input.
 */
final class OffHeapScaleNode {
    private static final int VALUE = 100;
    private static final int ROOM = 200;
    private static final long LEAST_ROOM = 1L << 24;
    private static final int SAMPLE = 1 << 20;
    private static final int BURST = 256;
    private static final long FIRST_KEY = 10_000_000_000L;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Clock clock = Clock.system();
    private final OffHeapSubject subject;
    private final int[] numbers;
    private final String[] keys;
    private int place;

    private OffHeapScaleNode(OffHeapSubject subject, int entries) {
        this.subject = subject;
        SplittableRandom random = new SplittableRandom(entries);
        int drawn = Math.min(SAMPLE, entries);
        numbers = new int[drawn];
        keys = new String[drawn];
        for (int i = 0; i < drawn; i++) {
            numbers[i] = random.nextInt(entries);
            keys[i] = key(numbers[i]);
        }
    }

    /**
     * Runs a node.
     *
     * @param args rival and entries
     */
    public static void main(String[] args) throws IOException {
        int entries = Integer.parseInt(args[1]);
        long room = Math.max(LEAST_ROOM, (long) entries * ROOM);
        long before = OffHeapFootprint.resident("VmRSS:");
        Clock clock = Clock.system();
        try (OffHeapSubject subject = OffHeapRival.named(args[0]).open(entries, room)) {
            long begun = clock.nanos();
            fill(subject, entries);
            double perSecond = entries * 1e9 / (clock.nanos() - begun);
            double resident = (double) (OffHeapFootprint.resident("VmRSS:") - before) / entries;
            OffHeapScaleNode node = new OffHeapScaleNode(subject, entries);
            say("ready %.0f %.1f", perSecond, resident);
            node.serve();
        }
    }

    private static String key(int number) {
        return "entry:" + (FIRST_KEY + number);
    }

    private static void fill(OffHeapSubject subject, int entries) {
        SplittableRandom random = new SplittableRandom(1);
        byte[] value = new byte[VALUE];
        random.nextBytes(value);
        for (int i = 0; i < entries; i++) {
            ByteBuffer.wrap(value).putLong(0, i);
            subject.put(key(i), value);
        }
    }

    private void serve() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            turn(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(line)));
        }
    }

    private void turn(long nanos) {
        long cpu = PROCESS.getProcessCpuTime();
        long begun = clock.nanos();
        long reads = 0;
        long missing = 0;
        while (clock.nanos() - begun < nanos) {
            missing += burst();
            reads += BURST;
        }
        double spent = PROCESS.getProcessCpuTime() - cpu;
        double micros = (clock.nanos() - begun) / 1e3;
        say("turn %.4f %.1f %.1f", reads / micros, spent / reads, 1e6 * missing / reads);
    }

    private int burst() {
        int missing = 0;
        for (int i = 0; i < BURST; i++) {
            place = place + 1 == keys.length ? 0 : place + 1;
            Object read = subject.get(keys[place]);
            if (read == null) {
                missing++;
            } else if (!OffHeapData.isOf(numbers[place], read)) {
                throw new IllegalStateException("another's value");
            }
        }
        return missing;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
        System.out.flush();
    }
}
