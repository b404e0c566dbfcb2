package dev.tarn.demo;

import dev.tarn.demo.catalogue.CatalogueFile;
import dev.tarn.demo.load.KeySource;
import dev.tarn.demo.nodes.Conductor;
import dev.tarn.spi.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the options of the command line and runs what they ask for. */
@Command(
        name = "demo",
        sortOptions = false,
        mixinStandardHelpOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "",
            "Serves a product catalogue through Tarn and makes load on it, until Ctrl-C or the end of --duration.",
            ""
        },
        footer = {
            "",
            "Services: GET /products/{id}, GET /products?ids=1,2,3, PUT /products/{id} {\"name\", \"priceCents\", \"stock\"},",
            "DELETE /cache/{id}, DELETE /cache?tag=brand:7, DELETE /cache, GET /stats, GET /explain/{id}, GET /health, GET /metrics"
        })
final class DemoCommand implements Callable<Integer> {
    private static final int MAX_NODES = 9;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_OFF_HEAP = 1 << 20;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "adds a remote tier: redis://host:port, rediss://…, redis-sentinel://…")
    @Nullable
    String redis;

    @Option(
            names = "--memcached",
            paramLabel = "HOST:PORT",
            description = "adds a remote tier of Memcached: one server, or several separated by commas")
    @Nullable
    String memcached;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "runs N processes on neighbouring ports, with a Redis of their own unless a remote tier is given (${DEFAULT-VALUE})")
    int nodes;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "the first node's HTTP port; 0 for any that is free (${DEFAULT-VALUE})")
    int port;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "ends the load after that time, with a summary: 500ms, 60s, 5m, 1h")
    @Nullable
    Duration duration;

    @Option(
            names = "--heap",
            paramLabel = "ENTRIES",
            defaultValue = "80000",
            description = "the bound of each node's heap tier (${DEFAULT-VALUE})")
    int heap;

    @Option(
            names = "--offheap",
            paramLabel = "MB",
            defaultValue = "0",
            description = "the budget of each node's tier outside the heap, from 1; 0 for none (${DEFAULT-VALUE})")
    int offHeap;

    @Option(
            names = "--products",
            paramLabel = "N",
            defaultValue = "100000",
            description = "the rows of the catalogue (${DEFAULT-VALUE})")
    int products;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the folder of the database file (a temporary one of the user's own)")
    Path data = CatalogueFile.defaultFolder();

    @Option(
            names = "--spring",
            description =
                    "runs a Spring Boot service cached by annotations instead: shows what each does, then serves; without load")
    boolean spring;

    @Option(
            names = "--agree",
            description =
                    "compares at the end what console, Prometheus's meters and load have counted, and fails if they differ by over 0.5 %%")
    boolean agree;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "records the reads of the load, keys made unreadable, as a trace that bin/lab replays; at most ten minutes of them")
    @Nullable
    Path recording;

    @Mixin
    final LoadOptions load = new LoadOptions();

    @Option(
            names = "--node",
            hidden = true,
            description = "runs as that node of several, under the control of standard input")
    int node;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this help")
    boolean help;

    @Override
    public Integer call() {
        NodeSettings settings = checked(this::settings);
        KeySource keys = checked(() -> load.keys(products));
        Clock clock = Clock.system();
        if (spring) {
            return new SpringRun(settings, clock).run(duration);
        }
        if (node > 0) {
            return new GuidedNode(settings, keys, clock).run();
        }
        if (nodes > 1) {
            return new Conductor(conductorPlan(settings, keys), clock).run();
        }
        return new SoloNode(settings, keys, clock).run(duration);
    }

    private <T> T checked(Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private NodeSettings settings() {
        require("--nodes", nodes, 1, MAX_NODES);
        require("--port", port, 0, MAX_PORT - nodes + 1);
        require("--heap", heap, 1, Integer.MAX_VALUE);
        require("--offheap", offHeap, 0, MAX_OFF_HEAP);
        if (duration != null && duration.isZero()) {
            throw new IllegalArgumentException("--duration is 0, it must be longer");
        }
        if (agree && (nodes > 1 || spring || duration == null)) {
            throw new IllegalArgumentException("--agree is of one node, with a --duration");
        }
        if (recording != null && (nodes > 1 || spring)) {
            throw new IllegalArgumentException("--record is of one node, with load");
        }
        if (spring && (nodes > 1 || memcached != null)) {
            throw new IllegalArgumentException("--spring is one node, with --redis or without");
        }
        return new NodeSettings(
                new CatalogueFile(data, products),
                RemoteTiers.address(redis, memcached),
                heap,
                offHeap,
                port,
                load.plan(),
                load.http,
                load.cold,
                agree,
                recording);
    }

    private static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be " + least + " to " + most);
        }
    }

    private Conductor.Plan conductorPlan(NodeSettings settings, KeySource keys) {
        List<String> options = new ArrayList<>(List.of(
                "--heap",
                String.valueOf(heap),
                "--offheap",
                String.valueOf(offHeap),
                "--products",
                String.valueOf(products),
                "--data",
                data.toString()));
        options.addAll(load.toArguments());
        List<String> headlines = List.of(
                "each of " + nodes + " nodes: " + SoloNode.headline(settings, keys), SoloNode.limit(settings, keys));
        return new Conductor.Plan(nodes, port, settings.remote(), duration, settings.file(), options, headlines);
    }
}
