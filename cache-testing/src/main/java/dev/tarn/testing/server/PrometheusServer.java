package dev.tarn.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A Prometheus started for tests, which scrapes what it is told to. It comes from the PATH alone.
 *
 * <p>{@link #promtool} runs the tool that comes with it.
 */
public final class PrometheusServer extends TestServer {
    private static final String PROGRAM = "prometheus";
    private static final String TOOL = "promtool";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private final Path directory;

    private PrometheusServer(Host host, Path directory) {
        super(PROGRAM, host);
        this.directory = directory;
    }

    /**
     * Starts a server that scrapes {@code /metrics} of each target, and evaluates rules as often.
     *
     * @param interval how often, in whole seconds
     * @param rules a file of rules
     * @param targets addresses of services on this machine
     * @throws ServerUnavailableException if there is no Prometheus on this machine, or it does not start
     */
    public static PrometheusServer start(Duration interval, Path rules, List<URI> targets) {
        Path program = ServerSource.require(PROGRAM, "a Prometheus server");
        return launchNew(() -> {
            int port = Ports.free();
            Path directory = ProcessHost.newDirectory(PROGRAM);
            Path configuration = directory.resolve("prometheus.yml");
            write(configuration, configuration(interval, rules, targets));
            List<String> command = List.of(
                    program.toString(),
                    "--config.file=" + configuration,
                    "--storage.tsdb.path=" + data(directory),
                    "--web.listen-address=127.0.0.1:" + port,
                    "--log.level=warn");
            return new PrometheusServer(new ProcessHost(port, command, directory), directory);
        });
    }

    private static Path data(Path directory) {
        return directory.resolve("data");
    }

    private static String configuration(Duration interval, Path rules, List<URI> targets) {
        String addresses = targets.stream()
                .map(target -> "'" + target.getHost() + ":" + target.getPort() + "'")
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT, """
                global: { scrape_interval: %1$ds, scrape_timeout: %1$ds, evaluation_interval: %1$ds }
                rule_files: [ '%2$s' ]
                scrape_configs:
                  - job_name: tests
                    static_configs: [ { targets: [ %3$s ] } ]
                """, interval.toSeconds(), rules.toAbsolutePath().normalize(), addresses);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks a query, as of now. Blocks for up to 10 seconds.
     *
     * @param query in PromQL
     * @return the answer, in JSON; a query that is not understood is answered with a JSON object whose {@code status} is {@code error}
     * @throws UncheckedIOException if the server does not answer
     */
    public String query(String query) {
        return get("/api/v1/query?query=" + encoded(query));
    }

    /**
     * Asks for the values of a label among the series that a selector finds.
     *
     * @param label the label
     * @param selector in PromQL
     * @return the answer, in JSON
     * @throws UncheckedIOException if the server does not answer
     */
    public String labelValues(String label, String selector) {
        return get("/api/v1/label/" + label + "/values?match[]=" + encoded(selector));
    }

    private String get(String path) {
        try {
            return ask(path);
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from " + this, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String ask(String path) throws IOException {
        URI uri = URI.create("http://" + address() + ":" + port() + path.replace("[]", "%5B%5D"));
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    long askPid() throws IOException {
        // It does not tell its id, but which directory is its own.
        boolean ready = ask("/-/ready").contains("Ready");
        boolean own = ask("/api/v1/status/flags").contains(data(directory).toString());
        if (ready && own) {
            return pid();
        }
        throw new IOException(ready ? "another server answers" : "not ready");
    }

    /**
     * Runs {@code promtool}, and returns what it says.
     *
     * @param arguments what it is to do
     * @throws AssertionError with what it said, if it ends with another code than 0
     * @throws ServerUnavailableException if it is not installed
     */
    public static String promtool(String... arguments) {
        Path program = ServerSource.require(TOOL, "the check of rules");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new AssertionError(command + " ended with " + code + ":\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }
}
