package dev.tarn.benchmarks;

import dev.tarn.testing.server.RedisServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The program {@code redis-benchmark}, aimed at a server. */
final class RedisTool {
    private static final String NAME = "redis-benchmark";
    private static final int KEYS = 20_000;
    private static final int SIZE = 100;

    private final RedisServer server;
    private boolean filled;

    private RedisTool(RedisServer server) {
        this.server = server;
    }

    /** Returns the tool if it is on the PATH. */
    static Optional<RedisTool> find(RedisServer server) {
        boolean there = Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, NAME)));
        return there ? Optional.of(new RedisTool(server)) : Optional.empty();
    }

    /**
     * Reads random keys.
     *
     * @param pipeline how many requests each connection sends before it waits for answers
     * @return requests a second
     * @throws IOException if it says nothing of the kind
     */
    double reads(int connections, int pipeline, int requests) throws IOException, InterruptedException {
        if (!filled) {
            run("set", connections, 100, 10 * KEYS);
            filled = true;
        }
        return run("get", connections, pipeline, requests);
    }

    private double run(String test, int connections, int pipeline, int requests)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(NAME, "--csv", "-h", server.address()));
        command.addAll(List.of("-p", "" + server.port(), "-t", test, "-r", "" + KEYS, "-d", "" + SIZE));
        command.addAll(List.of("-c", "" + connections, "-P", "" + pipeline, "-n", "" + requests));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said.lines()
                    .filter(line -> line.startsWith("\"" + test.toUpperCase(java.util.Locale.ROOT) + "\""))
                    .map(line -> Double.valueOf(line.split(",", -1)[1].replace("\"", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException(NAME + " said '" + said + "'"));
        } finally {
            process.destroy();
        }
    }
}
