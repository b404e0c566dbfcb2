package dev.tarn.demo.web;

import dev.tarn.console.Console;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends the state of the console to all who watch, every second; does nothing while nobody does. Thread-safe. */
final class ConsoleStream implements AutoCloseable {
    private static final long WITHOUT_END = 0;

    private final Console console;
    private final List<SseEmitter> watchers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "console");
        thread.setDaemon(true);
        return thread;
    });

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
    ConsoleStream(Console console) {
        this.console = console;
        timer.scheduleAtFixedRate(this::send, 1, 1, TimeUnit.SECONDS);
    }

    SseEmitter open() {
        SseEmitter watcher = new SseEmitter(WITHOUT_END);
        watcher.onCompletion(() -> watchers.remove(watcher));
        watcher.onError(failure -> watchers.remove(watcher));
        send(watcher, console.state());
        watchers.add(watcher);
        return watcher;
    }

    private void send() {
        if (!watchers.isEmpty()) {
            String state = console.state();
            watchers.forEach(watcher -> send(watcher, state));
        }
    }

    private void send(SseEmitter watcher, String state) {
        try {
            watcher.send(state, MediaType.TEXT_PLAIN);
        } catch (IOException | IllegalStateException e) {
            watchers.remove(watcher); // it has gone
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        watchers.forEach(SseEmitter::complete);
    }
}
