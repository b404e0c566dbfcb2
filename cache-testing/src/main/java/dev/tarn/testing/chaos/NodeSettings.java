package dev.tarn.testing.chaos;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** What the driver tells a node's process when it starts, in a file of properties. */
record NodeSettings(
        String subject,
        Path folder,
        int node,
        int life,
        String uri,
        int port,
        Duration bound,
        int keys,
        int threads,
        int operationsPerSecond,
        long seed,
        Map<ChaosOperation, Integer> mix,
        Map<String, String> settings) {
    private static final String MIX = "mix.";
    private static final String OWN = "setting.";

    NodeSettings {
        mix = Map.copyOf(mix);
        settings = Map.copyOf(settings);
    }

    /** Returns the number that the process has in locks and random numbers. */
    long process() {
        return (long) life * SharedSource.MAXIMUM_NODES + node;
    }

    /** Returns the same for a driver that listens at another port. */
    NodeSettings at(int driverPort) {
        return with(life, driverPort);
    }

    /** Returns the settings of the process that comes after this one. */
    NodeSettings nextLife() {
        return with(life + 1, port);
    }

    private NodeSettings with(int newLife, int newPort) {
        return new NodeSettings(
                subject,
                folder,
                node,
                newLife,
                uri,
                newPort,
                bound,
                keys,
                threads,
                operationsPerSecond,
                seed,
                mix,
                settings);
    }

    Path source() {
        return folder.resolve("source");
    }

    void write(Path file) {
        Properties lines = new Properties();
        lines.setProperty("subject", subject);
        lines.setProperty("folder", folder.toString());
        lines.setProperty("node", Integer.toString(node));
        lines.setProperty("life", Integer.toString(life));
        lines.setProperty("uri", uri);
        lines.setProperty("port", Integer.toString(port));
        lines.setProperty("bound", bound.toString());
        lines.setProperty("keys", Integer.toString(keys));
        lines.setProperty("threads", Integer.toString(threads));
        lines.setProperty("operationsPerSecond", Integer.toString(operationsPerSecond));
        lines.setProperty("seed", Long.toString(seed));
        mix.forEach((operation, weight) -> lines.setProperty(MIX + operation, Integer.toString(weight)));
        settings.forEach((name, value) -> lines.setProperty(OWN + name, value));
        try (Writer out = Files.newBufferedWriter(file)) {
            lines.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static NodeSettings read(Path file) {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            lines.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        Map<ChaosOperation, Integer> mix = new EnumMap<>(ChaosOperation.class);
        Map<String, String> settings = new HashMap<>();
        for (String name : lines.stringPropertyNames()) {
            if (name.startsWith(MIX)) {
                mix.put(ChaosOperation.valueOf(name.substring(MIX.length())), number(lines, name));
            } else if (name.startsWith(OWN)) {
                settings.put(name.substring(OWN.length()), lines.getProperty(name));
            }
        }
        return new NodeSettings(
                text(lines, "subject"),
                Path.of(text(lines, "folder")),
                number(lines, "node"),
                number(lines, "life"),
                text(lines, "uri"),
                number(lines, "port"),
                Duration.parse(text(lines, "bound")),
                number(lines, "keys"),
                number(lines, "threads"),
                number(lines, "operationsPerSecond"),
                Long.parseLong(text(lines, "seed")),
                mix,
                settings);
    }

    private static String text(Properties lines, String name) {
        String value = lines.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("the node's settings lack '" + name + "'");
        }
        return value;
    }

    private static int number(Properties lines, String name) {
        return Integer.parseInt(text(lines, name));
    }
}
