package dev.tarn.demo;

import dev.tarn.demo.load.KeySource;
import dev.tarn.demo.nodes.Commands;
import dev.tarn.demo.screen.Screen;
import dev.tarn.spi.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Runs one of several nodes: does what standard input says, a command a line, and answers each with one line. Ends at once when standard
 * input does, so that it does not outlive the process that started it.
 */
final class GuidedNode {
    private final NodeSettings settings;
    private final KeySource keys;
    private final Clock clock;
    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();

    GuidedNode(NodeSettings settings, KeySource keys, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    int run() {
        Thread reader = new Thread(this::readCommands, "commands");
        reader.setDaemon(true);
        reader.start();
        try (Node node = Node.start(settings, keys, clock)) {
            answer(Commands.READY, node.address().toString());
            while (true) {
                carryOut(node, commands.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void readCommands() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
            }
        } catch (IOException e) {
            // The same as the end of the input.
        }
        Runtime.getRuntime().halt(0);
    }

    private void carryOut(Node node, String command) {
        switch (command) {
            case Commands.WARM -> answer(command, node.warmUp());
            case Commands.LOAD -> {
                node.startLoad();
                answer(command, "");
            }
            case Commands.STOP -> {
                node.stopLoad();
                answer(command, "");
            }
            case Commands.SAMPLE -> answer(command, node.sample().toLine());
            default -> answer(command, "is not a command");
        }
    }

    private static void answer(String command, String text) {
        Screen.console().note(Commands.answer(command, text));
    }
}
