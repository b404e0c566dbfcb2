package dev.tarn.micrometer;

import dev.tarn.spi.Meters.StoreMeters;
import dev.tarn.spi.ServerStats;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures the servers of one store: their counts when somebody looks, the times of requests when they end. The store holds this, this
 * holds the store, and the registry holds this weakly.
 */
final class MeteredServers implements StoreMeters {
    private final Supplier<List<ServerStats>> servers;
    private final Registration registration;
    private final Duration[] buckets;
    private final Map<String, Map<String, Timer>> answered = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Timer>> failed = new ConcurrentHashMap<>();

    MeteredServers(Supplier<List<ServerStats>> servers, Registration registration, List<Duration> buckets) {
        this.servers = servers;
        this.registration = registration;
        this.buckets = buckets.toArray(Duration[]::new);
    }

    /** Registers what is counted anyway, for the servers that there are. */
    void register() {
        for (ServerStats now : servers.get()) {
            String server = now.server();
            gauge("up", "1 if requests have a chance now, else 0", null, server, stats -> stats.connected() ? 1 : 0);
            gauge("pending", "Requests that wait or are under way", null, server, ServerStats::pending);
            gauge("pending.size", "What these requests hold, about", "bytes", server, ServerStats::pendingBytes);
            count("failures", "Requests refused at once, or lost with their connection", server, ServerStats::failures);
            count("timeouts", "Requests without an answer within their budget", server, ServerStats::timeouts);
            count("reconnects", "Connections that were lost", server, ServerStats::reconnects);
            if (now.evictions() >= 0) {
                count(
                        "evictions",
                        "Items that the server has thrown out for want of memory",
                        server,
                        ServerStats::evictions);
            }
        }
    }

    private void gauge(
            String name, String what, @Nullable String unit, String server, ToDoubleFunction<ServerStats> figure) {
        registration.gauge("tarn.server." + name, what, unit, this, of(server, figure), "server", server);
    }

    private void count(String name, String what, String server, ToDoubleFunction<ServerStats> figure) {
        registration.count("tarn.server." + name, what, null, this, of(server, figure), "server", server);
    }

    private static ToDoubleFunction<MeteredServers> of(String server, ToDoubleFunction<ServerStats> figure) {
        return measured -> measured.servers.get().stream()
                .filter(stats -> stats.server().equals(server))
                .mapToDouble(figure)
                .sum();
    }

    @Override
    public void request(String server, String operation, long nanos, boolean wasAnswered) {
        Map<String, Timer> timers =
                (wasAnswered ? answered : failed).computeIfAbsent(server, name -> new ConcurrentHashMap<>());
        Timer timer = timers.get(operation);
        if (timer == null) {
            timer = timers.computeIfAbsent(operation, name -> timer(server, name, wasAnswered));
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String server, String operation, boolean wasAnswered) {
        return registration.add(registry -> Timer.builder("tarn.server.requests")
                .description("Requests to a server of a remote store, until their answer or failure")
                .tags(registration
                        .tags()
                        .and("server", server, "operation", operation, "outcome", wasAnswered ? "success" : "failure"))
                .serviceLevelObjectives(buckets)
                .register(registry));
    }

    @Override
    public void close() {
        registration.end();
    }
}
