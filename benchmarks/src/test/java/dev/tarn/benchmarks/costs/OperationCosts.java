package dev.tarn.benchmarks.costs;

import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.WriteStatus;
import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.server.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts, for each operation of a cache, the round trips of the node that calls it and the commands that the server executes.
 *
 * <p>Nothing here depends on how fast the machine is: nodes' clocks stand still, an operation is over when the server has executed as many
 * commands as the documentation says, and all of them are answered; and of the repeats the one counts that made the fewest round trips: a thread
 * that was late with a command that waits for no other makes one more.
 */
final class OperationCosts implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final Duration POLL_BUDGET = Duration.ofMillis(900);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration SENDING = Duration.ofMillis(10);
    private static final int REPEATS = 10;
    private static final int MANY = 100;

    private final Backend backend;
    private final CostTable documented;
    private final CountingProxy proxy;
    private final CountedNode caller;
    private final CountedNode other;
    private final List<String> rows = new ArrayList<>();

    /** The server. */
    interface Backend {
        TestServer server();

        /**
         * Opens the store and waits until it is connected.
         *
         * @param address the server's, or that of the proxy
         * @param port the same
         * @param budget how long a request may take
         */
        RemoteStore connect(String address, int port, Duration budget);

        /** Returns how often each command was executed, those left out that connections send for themselves. */
        Map<String, Long> commands();

        /** Returns what tells, by how it begins, what a connection sends for itself. */
        Predicate<String> upkeep();
    }

    /** What is counted: the same on another key each time. */
    @FunctionalInterface
    private interface Operation {
        void run(int number);
    }

    OperationCosts(Backend backend, CostTable documented) throws IOException, InterruptedException {
        this.backend = backend;
        this.documented = documented;
        proxy = new CountingProxy(backend.server().address(), backend.server().port(), backend.upkeep());
        caller = new CountedNode(counted(PATIENCE), null);
        other = new CountedNode(
                backend.connect(backend.server().address(), backend.server().port(), PATIENCE), null);
        pass(caller, Duration.ofSeconds(2));
        pass(other, Duration.ofSeconds(2));
    }

    private RemoteStore counted(Duration budget) {
        return backend.connect("127.0.0.1", proxy.port(), budget);
    }

    /** Counts everything, and returns the rows as they should stand in the documentation. */
    List<String> count() throws InterruptedException {
        LoadingCache<String, String> cache = caller.cache;
        count("`get`, in the heap", i -> cache.get("heap" + i), i -> cache.get("heap" + i));
        count("`get`, in the remote tier", i -> put("remote" + i), i -> cache.get("remote" + i));
        count("`get`, nowhere: a load and its fill", i -> {}, i -> cache.get("load" + i));
        count("`getAll` of 100, in the remote tier", i -> putMany("all", i), i -> cache.getAll(many("all", i)));
        count("`getAll` of 100, nowhere", i -> {}, i -> cache.getAll(many("loads", i)));
        count("`put`", i -> {}, i -> applied(cache.put("put" + i, "a value")));
        count("`putAll` of 100", i -> {}, i -> applied(cache.putAll(values("puts", i))));
        count("`invalidate`", i -> put("invalid" + i), i -> applied(cache.invalidate("invalid" + i)));
        count(
                "`invalidateAll` of 100",
                i -> putMany("invalids", i),
                i -> applied(cache.invalidateAll(many("invalids", i))));
        count(
                "`invalidateTag`",
                i -> applied(other.cache.put("tagged" + i, "a value", Options.tagged("tag" + i))),
                i -> applied(cache.invalidateTag("tag" + i)));
        count("`clear`", i -> {}, i -> applied(cache.clear()));
        count(
                "`invalidate` by another node",
                i -> cache.put("heard" + i, "a value"),
                i -> applied(other.cache.invalidate("heard" + i)));
        try (CountedNode idle = new CountedNode(counted(PATIENCE), null)) {
            rows.add(second("a second without calls", idle));
        }
        try (CountedNode bounded = new CountedNode(counted(POLL_BUDGET), BOUND)) {
            rows.add(second("the same with `maximumStaleness` of 2 s", bounded));
        }
        return rows;
    }

    private void count(String name, Operation preparation, Operation operation) throws InterruptedException {
        for (int i = 0; i <= REPEATS; i++) {
            preparation.run(i);
        }
        Map<String, Long> before = backend.commands();
        operation.run(0); // sends scripts whole that the server does not know yet
        finish(before, documented.commands(name));
        before = backend.commands();
        long trips = Long.MAX_VALUE;
        for (int i = 1; i <= REPEATS; i++) {
            long started = proxy.roundTrips();
            operation.run(i);
            finish(before, (long) i * documented.commands(name));
            trips = Math.min(trips, proxy.roundTrips() - started);
        }
        rows.add(row(name, trips, before));
    }

    /** Waits until as many commands were executed as are documented, for some operations go on when they have returned, and all are answered. */
    private void finish(Map<String, Long> before, long expected) throws InterruptedException {
        for (long left = PATIENCE.toMillis();
                sum(backend.commands()) - sum(before) < expected && left > 0;
                left -= SENDING.toMillis()) {
            proxy.await(proxy.roundTrips() + 1, SENDING);
        }
        proxy.await(0, PATIENCE);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Counts what a node asks in a second of its own time. A machine that is slow to send is behind that time, and counts less: so less than is
     * documented is right as well, but not nothing.
     */
    private String second(String name, CountedNode node) throws InterruptedException {
        pass(node, Duration.ofSeconds(2));
        Map<String, Long> before = backend.commands();
        long trips = proxy.roundTrips();
        pass(node, Duration.ofSeconds(REPEATS));
        long counted = proxy.roundTrips() - trips;
        return counted > 0 && perCall(counted) <= documented.roundTrips(name)
                ? documented.row(name)
                : row(name, perCall(counted), before);
    }

    private void pass(CountedNode node, Duration time) throws InterruptedException {
        for (long left = time.toMillis(); left > 0; left -= STEP.toMillis()) {
            node.pass(STEP);
            proxy.await(proxy.roundTrips() + 1, SENDING);
            proxy.await(0, PATIENCE);
        }
    }

    private String row(String name, long trips, Map<String, Long> before) {
        Map<String, Long> counts = new TreeMap<>(backend.commands());
        before.forEach((command, count) -> counts.merge(command, -count, Long::sum));
        String commands = counts.entrySet().stream()
                .filter(count -> perCall(count.getValue()) > 0)
                .map(count -> count.getKey() + " " + perCall(count.getValue()))
                .collect(Collectors.joining(", "));
        return CostTable.row(name, trips, commands.isEmpty() ? "none" : commands);
    }

    private static long perCall(long count) {
        return Math.round((double) count / REPEATS);
    }

    private void put(String key) {
        applied(other.cache.put(key, "a value"));
    }

    private void putMany(String name, int number) {
        applied(other.cache.putAll(values(name, number)));
    }

    private static void applied(WriteStatus status) {
        if (status != WriteStatus.APPLIED) {
            throw new IllegalStateException("the server did not take a change: " + status);
        }
    }

    private static List<String> many(String name, int number) {
        return IntStream.range(0, MANY).mapToObj(i -> name + number + "-" + i).toList();
    }

    private static Map<String, String> values(String name, int number) {
        Map<String, String> values = new LinkedHashMap<>();
        many(name, number).forEach(key -> values.put(key, "a value"));
        return values;
    }

    @Override
    public void close() throws IOException {
        caller.close();
        other.close();
        proxy.close();
    }
}
