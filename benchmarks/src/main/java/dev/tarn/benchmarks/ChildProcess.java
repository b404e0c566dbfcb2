package dev.tarn.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program of these benchmarks in a process of its own: it is told lines, says lines, and ends when its input does. */
final class ChildProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final String name;
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    /**
     * Starts a program.
     *
     * @param name who it is, for the text of failures
     * @param program has a {@code main}
     * @param jvm options of its JVM
     */
    ChildProcess(String name, Class<?> program, List<String> jvm, String... arguments) throws IOException {
        this.name = name;
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    long pid() {
        return process.pid();
    }

    /** Tells it a line. */
    void tell(String line) throws IOException {
        in.write(line);
        in.newLine();
        in.flush();
    }

    /** Returns the next line that it says, or null if it has ended. Waits for it. */
    @Nullable
    String hear() throws IOException {
        return out.readLine();
    }

    /**
     * Returns the words of the next line that begins with a given one, the others passed over, for some libraries print as well. Waits for it.
     *
     * @throws IOException if it has ended
     */
    List<String> hear(String first) throws IOException {
        for (String line = hear(); line != null; line = hear()) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.get(0).equals(first)) {
                return words;
            }
        }
        throw new IOException(name + " has ended");
    }

    /** Ends it with SIGKILL, and returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends its input, and itself if it does not end by that. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException ended) {
            process.destroyForcibly();
        }
        process.onExit()
                .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()
                .destroyForcibly();
    }
}
