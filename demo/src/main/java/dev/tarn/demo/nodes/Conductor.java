package dev.tarn.demo.nodes;

import dev.tarn.demo.DemoFailure;
import dev.tarn.demo.Ending;
import dev.tarn.demo.RemoteTiers;
import dev.tarn.demo.catalogue.CatalogueFile;
import dev.tarn.demo.load.Sample;
import dev.tarn.demo.screen.Board;
import dev.tarn.demo.screen.Screen;
import dev.tarn.demo.web.WebServer;
import dev.tarn.spi.Clock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs several nodes as processes, with one database file and one Redis, and shows what they do together. */
public final class Conductor {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Plan plan;
    private final Clock clock;
    private final Screen screen = Screen.console();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<ChildNode> nodes = new ArrayList<>();

    /**
     * Says what is run.
     *
     * @param nodes how many processes
     * @param port the first one's port; 0 for any
     * @param remote the address of a Redis or a Memcached that is there, or null for a Redis of our own
     * @param duration how long the load runs, or null for without end
     * @param file the database
     * @param options what every node is told besides
     * @param headlines what is said first
     */
    public record Plan(
            int nodes,
            int port,
            @Nullable String remote,
            @Nullable Duration duration,
            CatalogueFile file,
            List<String> options,
            List<String> headlines) {

        /** Copies the lists. */
        public Plan {
            options = List.copyOf(options);
            headlines = List.copyOf(headlines);
        }
    }

    /**
     * Creates a conductor that runs nothing yet.
     *
     * @param plan what is run
     * @param clock gives the time
     */
    public Conductor(Plan plan, Clock clock) {
        this.plan = plan;
        this.clock = clock;
    }

    /**
     * Runs everything until the end of the duration or Ctrl-C.
     *
     * @return the exit code
     * @throws DemoFailure if it cannot go on
     */
    public int run() {
        WebServer.requireFree(plan.port(), plan.nodes());
        try (Ending ending = new Ending(clock)) {
            try {
                perform(ending);
            } catch (IOException | DemoFailure e) {
                if (!ending.wasAsked()) {
                    throw e instanceof DemoFailure failure
                            ? failure
                            : new DemoFailure(String.valueOf(e.getMessage()), e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                nodes.forEach(ChildNode::hushAndEnd);
                closeParts();
            }
        }
        return 0;
    }

    private void perform(Ending ending) throws IOException, InterruptedException {
        makeDatabase();
        plan.headlines().forEach(screen::note);
        List<URI> addresses = startNodes(plan.remote() == null ? ownRedis() : plan.remote());
        for (ChildNode node : nodes) {
            screen.note("node " + node.number() + ": " + node.ask(Commands.WARM));
        }
        UpdateProbe probe = new UpdateProbe(addresses, plan.file().products(), clock);
        UpdateWatch watch = part(new UpdateWatch(probe, clock));
        watch.show();
        load(ending, watch);
    }

    private void makeDatabase() {
        if (plan.file().make()) {
            screen.note(String.format(
                    Locale.ROOT,
                    "database: %,d products written to %s",
                    plan.file().products(),
                    plan.file().folder()));
        }
        // Held open here, so that it is served from here: all nodes have the same way to it.
        part(plan.file().open());
    }

    private String ownRedis() {
        OwnRedis redis = part(OwnRedis.start(clock));
        screen.note("remote tier: " + redis.uri() + ", a Redis of our own");
        return redis.uri();
    }

    private List<URI> startNodes(String remote) {
        for (int number = 1; number <= plan.nodes(); number++) {
            List<String> options = new ArrayList<>(plan.options());
            int port = plan.port() == 0 ? 0 : plan.port() + number - 1;
            options.addAll(RemoteTiers.options(remote));
            options.addAll(List.of("--port", String.valueOf(port)));
            nodes.add(part(ChildNode.start(number, options)));
        }
        List<URI> addresses = new ArrayList<>();
        for (ChildNode node : nodes) {
            URI address = URI.create(node.awaitReady());
            addresses.add(address);
            screen.note("node " + node.number() + ": serving " + address + "products/42");
        }
        return addresses;
    }

    private void load(Ending ending, UpdateWatch watch) {
        Board board = new Board(screen, clock, plan.duration(), samples().counts());
        nodes.forEach(node -> node.ask(Commands.LOAD));
        watch.start();
        ending.in(plan.duration());
        Sample last = samples();
        while (!ending.await(TICK)) {
            last = samples();
            board.tick(last, watch.underLoad());
        }
        if (ending.wasAsked()) {
            // Ctrl-C reaches the nodes as well; what they said last must do.
            board.finish(last.withoutLatencies(), watch.underLoad());
        } else {
            nodes.forEach(node -> node.ask(Commands.STOP));
            board.finish(samples(), watch.underLoad());
        }
    }

    private Sample samples() {
        nodes.forEach(node -> node.tell(Commands.SAMPLE));
        Sample sum = Sample.none();
        for (ChildNode node : nodes) {
            sum = sum.plus(node.awaitSample());
        }
        return sum;
    }

    private <T extends AutoCloseable> T part(T part) {
        parts.push(part);
        return part;
    }

    private void closeParts() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                screen.note("not closed cleanly: " + e);
            }
        }
    }
}
