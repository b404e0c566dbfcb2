package dev.tarn.tiered.sim;

import dev.tarn.FreshnessTicket;
import dev.tarn.WriteStatus;
import dev.tarn.tiered.Leftovers;
import dev.tarn.tiered.SteppedTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One run of one schedule.
 *
 * <p>The nodes are real caches; the world around them is simulated: time stands still while code runs and jumps to the next event when
 * there is nothing to do, so a run of some seconds takes less than a millisecond. Whatever is left to chance comes from the seed. Loaders
 * that take time run on threads of their own, but only one thread runs at any moment ({@link Workers}).
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a continuation does with a failure stands in it
final class Simulation {
    static final long MILLI = 1_000_000;

    /** When the last fault and the last write begin. */
    static final long LAST_FAULT = 2_600 * MILLI;

    /** When the network becomes reliable. */
    static final long ACTIVE = 3_000 * MILLI;

    /** When each node stops for the last time: for longer than the bound, so that nobody can be sure of what it holds. */
    private static final long LAPSE = 5_500 * MILLI;

    /** How many things a node may have to do when all is done: a pulse, polls of its shards and their answers, and the upkeep. */
    private static final int LITTLE = 6;

    /** When everything must be right. */
    private static final long SETTLED = 6_500 * MILLI;

    private static final long END = 8_000 * MILLI;

    /** How long an isolated master goes on taking writes. */
    static final long MAX_LAG = 150 * MILLI;

    private final Schedule schedule;
    private final Agenda agenda = new Agenda();
    private final History history;
    private final World world;
    private final List<Integer> allKeys;
    private final Source.Loads loads = new Source.Loads();
    private final int[] putting = new int[Rows.MOST_KEYS];
    private final int[] writing = new int[Rows.MOST_KEYS];
    private final long[] tickets = new long[Rows.MOST_KEYS];
    private final @Nullable FreshnessTicket[] newestTickets = new FreshnessTicket[Rows.MOST_KEYS];
    private int open;

    private Simulation(Schedule schedule, Limits limits, Workers workers, boolean traced) {
        this.schedule = schedule;
        FaultSet set = schedule.set();
        Dice dice = new Dice(schedule.seed() ^ Dice.mixed(schedule.salt()));
        history = new History(agenda, traced);
        Oracle oracle = new Oracle(set, agenda, history, limits);
        Network network = new Network(agenda, dice, set, history, oracle);
        Database database = new Database(set.keys());
        world = new World(set, agenda, dice, network, workers, database, oracle, loads, limits);
        allKeys = IntStream.range(0, set.keys()).boxed().toList();
        ThreadState.setSeed(dice.next());
        for (int i = 0; i < set.nodes(); i++) {
            network.nodes.add(new SimNode(i, world, new Source(world, i, loads)));
        }
    }

    /** Runs a schedule. */
    static Outcome run(Schedule schedule, Limits limits, Workers workers, boolean traced) {
        return new Simulation(schedule, limits, workers, traced).run();
    }

    private Outcome run() {
        expect(0);
        agenda.at(ACTIVE, () -> {
            world.network().calmDown();
            loads.calmDown();
        });
        agenda.at(LAPSE, () -> world.network().nodes.forEach(node -> node.pause(2 * FaultSet.BOUND.toNanos())));
        int events = agenda.runUntil(SETTLED);
        loads.finish();
        long loadsBefore = loads.count();
        judgeEnd();
        events += agenda.runUntil(END);
        Oracle oracle = world.oracle();
        if (world.set().keeps() && loads.count() - loadsBefore > world.set().keys()) {
            oracle.note(
                    Violation.Kind.STORM,
                    -1,
                    -1,
                    loads.count() - loadsBefore,
                    world.set().keys(),
                    0);
        }
        judgeLeftovers(oracle);
        if (open > 0) {
            oracle.note(Violation.Kind.HUNG, -1, -1, open, 0, 0);
        }
        world.network().nodes.forEach(SimNode::close);
        world.workers().check();
        return new Outcome(
                schedule, oracle.violations(), history, oracle.reads(), oracle.worst(), loads.count(), events);
    }

    private void judgeEnd() {
        FaultSet set = world.set();
        for (int key = 0; key < set.keys(); key++) {
            int k = key;
            long wanted = world.database().version(k);
            for (SimNode node : world.network().nodes) {
                node.run(() -> await(
                        node.cache().get(k),
                        row -> world.oracle().judgeFinally(node.index, k, row, wanted),
                        node.index,
                        k));
            }
        }
        agenda.after(1_000 * MILLI, this::judgeRemote);
    }

    private void judgeLeftovers(Oracle oracle) {
        for (SimNode node : world.network().nodes) {
            for (int key = 0; key < world.set().keys(); key++) {
                if (Leftovers.hasAny(node.blocking(), key)) {
                    oracle.note(Violation.Kind.LEAK, node.index, key, 0, 0, 0);
                }
            }
        }
        int little = LITTLE * world.set().nodes();
        if (agenda.pending() > little) {
            oracle.note(Violation.Kind.LEAK, -1, -1, agenda.pending(), little, 0);
        }
    }

    private void judgeRemote() {
        for (int key = 0; key < world.set().keys(); key++) {
            SimShard[] shards = world.network().master().shards;
            byte[] held = shards[SimStore.shard(Rows.name(key), shards.length)].value(key);
            if (held != null) {
                world.oracle()
                        .judgeFinally(-1, key, Rows.row(held), world.database().version(key));
            }
        }
    }

    /** Has one action begin in its time, and expects the next one then: the agenda is quicker the less is in it. */
    private void expect(int next) {
        if (next < schedule.actions().size()) {
            Action action = schedule.actions().get(next);
            agenda.at(action.at(), () -> {
                expect(next + 1);
                begin(action);
            });
        }
    }

    private void begin(Action action) {
        if (action.kind().isFault()) {
            history.note(action.kind().name(), action.node(), -1, action, action.first());
            fault(action);
        } else {
            SimNode node = world.network().nodes.get(action.node());
            node.run(() -> operate(node, action));
        }
    }

    private void fault(Action action) {
        Network network = world.network();
        SimNode node = network.nodes.get(action.node());
        SimShard[] shards = network.master().shards;
        switch (action.kind()) {
            case PAUSE -> node.pause(action.first());
            case CUT -> node.cutOff(action.first(), action.second() == 1);
            case BREAK -> node.breakLink(action.first());
            case FLUSH -> List.of(shards).forEach(SimShard::loseEverything);
            case LOSE_METADATA -> List.of(shards).forEach(SimShard::loseMetadata);
            case TRIM -> List.of(shards).forEach(shard -> shard.trim((int) action.first()));
            default -> takeover(network, action);
        }
    }

    /** One at a time: a master that is away cannot go away. */
    private void takeover(Network network, Action action) {
        long down = action.first();
        if (!network.isMasterUp() || network.isSplit()) {
            return;
        }
        if (action.kind() == Action.Kind.RESTART) {
            network.restart(down, action.second() == 1);
        } else if (action.kind() == Action.Kind.FAIL_OVER) {
            world.oracle().failedOver(down, false, down);
            network.failOver(down, action.second(), action.third());
        } else if (action.kind() == Action.Kind.SWAP) {
            world.oracle().swapped(down);
            network.swap(down, action.second(), action.third());
        } else {
            long heal = down + 3 * down;
            world.oracle().failedOver(down, true, heal);
            network.split(down, action.second(), action.third(), action.key(), heal);
        }
    }

    private void operate(SimNode node, Action action) {
        int key = action.key();
        switch (action.kind()) {
            case READ -> read(node, key, node.cache().get(key));
            case READ_LATER -> read(node, key, node.getLater(key));
            case PEEK -> read(node, key, node.cache().getIfPresent(key));
            case REFRESH -> read(node, key, node.cache().refresh(key));
            case READ_ALL -> readAll(node);
            case READ_TICKET -> readTicket(node, key);
            case TRANSACTION -> transact(node, action);
            case WRITE -> write(node, List.of(key), false, () -> node.cache().invalidate(key));
            case PUT -> put(node, key);
            case WRITE_ALL -> write(node, allKeys(), false, () -> node.cache().invalidateAll(allKeys()));
            case TAG ->
                write(
                        node,
                        keysOf(Rows.group(key)),
                        false,
                        () -> node.cache().invalidateTag(Rows.tag(Rows.group(key))));
            case CLEAR -> write(node, allKeys(), false, () -> node.cache().clear());
            default -> throw new IllegalArgumentException(action.kind().name());
        }
    }

    private List<Integer> allKeys() {
        return allKeys;
    }

    private List<Integer> keysOf(int group) {
        return allKeys().stream().filter(key -> Rows.group(key) == group).toList();
    }

    private void read(SimNode node, int key, CompletableFuture<Long> answer) {
        long calledAt = agenda.now();
        await(answer, row -> world.oracle().judge(node.index, key, row, calledAt), node.index, key);
    }

    private void readAll(SimNode node) {
        long calledAt = agenda.now();
        await(
                node.cache().getAll(allKeys()),
                rows -> allKeys().forEach(key -> world.oracle().judge(node.index, key, rows.get(key), calledAt)),
                node.index,
                -1);
    }

    private void readTicket(SimNode node, int key) {
        FreshnessTicket ticket = newestTickets[key];
        long wanted = tickets[key];
        if (ticket == null) {
            read(node, key, node.cache().get(key));
        } else {
            long calledAt = agenda.now();
            await(
                    node.cache().get(key, ticket),
                    row -> world.oracle().judgeTicket(node.index, key, row, wanted, calledAt),
                    node.index,
                    key);
        }
    }

    private void transact(SimNode node, Action action) {
        int key = action.key();
        Duration barred = action.third() == 1 ? Duration.ofSeconds(1) : null;
        SteppedTransaction.begin(node.blocking(), key, barred).thenAccept(transaction -> {
            agenda.after(action.first() / 2, () -> node.run(() -> readWithin(node, key, transaction)));
            agenda.after(action.first(), () -> node.run(() -> end(node, action, transaction)));
        });
    }

    private void readWithin(SimNode node, int key, SteppedTransaction<Integer, Long> transaction) {
        loads.within(node.index, key, () -> {
            try {
                Long row = transaction.get();
                if (row == null || row < Oracle.UNCOMMITTED) {
                    world.oracle().note(Violation.Kind.READ_YOUR_WRITES, node.index, key, row == null ? -1 : row, 0, 0);
                }
            } catch (Source.Failure e) {
                history.note("failed", node.index, key, e, 0);
            }
        });
    }

    private void end(SimNode node, Action action, SteppedTransaction<Integer, Long> transaction) {
        if (action.second() == 1 || putting[action.key()] > 0) {
            transaction.rolledBack();
        } else {
            write(node, List.of(action.key()), false, transaction::committed);
        }
    }

    private <T> void await(CompletableFuture<T> answer, java.util.function.Consumer<T> judge, int node, int key) {
        open++;
        answer.whenComplete((value, failure) -> {
            open--;
            if (failure == null) {
                if (value != null) {
                    judge.accept(value);
                }
            } else if (!isOfTheSource(failure)) {
                world.oracle().note(Violation.Kind.ERROR, node, key, 0, 0, 0);
                history.note("error", node, key, failure, 0);
            }
        });
    }

    private static boolean isOfTheSource(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof Source.Failure)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    /** Puts a row, if nobody else is writing it: which of two puts comes last is for the writers to settle, not for the cache. */
    private void put(SimNode node, int key) {
        if (writing[key] > 0 || world.oracle().isQueued(key)) {
            write(node, List.of(key), false, () -> node.cache().invalidate(key));
        } else {
            long version = world.database().version(key) + 1;
            write(
                    node,
                    List.of(key),
                    true,
                    () -> node.cache().put(key, version, dev.tarn.Options.tagged(Rows.tag(Rows.group(key)))));
        }
    }

    private void write(
            SimNode node,
            List<Integer> keys,
            boolean put,
            java.util.function.Supplier<CompletableFuture<WriteStatus>> call) {
        if (keys.isEmpty() || keys.stream().anyMatch(key -> putting[key] > 0)) {
            return;
        }
        List<Long> versions = new ArrayList<>();
        for (int key : keys) {
            versions.add(world.database().commit(key, agenda.now()));
            writing[key]++;
            putting[key] += put ? 1 : 0;
            history.note(
                    put ? "put" : "write", node.index, key, "", world.database().version(key));
        }
        open++;
        SimRedis asked = node.link().server();
        call.get().whenComplete((status, failure) -> {
            open--;
            boolean isolated = asked.isIsolated();
            for (int i = 0; i < keys.size(); i++) {
                int key = keys.get(i);
                writing[key]--;
                putting[key] -= put ? 1 : 0;
                history.note("written", node.index, key, failure == null ? status : failure, versions.get(i));
                world.oracle().returned(node.index, key, versions.get(i), status == WriteStatus.APPLIED, isolated);
                if (versions.get(i) > tickets[key]) {
                    tickets[key] = versions.get(i);
                    newestTickets[key] = node.blocking().freshnessTicket();
                }
            }
            if (failure != null) {
                world.oracle().note(Violation.Kind.ERROR, node.index, keys.get(0), 0, 0, 0);
            }
        });
    }
}
