package dev.tarn.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where a run happens, in words. */
final class Machine {
    private Machine() {}

    static String describe() throws IOException {
        String processor = first("/proc/cpuinfo", "model name").replaceAll(".*: *", "");
        String memory = first("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
        return Runtime.getRuntime().availableProcessors() + " processors"
                + (processor.isEmpty() ? "" : " (" + processor + ")")
                + (memory.isEmpty() ? "" : ", " + Long.parseLong(memory) / (1 << 20) + " GiB")
                + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    static String jdk() {
        return Runtime.version().toString();
    }

    /** Returns the commit of the sources, and whether they were changed since; "unknown" outside of a repository. */
    static String commit() throws IOException, InterruptedException {
        String commit = said("git", "rev-parse", "--short", "HEAD");
        String changed = said("git", "status", "--porcelain", "--untracked-files=no");
        return commit.isEmpty() ? "unknown" : commit + (changed.isEmpty() ? "" : " with changes");
    }

    static String servers() throws IOException, InterruptedException {
        return Stream.of(
                        said("redis-server", "--version").replaceAll("(?s)^Redis server v=(\\S+).*", "Redis $1"),
                        said("memcached", "--version"))
                .filter(text -> !text.isEmpty())
                .reduce((one, other) -> one + ", " + other)
                .orElse("servers from containers");
    }

    private static String first(String file, String start) throws IOException {
        Path path = Path.of(file);
        List<String> lines = Files.isReadable(path) ? Files.readAllLines(path) : List.of();
        return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElse("");
    }

    /** Returns what a program says; nothing if there is no such program or it fails. */
    private static String said(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return process.waitFor() == 0 ? text : "";
        } catch (IOException none) {
            return "";
        }
    }
}
