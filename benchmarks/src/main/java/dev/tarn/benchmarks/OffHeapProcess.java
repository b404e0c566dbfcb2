package dev.tarn.benchmarks;

import dev.tarn.benchmarks.OffHeapRound.Outcome;
import java.io.IOException;
import java.util.List;

/** An {@link OffHeapNode} in a process of its own. Used by one thread. */
final class OffHeapProcess implements AutoCloseable {
    /** A heap whose pages are there before it is measured; and what some of the others ask of a JVM since it has modules. */
    private static final List<String> JVM = List.of(
            "-Xms1g",
            "-Xmx1g",
            "-XX:+AlwaysPreTouch",
            "-XX:MaxDirectMemorySize=8g",
            "-Dchronicle.analytics.disable=true",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
            "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED");

    private final OffHeapRival rival;
    private final ChildProcess process;

    /** What it says when it is filled. */
    record Filled(long entries, boolean inPlace) {}

    /** Starts a node, which then fills itself. */
    OffHeapProcess(OffHeapRival rival, int entries, boolean place, int absentEvery) throws IOException {
        this.rival = rival;
        process = new ChildProcess(
                rival.toString(),
                OffHeapNode.class,
                JVM,
                rival.toString(),
                Integer.toString(entries),
                Boolean.toString(place),
                Integer.toString(absentEvery));
    }

    OffHeapRival rival() {
        return rival;
    }

    /** Waits until it is filled. */
    Filled filled() throws IOException {
        List<String> said = process.hear("ready");
        return new Filled(Long.parseLong(said.get(1)), said.get(2).equals("1"));
    }

    /** Lets it read for a while. */
    Outcome turn(String cell, int threads, int millis) throws IOException {
        process.tell(cell + " " + threads + " " + millis);
        List<String> said = process.hear("turn");
        return new Outcome(
                Double.parseDouble(said.get(1)),
                Double.parseDouble(said.get(2)),
                Double.parseDouble(said.get(3)),
                Double.parseDouble(said.get(4)));
    }

    @Override
    public void close() {
        process.close();
    }
}
