package dev.tarn.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Listens to what a console sends to its page, and keeps the newest state. */
final class StateStream implements AutoCloseable {
    private static final String DATA = "data:";
    private static final JsonMapper JSON = new JsonMapper();

    private final InputStream body;
    private volatile JsonNode state = MissingNode.getInstance();

    private StateStream(InputStream body) {
        this.body = body;
        Thread reader = new Thread(this::read, "console-stream");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Begins to listen.
     *
     * @param service the address of a node of the demo
     */
    static StateStream open(URI service) {
        HttpRequest request =
                HttpRequest.newBuilder(service.resolve("tarn/stream")).build();
        try {
            return new StateStream(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofInputStream())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> line.startsWith(DATA))
                    .forEach(line -> state = JSON.readTree(line.substring(DATA.length())));
        } catch (IOException | UncheckedIOException e) {
            // The end: of the node or of the test.
        }
    }

    /** Tells whether the newest state says that the remote tier of the only cache answers. */
    boolean isRemoteUp() {
        return state.path("caches").path(0).path("remoteUp").asBoolean(false);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
