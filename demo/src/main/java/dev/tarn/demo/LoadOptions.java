package dev.tarn.demo;

import dev.tarn.demo.load.KeySource;
import dev.tarn.demo.load.LoadPlan;
import dev.tarn.demo.load.Trace;
import dev.tarn.demo.load.Zipf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Holds the options that say what load is made. */
final class LoadOptions {
    private static final String MAX = "max";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "4",
            description = "the load's threads on each node; 0 for no load (${DEFAULT-VALUE})")
    int threads;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20000",
            description = "reads and writes a second on each node, or max (${DEFAULT-VALUE})")
    String rate = "20000";

    @Option(
            names = "--writes",
            paramLabel = "PERCENT",
            defaultValue = "0.5",
            description = "the share of them that change a product (${DEFAULT-VALUE})")
    double writes;

    @Option(
            names = "--zipf",
            paramLabel = "EXPONENT",
            defaultValue = "0.99",
            description = "how skewed the choice of products is (${DEFAULT-VALUE})")
    double zipf;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "asks for what was recorded instead: gzip text, a decimal key a line; keys beyond the products are absences")
    @Nullable
    Path trace;

    @Option(names = "--http", description = "makes the load over HTTP instead of in the process")
    boolean http;

    @Option(
            names = "--cold",
            description = "begins with an empty heap tier instead of reading the most popular products first")
    boolean cold;

    LoadPlan plan() {
        return new LoadPlan(threads, operations(), writes);
    }

    private long operations() {
        try {
            return rate.equals(MAX) ? LoadPlan.UNLIMITED : Long.parseLong(rate);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--rate is '" + rate + "', it must be a number or " + MAX, e);
        }
    }

    KeySource keys(int products) {
        return trace == null ? new Zipf(products, zipf) : Trace.read(trace);
    }

    /** Returns these options as another process takes them. */
    List<String> toArguments() {
        List<String> arguments = new ArrayList<>(
                List.of("--threads", String.valueOf(threads), "--rate", rate, "--writes", String.valueOf(writes)));
        arguments.addAll(List.of("--zipf", String.valueOf(zipf)));
        if (trace != null) {
            arguments.addAll(List.of("--trace", trace.toString()));
        }
        if (http) {
            arguments.add("--http");
        }
        if (cold) {
            arguments.add("--cold");
        }
        return arguments;
    }
}
