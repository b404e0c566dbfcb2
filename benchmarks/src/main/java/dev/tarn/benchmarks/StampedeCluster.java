package dev.tarn.benchmarks;

import dev.tarn.benchmarks.StampedeProcess.Said;
import dev.tarn.spi.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Nodes of a stampede that are processes of their own. One may be killed in the middle of its load; another takes its place. */
final class StampedeCluster implements AutoCloseable {
    private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
    private final List<StampedeProcess> nodes = new ArrayList<>();
    private final Clock clock = Clock.system();
    private final String uri;
    private final int threads;
    private final int load;
    private final int lease;

    /**
     * What came of a wave.
     *
     * @param begun when each call of the loader in any process was heard of, the killed one's included, after the start; milliseconds
     * @param outcomes of the nodes that answered all their callers
     * @param afterKillMicros when the last of them was heard of, after the kill; 0 if nobody was killed
     */
    record Result(List<Double> begun, List<StampedeNode.Outcome> outcomes, long afterKillMicros) {
        int loads() {
            return begun.size();
        }

        long latestMicros() {
            return outcomes.stream()
                    .mapToLong(StampedeNode.Outcome::latestMicros)
                    .max()
                    .orElseThrow();
        }
    }

    /** Starts nodes. Times are milliseconds. */
    StampedeCluster(String uri, int nodes, int threads, int load, int lease) throws IOException {
        this.uri = uri;
        this.threads = threads;
        this.load = load;
        this.lease = lease;
        for (int i = 0; i < nodes; i++) {
            this.nodes.add(node());
        }
    }

    private StampedeProcess node() throws IOException {
        return new StampedeProcess(uri, threads, load, lease, said);
    }

    /**
     * Runs a wave on all nodes.
     *
     * @param killing whether the first node that loads is killed when half of its load is over
     */
    Result wave(String key, boolean killing) throws IOException, InterruptedException {
        said.clear();
        for (StampedeProcess node : nodes) {
            node.start(key);
        }
        List<Double> begun = new ArrayList<>();
        long started = clock.nanos();
        StampedeProcess killed = null;
        long killedAt = 0;
        long last = 0;
        List<StampedeNode.Outcome> outcomes = new ArrayList<>();
        while (outcomes.size() < nodes.size() - (killing ? 1 : 0)) {
            Said next = hear();
            if (next.line().startsWith("loading")) {
                begun.add((next.nanos() - started) / 1e6);
                if (killing && killed == null) {
                    ReadRound.pause(Duration.ofMillis(load / 2));
                    killed = next.by();
                    killedAt = clock.nanos();
                    killed.kill();
                }
            } else if (next.line().startsWith("done")) {
                outcomes.add(outcome(next));
                last = next.nanos();
            } else if (next.by() != killed) {
                throw new IOException("a node said '" + next.line() + "'");
            }
        }
        replace(killed);
        return new Result(begun, outcomes, killing ? (last - killedAt) / 1_000 : 0);
    }

    private Said hear() throws IOException, InterruptedException {
        Said next = said.poll(60_000L + lease, TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new IOException("callers have had no answer for a minute");
        }
        return next;
    }

    private static StampedeNode.Outcome outcome(Said done) {
        String[] words = done.line().split(" ", 3);
        return new StampedeNode.Outcome(Integer.parseInt(words[1]), Long.parseLong(words[2]));
    }

    private void replace(@Nullable StampedeProcess killed) throws IOException {
        if (killed != null) {
            nodes.remove(killed);
            killed.close();
            nodes.add(node());
        }
    }

    @Override
    public void close() {
        nodes.forEach(StampedeProcess::close);
    }
}
