package dev.tarn.demo;

import dev.tarn.demo.screen.Screen;
import dev.tarn.demo.spring.SpringNode;
import dev.tarn.spi.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs the Spring Boot service in this process: shows what each annotation does, then serves. */
final class SpringRun {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final NodeSettings settings;
    private final Clock clock;
    private final Screen screen = Screen.console();

    SpringRun(NodeSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    int run(@Nullable Duration duration) {
        String remote = settings.remote();
        try (Ending ending = new Ending(clock)) {
            Node.makeDatabase(settings.file(), clock);
            try (SpringNode node = SpringNode.start(settings.file(), remote, settings.heap(), settings.port())) {
                screen.note("a Spring Boot service; " + (remote == null ? "no remote tier" : "remote tier: " + remote));
                if (remote != null && node.isRemoteAway()) {
                    screen.note(RemoteTiers.name(remote) + " at " + remote
                            + " does not answer: going on without it; it is used as soon as it comes");
                }
                node.walk(screen::note);
                screen.note("serving http://127.0.0.1:" + node.port() + "/products/42 (also /products?ids=1,2,"
                        + " /explain/42, POST /sale?ids=1,2&cents=999, POST /brands/7?name=…)");
                ending.in(duration);
                while (!ending.await(TICK)) {
                    // the service has threads of its own
                }
            }
        }
        return 0;
    }
}
