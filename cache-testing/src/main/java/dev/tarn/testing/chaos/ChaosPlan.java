package dev.tarn.testing.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Describes a chaos run and runs it. Each option may be left out. Not thread-safe.
 *
 * <pre>{@code
 * ChaosReport report = ChaosPlan.of(MyCache.class)
 *         .topology(ChaosTopology.STANDALONE)
 *         .duration(Duration.ofMinutes(3))
 *         .bound(Duration.ofSeconds(2))
 *         .run(line -> System.out.println(line));
 * assertThat(report.isClean()).as(report.text()).isTrue();
 * }</pre>
 */
public final class ChaosPlan {
    final String subject;
    final Map<ChaosOperation, Integer> mix = new EnumMap<>(ChaosOperation.class);
    final Map<String, String> settings = new HashMap<>();
    Set<ChaosFault> faults = EnumSet.allOf(ChaosFault.class);
    Set<ChaosFault> mayFail = Set.of();
    ChaosTopology topology = ChaosTopology.STANDALONE;
    Duration duration = Duration.ofSeconds(30);
    Duration bound = Duration.ofSeconds(2);
    Duration settling = Duration.ofSeconds(10);
    Duration longestSilence = Duration.ofSeconds(20);
    Duration loadTime = Duration.ofMillis(2);
    int nodes = 3;
    int threads = 4;
    int keys = 1_000;
    int operationsPerSecond = 1_000;
    long seed = 1;
    List<String> jvmOptions = List.of("-Xmx256m", "-XX:+UseSerialGC");

    @Nullable
    Path folder;

    private ChaosPlan(String subject) {
        this.subject = subject;
        Arrays.stream(ChaosOperation.values()).forEach(operation -> mix.put(operation, operation.weight()));
    }

    /**
     * Returns a plan with three nodes of four threads, 1000 keys, half a minute, a bound of two seconds and every fault that fits.
     *
     * @param subject opens the cache; a public class with a public constructor without arguments
     */
    public static ChaosPlan of(Class<? extends ChaosSubject> subject) {
        return new ChaosPlan(subject.getName());
    }

    /** Sets how Redis is set up. */
    public ChaosPlan topology(ChaosTopology value) {
        topology = value;
        return this;
    }

    /** Sets for how long faults are injected. Starting, settling and checking come on top. */
    public ChaosPlan duration(Duration value) {
        duration = value;
        return this;
    }

    /** Sets the bound that reads are judged by. */
    public ChaosPlan bound(Duration value) {
        bound = value;
        return this;
    }

    /** Sets how long the caches may take to heal after the last fault; ten seconds unless set. */
    public ChaosPlan settling(Duration value) {
        settling = value;
        return this;
    }

    /** Sets how long a load takes when no fault makes it slower; 2 ms unless set. */
    public ChaosPlan loadTime(Duration value) {
        loadTime = value;
        return this;
    }

    /**
     * Sets the number of processes.
     *
     * @param value 1 to 64
     */
    public ChaosPlan nodes(int value) {
        nodes = within("nodes", value, 1, SharedSource.MAXIMUM_NODES);
        return this;
    }

    /** Sets the number of threads of each process. */
    public ChaosPlan threads(int value) {
        threads = within("threads", value, 1, 1_000);
        return this;
    }

    /** Sets the number of keys. */
    public ChaosPlan keys(int value) {
        keys = within("keys", value, 4, 10_000_000);
        return this;
    }

    /** Sets how many operations each thread begins in a second; 1000 unless set. A read takes 32 bytes of disk. */
    public ChaosPlan operationsPerSecond(int value) {
        operationsPerSecond = within("operationsPerSecond", value, 1, 10_000_000);
        return this;
    }

    /** Sets where the random numbers start: the same seed draws the same faults. */
    public ChaosPlan seed(long value) {
        seed = value;
        return this;
    }

    /** Sets which faults may be drawn; those that do not fit the topology are left out, and none at all is allowed. */
    public ChaosPlan faults(Set<ChaosFault> value) {
        faults = value.isEmpty() ? EnumSet.noneOf(ChaosFault.class) : EnumSet.copyOf(value);
        return this;
    }

    /**
     * Sets in which faults, and for one bound after them, calls of the cache may throw; in none unless set. A cache with a loader need
     * not fail because its server does, so every other call that throws is a violation.
     */
    public ChaosPlan mayFail(Set<ChaosFault> value) {
        mayFail = Set.copyOf(value);
        return this;
    }

    /**
     * Sets how long a process may go without answering a single read; 20 seconds unless set. Longer is a violation. So is less than one
     * read answered by each thread in a second, on average of the life of a process that lives longer than this.
     */
    public ChaosPlan longestSilence(Duration value) {
        longestSilence = value;
        return this;
    }

    /** Sets how often an operation is done in relation to the others; 0 for never. */
    public ChaosPlan weight(ChaosOperation operation, int weight) {
        mix.put(operation, within("weight", weight, 0, 1_000_000));
        return this;
    }

    /** Gives the subject a setting of its own. */
    public ChaosPlan setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Sets the options of the nodes' JVMs. */
    public ChaosPlan jvmOptions(String... values) {
        jvmOptions = List.of(values);
        return this;
    }

    /** Sets an existing, empty folder for history and logs, which are kept. Unless set, they are deleted after a run without violations. */
    public ChaosPlan folder(Path value) {
        folder = value;
        return this;
    }

    /**
     * Starts the servers and the nodes, injects faults, lets everything settle, reads every key once more on every node and judges the
     * history. Blocks for all that time; ends all that it started.
     *
     * @param progress is told in a line what happens, on this thread
     * @return what was seen; the caller decides what becomes of violations
     * @throws IllegalStateException if a node ends by itself (an Error in one of its threads ends it), does not start or does not answer,
     *     or the processes have no common clock
     */
    public ChaosReport run(Consumer<String> progress) {
        return new ChaosRun(this, progress).run();
    }

    /** Returns how many reads a process must answer in a second: one for each thread, or half of what the plan has it try. */
    double leastReadsPerSecond() {
        return threads * Math.min(1, operationsPerSecond / 2.0);
    }

    @Override
    public String toString() {
        return subject + ", " + topology + ", " + nodes + " nodes of " + threads + " threads, " + keys + " keys, "
                + duration;
    }

    private static int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be " + least + " to " + most);
        }
        return value;
    }
}
