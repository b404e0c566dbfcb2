package dev.tarn.benchmarks.chaos;

import dev.tarn.testing.chaos.ChaosFault;
import dev.tarn.testing.chaos.ChaosPlan;
import dev.tarn.testing.chaos.ChaosReport;
import dev.tarn.testing.chaos.ChaosTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs Tarn under the chaos kit and prints the report; ends with 1 if a promise was broken.
 *
 * <pre>{@code java -cp benchmarks/target/tarn-benchmarks.jar dev.tarn.benchmarks.chaos.ChaosMain --seconds 1800 --threads 8}</pre>
 */
public final class ChaosMain {
    private ChaosMain() {}

    /**
     * Runs.
     *
     * @param args options of the form {@code --name value}
     */
    public static void main(String[] args) {
        Map<String, String> options = options(args);
        ChaosPlan plan = ChaosPlan.of(TarnSubject.class)
                .duration(Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", ""))))
                .nodes(Integer.parseInt(options.getOrDefault("nodes", "")))
                .threads(Integer.parseInt(options.getOrDefault("threads", "")))
                .keys(Integer.parseInt(options.getOrDefault("keys", "")))
                .operationsPerSecond(Integer.parseInt(options.getOrDefault("rate", "")))
                .bound(Duration.ofMillis(Long.parseLong(options.getOrDefault("bound", ""))))
                .topology(ChaosTopology.valueOf(
                        options.getOrDefault("topology", "").toUpperCase(Locale.ROOT)))
                .seed(Long.parseLong(options.getOrDefault("seed", "")))
                .faults(faults(options.getOrDefault("faults", "")))
                .setting("declared", options.getOrDefault("declared", ""));
        String folder = options.getOrDefault("folder", "");
        if (!folder.isEmpty()) {
            plan.folder(Path.of(folder));
        }
        System.out.println("ChaosMain " + String.join(" ", args));
        ChaosReport report = plan.run(System.out::println);
        System.out.println(report.text());
        System.out.println(report.json());
        System.exit(report.isClean() ? 0 : 1);
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("seconds", "60");
        options.put("nodes", "3");
        options.put("threads", "4");
        options.put("keys", "1000");
        options.put("rate", "500");
        options.put("bound", "2000");
        options.put("topology", "standalone");
        options.put("seed", "1");
        options.put("faults", "all");
        options.put("declared", "true");
        options.put("folder", "");
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].replaceFirst("^--", "");
            if (!options.containsKey(name) || i + 1 == args.length) {
                throw new IllegalArgumentException("option '" + args[i] + "'; there are " + options);
            }
            options.put(name, args[i + 1]);
        }
        return options;
    }

    private static Set<ChaosFault> faults(String names) {
        Set<ChaosFault> faults = EnumSet.noneOf(ChaosFault.class);
        if (names.equals("all")) {
            return EnumSet.allOf(ChaosFault.class);
        }
        if (!names.equals("none")) {
            Arrays.stream(names.split(",", -1)).map(ChaosFault::valueOf).forEach(faults::add);
        }
        return faults;
    }
}
