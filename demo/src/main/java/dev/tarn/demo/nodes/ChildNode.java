package dev.tarn.demo.nodes;

import dev.tarn.demo.DemoFailure;
import dev.tarn.demo.load.Sample;
import dev.tarn.demo.screen.Screen;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Runs a node as a process of its own, which ends when this one does. For one thread. */
final class ChildNode implements AutoCloseable {
    /** Generous: three virtual machines that start at once on a busy machine take their time. */
    private static final Duration ANSWER = Duration.ofMinutes(3);

    private static final long CLOSE_SECONDS = 3;
    private static final String ENDED = "";

    private final int number;
    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile boolean closing;

    private ChildNode(int number, Process process) {
        this.number = number;
        this.process = process;
        this.commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(this::readAnswers, "node-" + number);
        reader.setDaemon(true);
        reader.start();
    }

    static ChildNode start(int number, List<String> options) {
        List<String> command = new ArrayList<>(javaCommand());
        command.addAll(List.of("--node", String.valueOf(number)));
        command.addAll(options);
        try {
            return new ChildNode(
                    number,
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new DemoFailure("node " + number + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static List<String> javaCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        String classes = System.getProperty("java.class.path");
        if (classes.endsWith(".jar") && !classes.contains(System.getProperty("path.separator"))) {
            command.addAll(List.of("-jar", classes));
        } else {
            command.addAll(List.of("-cp", classes, "dev.tarn.demo.Demo"));
        }
        return command;
    }

    private void readAnswers() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (Commands.isAnswer(line)) {
                    answers.add(line);
                } else if (!closing) {
                    Screen.console().note("node " + number + ": " + line);
                }
            }
        } catch (IOException e) {
            // The same as the end of the output.
        }
        answers.add(ENDED);
    }

    int number() {
        return number;
    }

    String awaitReady() {
        return answer(Commands.READY);
    }

    String ask(String command) {
        tell(command);
        return answer(command);
    }

    Sample awaitSample() {
        return Sample.fromLine(answer(Commands.SAMPLE));
    }

    void tell(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new DemoFailure("node " + number + " has ended, so the demo ends", e);
        }
    }

    private String answer(String command) {
        try {
            String line = answers.poll(ANSWER.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new DemoFailure("node " + number + " does not answer, so the demo ends");
            }
            if (line.equals(ENDED)) {
                throw new DemoFailure("node " + number + " has ended, so the demo ends");
            }
            if (!Commands.answers(line, command)) {
                throw new IllegalStateException("node " + number + " answered '" + line + "' to " + command);
            }
            return Commands.text(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted while node " + number + " was asked to " + command, e);
        }
    }

    /** Makes the process take its output for nobody's and end; does not wait. */
    void hushAndEnd() {
        closing = true;
        try {
            commands.close();
        } catch (IOException e) {
            // It has ended before.
        }
    }

    @Override
    public void close() {
        hushAndEnd();
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
