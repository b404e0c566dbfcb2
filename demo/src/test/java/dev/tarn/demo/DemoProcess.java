package dev.tarn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs the packaged demo as a process and keeps what it says, standard error included. */
final class DemoProcess implements AutoCloseable {
    private static final long LIMIT_SECONDS = 240;

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private DemoProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "demo-output");
        reader.setDaemon(true);
        reader.start();
    }

    static DemoProcess start(Path data, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "tarn-demo.jar").toAbsolutePath().toString(),
                "--data",
                data.toString()));
        command.addAll(List.of(options));
        try {
            return new DemoProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            in.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("output broke off: " + e);
        }
    }

    Process process() {
        return process;
    }

    /** Waits for the end; returns the exit code. */
    int exit() throws InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("the demo ends by itself:%n%s", output())
                .isTrue();
        reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        return process.exitValue();
    }

    List<String> lines() {
        return lines;
    }

    String output() {
        return lines.stream().collect(Collectors.joining(System.lineSeparator()));
    }

    /** Returns the first group of the first line in which the pattern is found, or null. */
    String found(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        for (String line : lines) {
            Matcher matcher = compiled.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return null;
    }

    /** Returns a figure of the summary, without its unit. */
    double summary(String label) {
        int begin = 0;
        while (begin < lines.size() && !lines.get(begin).startsWith("summary of")) {
            begin++;
        }
        Pattern row = Pattern.compile("^ +" + Pattern.quote(label) + " +([0-9.,]+)");
        for (String line : lines.subList(begin, lines.size())) {
            Matcher matcher = row.matcher(line);
            if (matcher.find()) {
                return Double.parseDouble(matcher.group(1).replace(",", ""));
            }
        }
        throw new AssertionError("no '" + label + "' in the summary of:\n" + output());
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
