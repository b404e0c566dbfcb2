package dev.tarn.demo.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Takes the load over HTTP, as the users of the service do. */
public final class HttpTarget implements Target {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI service;

    /**
     * Creates a target.
     *
     * @param service the address of the service, with a slash at its end
     */
    public HttpTarget(URI service) {
        this.service = service;
    }

    @Override
    public void read(long id) throws IOException, InterruptedException {
        send(request(id).GET().build());
    }

    @Override
    public void write(long id, long priceCents) throws IOException, InterruptedException {
        send(request(id)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"priceCents\":" + priceCents + "}"))
                .build());
    }

    private HttpRequest.Builder request(long id) {
        return HttpRequest.newBuilder(service.resolve("products/" + id)).timeout(TIMEOUT);
    }

    private void send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != OK && response.statusCode() != NOT_FOUND) {
            throw new IOException(
                    request.method() + " " + request.uri() + " was answered with " + response.statusCode());
        }
    }
}
