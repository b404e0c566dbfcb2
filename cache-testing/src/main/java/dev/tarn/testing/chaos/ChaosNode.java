package dev.tarn.testing.chaos;

import dev.tarn.spi.Clock;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of one node: opens the subject's cache, runs the threads on it, and does what the driver says over a loopback connection,
 * one word a line and one line of answer each. It ends with that connection.
 */
final class ChaosNode {
    private final NodeSettings settings;
    private final Failures failures = new Failures();
    private final SharedSource source;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ChaosCache cache;

    private ChaosNode(NodeSettings settings) throws Exception {
        this.settings = settings;
        source = SharedSource.open(settings.source(), settings.keys());
        RunLoader loader = new RunLoader(source, settings.node(), history("loads"), Clock.system());
        cache = subject()
                .open(new ChaosEnvironment(
                        settings.node(),
                        settings.uri(),
                        settings.bound(),
                        settings.keys(),
                        loader,
                        settings.settings()));
        for (int i = 0; i < settings.threads(); i++) {
            workers.add(new Worker(settings, i, cache, source, history("thread" + i), failures));
        }
    }

    /**
     * Runs a node.
     *
     * @param args the file with its settings
     */
    public static void main(String[] args) throws Exception {
        NodeSettings settings = NodeSettings.read(Path.of(args[0]));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), settings.port());
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter out =
                        new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8))) {
            serveClock(in, out);
            ChaosNode node = new ChaosNode(settings);
            say(out, "open");
            for (String word = in.readLine(); word != null; word = in.readLine()) {
                say(out, node.answer(word));
            }
        }
        // Threads of the subject's libraries may not be daemons.
        System.exit(0);
    }

    /** Tells the time as often as asked, until told to go on. */
    private static void serveClock(BufferedReader in, BufferedWriter out) throws IOException {
        for (String word = in.readLine(); "clock".equals(word); word = in.readLine()) {
            say(out, Long.toString(Clock.system().nanos()));
        }
    }

    private static void say(BufferedWriter out, String line) throws IOException {
        out.write(line);
        out.write('\n');
        out.flush();
    }

    private String answer(String word) throws Exception {
        switch (word) {
            case "start" -> start();
            case "calm" -> workers.forEach(Worker::calm);
            case "stop" -> stop();
            case "verify" -> workers.get(0).readAll();
            case "failures" -> {
                return failures.counts().toString();
            }
            case "close" -> cache.close();
            default -> throw new IllegalArgumentException("'" + word + "' is no command");
        }
        return "done";
    }

    private void start() {
        for (int i = 0; i < workers.size(); i++) {
            Thread thread = new Thread(workers.get(i), "chaos-" + i);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(ChaosNode::end);
            threads.add(thread);
            thread.start();
        }
    }

    /** Ends the process at once: a thread that has silently gone would make the run a smaller one than it says. */
    private static void end(Thread thread, Throwable failure) {
        System.getLogger(ChaosNode.class.getName())
                .log(System.Logger.Level.ERROR, thread.getName() + " ends the process", failure);
        Runtime.getRuntime().halt(1);
    }

    private void stop() throws InterruptedException {
        workers.forEach(Worker::stop);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private HistoryWriter history(String thread) {
        return new HistoryWriter(HistoryFile.path(settings.folder(), settings.node(), settings.life(), thread));
    }

    private ChaosSubject subject() throws ReflectiveOperationException {
        return Class.forName(settings.subject())
                .asSubclass(ChaosSubject.class)
                .getConstructor()
                .newInstance();
    }
}
