package dev.tarn.demo.nodes;

import dev.tarn.spi.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Changes products on one node and times, as a user would over HTTP, when the others show it.
 *
 * <p>Every other node holds the product in its heap tier and is asked for it without a pause; the time runs from the moment the change is
 * sent. So it holds the change in the database, the invalidation's way through Redis, the reload and both HTTP calls.
 */
final class UpdateProbe implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int STRIDE = 7_919;
    private static final int OK = 200;

    private final List<URI> nodes;
    private final int products;
    private final Clock clock;
    private final JsonMapper json = new JsonMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ExecutorService readers;
    private int rounds;

    UpdateProbe(List<URI> nodes, int products, Clock clock) {
        this.nodes = List.copyOf(nodes);
        this.products = products;
        this.clock = clock;
        this.readers = Executors.newFixedThreadPool(Math.max(1, nodes.size() - 1), task -> {
            Thread thread = new Thread(task, "update-reader");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * When one node showed a change.
     *
     * @param node its place in the list of nodes
     * @param sinceSent nanoseconds since the change was sent to the other node
     * @param sinceAnswer nanoseconds since the other node answered; 0 if it was seen before
     */
    record Seen(int node, long sinceSent, long sinceAnswer) {}

    /**
     * What came of one change.
     *
     * @param product the key of the product
     * @param writer the node that changed it, its place in the list of nodes
     * @param seen when the others showed it
     */
    record Round(long product, int writer, List<Seen> seen) {}

    /**
     * Changes a product and waits until all other nodes show it.
     *
     * @throws IOException if a node does not answer as it should, or does not show the change within some seconds
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    Round round() throws IOException, InterruptedException {
        int number = rounds++;
        int writer = number % nodes.size();
        long product = 1 + (long) number * STRIDE % products;
        long revision = revision(writer, product);
        List<Integer> others = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            if (node != writer) {
                others.add(node);
                // Twice: the second read is a hit of the heap tier.
                revision(node, product);
                revision(node, product);
            }
        }
        return timed(product, writer, others, revision);
    }

    private Round timed(long product, int writer, List<Integer> others, long revision)
            throws IOException, InterruptedException {
        List<Future<Long>> sightings = new ArrayList<>();
        for (int node : others) {
            sightings.add(readers.submit(() -> awaitNewer(node, product, revision)));
        }
        long sent = clock.nanos();
        send(request(writer, product)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"priceCents\":" + (1_000_000 + rounds) + "}"))
                .build());
        long answered = clock.nanos();
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < sightings.size(); i++) {
            long at = result(sightings.get(i));
            seen.add(new Seen(others.get(i), at - sent, Math.max(0, at - answered)));
        }
        return new Round(product, writer, seen);
    }

    private static long result(Future<Long> sighting) throws IOException, InterruptedException {
        try {
            return sighting.get(TIMEOUT.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(e);
        }
    }

    private long awaitNewer(int node, long product, long revision) throws IOException, InterruptedException {
        long deadline = clock.nanos() + TIMEOUT.toNanos();
        while (revision(node, product) <= revision) {
            if (clock.nanos() > deadline) {
                throw new IOException("node " + (node + 1) + " has not shown the change of product " + product
                        + " within " + TIMEOUT.toSeconds() + " s");
            }
        }
        return clock.nanos();
    }

    private long revision(int node, long product) throws IOException, InterruptedException {
        String body = send(request(node, product).GET().build());
        return json.readTree(body).path("revision").asLong();
    }

    private HttpRequest.Builder request(int node, long product) {
        return HttpRequest.newBuilder(nodes.get(node).resolve("products/" + product))
                .timeout(TIMEOUT);
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != OK) {
            throw new IOException(
                    request.method() + " " + request.uri() + " was answered with " + response.statusCode());
        }
        return response.body();
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
