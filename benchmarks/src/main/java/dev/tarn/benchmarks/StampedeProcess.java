package dev.tarn.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A {@link StampedeNode} in a process of its own. */
final class StampedeProcess implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    StampedeProcess(String uri, int threads, int loadMillis) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StampedeNode.class.getName(),
                        uri,
                        Integer.toString(threads),
                        Integer.toString(loadMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String said = answer();
        if (!said.equals("ready")) {
            throw new IllegalStateException("a node said '" + said + "' instead of 'ready'");
        }
    }

    void start(String key) throws IOException {
        in.write(key);
        in.newLine();
        in.flush();
    }

    StampedeNode.Outcome finish() throws IOException {
        String[] numbers = answer().split(" ", 2);
        return new StampedeNode.Outcome(Integer.parseInt(numbers[0]), Long.parseLong(numbers[1]));
    }

    private String answer() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("a node ended by itself");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
        out.close();
        Process ended = process.onExit()
                .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                .join();
        ended.destroyForcibly();
    }
}
