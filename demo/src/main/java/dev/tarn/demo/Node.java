package dev.tarn.demo;

import com.zaxxer.hikari.HikariDataSource;
import dev.tarn.console.Console;
import dev.tarn.demo.catalogue.Catalogue;
import dev.tarn.demo.catalogue.CatalogueFile;
import dev.tarn.demo.catalogue.DatabaseMeter;
import dev.tarn.demo.catalogue.Products;
import dev.tarn.demo.load.Counts;
import dev.tarn.demo.load.HttpTarget;
import dev.tarn.demo.load.KeySource;
import dev.tarn.demo.load.LoadGenerator;
import dev.tarn.demo.load.ProductsTarget;
import dev.tarn.demo.load.Sample;
import dev.tarn.demo.load.Target;
import dev.tarn.demo.load.Zipf;
import dev.tarn.demo.screen.Screen;
import dev.tarn.demo.web.RemoteState;
import dev.tarn.demo.web.WebServer;
import dev.tarn.micrometer.TarnMeters;
import dev.tarn.spi.Clock;
import dev.tarn.tiered.Tarn;
import dev.tarn.tiered.TraceRecorder;
import dev.tarn.tiered.TraceRecording;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs one node: database, cache, HTTP service and load, in this order; ends them in the other. */
final class Node implements AutoCloseable {
    private static final int WARM_BATCH = 500;

    private final NodeSettings settings;
    private final Clock clock;
    private final DatabaseMeter meter = new DatabaseMeter();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Products products;
    private final WebServer server;
    private final KeySource keys;
    private final LoadGenerator load;
    private final Tarn tarn;
    private @Nullable TraceRecording recording;

    private Node(NodeSettings settings, KeySource keys, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
        try {
            makeDatabase(settings.file(), clock);
            HikariDataSource database = part(settings.file().open());
            Catalogue catalogue = new Catalogue(database, clock, meter);
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            parts.push(registry::close);
            Console console = Console.builder().showKeys().allowChanges().build();
            ProductCache cache = part(ProductCache.open(settings, catalogue, console.meters(TarnMeters.of(registry))));
            tarn = cache.tarn();
            console.watch(tarn::find);
            products = new Products(catalogue, cache.products());
            server = part(WebServer.start(settings.port(), products, meter, registry, console));
            Target target = settings.http() ? new HttpTarget(server.address()) : new ProductsTarget(products);
            load = part(new LoadGenerator(settings.plan(), keys, target, clock));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a node, without load.
     *
     * @throws DemoFailure if it cannot be started; then nothing is left of it
     */
    static Node start(NodeSettings settings, KeySource keys, Clock clock) {
        WebServer.requireFree(settings.port(), 1);
        return new Node(settings, keys, clock);
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    /** Writes the database unless it is there, and tells. */
    static void makeDatabase(CatalogueFile file, Clock clock) {
        long begun = clock.nanos();
        if (file.make()) {
            Screen.console()
                    .note(String.format(
                            Locale.ROOT,
                            "database: %,d products written to %s in %s",
                            file.products(),
                            file.folder(),
                            seconds(begun, clock)));
        }
    }

    private static String seconds(long begun, Clock clock) {
        double seconds = (clock.nanos() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    URI address() {
        return server.address();
    }

    RemoteState remote() {
        return RemoteState.of(products.cache());
    }

    /**
     * Reads the most popular products into the cache, as many as the heap tier holds, the most popular last, as if they had been asked for
     * just now; returns what that came to.
     */
    String warmUp() {
        if (settings.cold() || !(keys instanceof Zipf zipf)) {
            return "warm-up: none, the heap tier begins empty";
        }
        long begun = clock.nanos();
        int count = Math.min(settings.heap(), settings.file().products());
        long before = meter.keys();
        List<Long> batch = new ArrayList<>(WARM_BATCH);
        for (int rank = count - 1; rank >= 0; rank--) {
            batch.add(zipf.key(rank));
            if (batch.size() == WARM_BATCH || rank == 0) {
                products.cache().getAll(batch);
                batch.clear();
            }
        }
        return String.format(
                Locale.ROOT,
                "warm-up: the %,d most popular products read in batches of %d in %s, %,d of them from the database (not counted below)",
                count,
                WARM_BATCH,
                seconds(begun, clock),
                meter.keys() - before);
    }

    /**
     * Begins to make load, and to record it if that was asked for.
     *
     * @throws DemoFailure if it cannot be recorded
     */
    void startLoad() {
        Path file = settings.recording();
        recording = file == null ? null : part(record(file));
        load.start();
    }

    private TraceRecording record(Path file) {
        try {
            return tarn.record(ProductCache.NAME, TraceRecorder.to(file).sample(1));
        } catch (IOException e) {
            throw new DemoFailure("--record " + file + ": " + e, e);
        }
    }

    void stopLoad() {
        load.close();
        TraceRecording ended = recording;
        if (ended != null) {
            ended.close();
            Screen.console()
                    .note(String.format(
                            Locale.ROOT,
                            "recorded: %,d reads in %s, %,d dropped; bin/lab replays them",
                            ended.recorded(),
                            settings.recording(),
                            ended.dropped()));
            ended.failure().ifPresent(why -> Screen.console().note("the recording broke off: " + why));
        }
    }

    /** Returns how many reads the load has made. */
    long reads() {
        return load.reads();
    }

    /** Tells what has been counted. For one thread. */
    Sample sample() {
        Throwable failure = load.takeFailure();
        if (failure != null) {
            Screen.console().note("a call failed (further ones are only counted): " + failure);
        }
        return new Sample(counts(), load.interval(), meter.interval());
    }

    private Counts counts() {
        return Counts.of(products.cache().stats(), meter, load);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                Screen.console().note("not closed cleanly: " + e);
            }
        }
    }
}
