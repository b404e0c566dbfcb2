package dev.tarn.demo;

import dev.tarn.demo.load.KeySource;
import dev.tarn.demo.load.Sample;
import dev.tarn.demo.load.Zipf;
import dev.tarn.demo.screen.Board;
import dev.tarn.demo.screen.Screen;
import dev.tarn.demo.web.RemoteState;
import dev.tarn.spi.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs one node in this process and shows what it does. */
final class SoloNode {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final NodeSettings settings;
    private final KeySource keys;
    private final Clock clock;
    private final Screen screen = Screen.console();

    SoloNode(NodeSettings settings, KeySource keys, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    int run(@Nullable Duration duration) {
        try (Ending ending = new Ending(clock)) {
            try (Node node = Node.start(settings, keys, clock)) {
                introduce(node);
                Agreement agreement = settings.agree() ? new Agreement(node.address()) : null;
                Sample before = node.sample();
                Board board = new Board(screen, clock, duration, before.counts());
                node.startLoad();
                ending.in(duration);
                while (!ending.await(TICK)) {
                    board.tick(node.sample(), null);
                }
                node.stopLoad();
                board.finish(node.sample(), null);
                if (agreement != null) {
                    screen.note(agreement.compare(node.reads()).toArray(String[]::new));
                }
            }
        }
        return 0;
    }

    private void introduce(Node node) {
        screen.note(
                headline(settings, keys),
                limit(settings, keys),
                settings.remote() == null ? "no remote tier" : "remote tier: " + settings.remote());
        warnIfDown(node);
        screen.note("serving " + node.address() + "products/42 (also /stats, /explain/42, /health); console: "
                + node.address() + "tarn");
        screen.note(node.warmUp());
    }

    private void warnIfDown(Node node) {
        String remote = settings.remote();
        if (remote == null) {
            return;
        }
        long deadline = clock.nanos() + TICK.toNanos();
        while (node.remote() == RemoteState.DOWN) {
            if (clock.nanos() > deadline) {
                screen.note(RemoteTiers.name(remote) + " at " + remote
                        + " does not answer: going on without it; it is used as soon as it comes");
                return;
            }
            LockSupport.parkNanos(TICK.toNanos() / 20);
        }
    }

    static String headline(NodeSettings settings, KeySource keys) {
        String rate = settings.plan().limited()
                ? String.format(Locale.ROOT, "%,d/s", settings.plan().rate())
                : "as fast as they can";
        return String.format(
                Locale.ROOT,
                "heap %,d of %,d products | %s | %d threads%s, %s, %s %% writes",
                settings.heap(),
                settings.file().products(),
                keys.description(),
                settings.plan().threads(),
                settings.http() ? " over HTTP (times of cache reads hold the HTTP call)" : "",
                rate,
                settings.plan().writesPercent());
    }

    /** Says what a heap tier of this size can give at best, so that nobody takes the figure for more than it is. */
    static String limit(NodeSettings settings, KeySource keys) {
        if (keys instanceof Zipf zipf) {
            return String.format(
                    Locale.ROOT,
                    "the heap tier alone can answer %.1f %% of these reads at best: those of the %,d most popular products",
                    100 * zipf.share(settings.heap()),
                    Math.min(settings.heap(), settings.file().products()));
        }
        return "keys of the trace beyond the products are answered by absences";
    }
}
