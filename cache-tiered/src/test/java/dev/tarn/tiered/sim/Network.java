package dev.tarn.tiered.sim;

import dev.tarn.CacheTimeoutException;
import dev.tarn.StoreException;
import dev.tarn.spi.Invalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What lies between nodes and servers: delays, losses, cut links, a master that changes. A request is carried out at once or not at all;
 * it can be slow, and either way of it can be lost, which its node sees as a timeout.
 */
final class Network {
    /** How long a node waits for an answer. */
    static final long BUDGET = 120 * Simulation.MILLI;

    private static final long LONGEST_EXTRA = 60 * Simulation.MILLI;

    final List<SimNode> nodes = new ArrayList<>();
    final History history;
    private final Agenda agenda;
    private final Dice dice;
    private final FaultSet set;
    private final Oracle oracle;
    private final long longestExtra;
    private boolean calm;
    private SimRedis master;
    private boolean masterUp = true;
    private boolean split;

    Network(Agenda agenda, Dice dice, FaultSet set, History history, Oracle oracle) {
        this.oracle = oracle;
        this.agenda = agenda;
        this.dice = dice;
        this.set = set;
        this.history = history;
        // where nothing goes wrong no request may take longer than its budget, even if it is slow on both ways
        this.longestExtra = set.isHealthy() ? LONGEST_EXTRA * 2 / 3 : LONGEST_EXTRA;
        this.master = SimRedis.started(agenda, dice, set, this::push);
    }

    int shards() {
        return set.shards();
    }

    SimRedis master() {
        return master;
    }

    boolean isSplit() {
        return split;
    }

    boolean isMasterUp() {
        return masterUp;
    }

    /** Nothing is lost from now on. */
    void calmDown() {
        calm = true;
    }

    private long delay() {
        long delay = dice.between(Simulation.MILLI / 5, 4 * Simulation.MILLI);
        return !calm && dice.chance(set.slowWays()) ? delay + dice.between(5 * Simulation.MILLI, longestExtra) : delay;
    }

    private boolean loses(double probability) {
        return !calm && dice.chance(probability);
    }

    /** Tells whether bytes of a node come through to a server. */
    boolean reaches(SimNode node, SimRedis server) {
        return !node.isCut() && (server != master || masterUp);
    }

    /** The ways of a request. */
    enum Lane {
        /** Reads: a connection of their own, so they overtake what is sent over the other. */
        DATA,
        /** What changes something, and is refused where replicas are missing. */
        CONTROL,
        /** As control; its answer may be heard after its connection is known to be lost, as that of a read. */
        POLL;

        boolean isWrite() {
            return this != DATA;
        }

        boolean isHeardLate() {
            return this != CONTROL;
        }
    }

    /** Sends a script; the stage completes at the node, or fails there. */
    <T> CompletionStage<T> request(SimNode node, Lane lane, Function<SimShard[], T> script) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        SimNode.Link link = node.link();
        if (!link.isOpen()) {
            answer.completeExceptionally(new StoreException("not connected", null, false));
            return answer;
        }
        long deadline = agenda.now() + BUDGET;
        link.waiting.add(answer);
        if (loses(set.requestLoss())) {
            timeOut(node, link, answer, deadline);
            return answer;
        }
        long arrival = link.arrival(lane, agenda.now() + delay());
        agenda.at(arrival, () -> arrive(node, link, lane, script, answer, deadline));
        return answer;
    }

    private <T> void arrive(
            SimNode node,
            SimNode.Link link,
            Lane lane,
            Function<SimShard[], T> script,
            CompletableFuture<T> answer,
            long deadline) {
        if ((link.isBroken() && (!link.isOpen() || dice.chance(0.5))) || !reaches(node, link.server())) {
            timeOut(node, link, answer, deadline);
            return;
        }
        if (lane.isWrite() && link.server().refusesWrites()) {
            reply(node, link, lane, answer, null, deadline);
            return;
        }
        reply(node, link, lane, answer, script.apply(link.server().shards), deadline);
    }

    private <T> void reply(
            SimNode node,
            SimNode.Link link,
            Lane lane,
            CompletableFuture<T> answer,
            @Nullable T result,
            long deadline) {
        long sentAt = agenda.now();
        long delay = delay();
        if (loses(set.requestLoss()) || agenda.now() + delay > deadline) {
            timeOut(node, link, answer, deadline);
            return;
        }
        agenda.after(delay, () -> {
            boolean late = lane.isHeardLate() && link.isHeardLate(sentAt);
            if (!late && (link.isBroken() || !reaches(node, link.server()))) {
                timeOut(node, link, answer, deadline);
            } else {
                node.run(() -> link.answer(answer, result));
            }
        });
    }

    private <T> void timeOut(SimNode node, SimNode.Link link, CompletableFuture<T> answer, long deadline) {
        agenda.at(
                deadline,
                () -> node.run(() -> {
                    link.waiting.removeIf(other -> other == answer);
                    answer.completeExceptionally(new CacheTimeoutException("no answer"));
                }));
    }

    private void push(SimRedis.Push push) {
        for (SimNode node : nodes) {
            if (node.link().isOpen() && node.link().server() == push.from()) {
                if (loses(set.pushLoss())) {
                    continue;
                }
                send(node, push);
                if (loses(set.pushDoubling())) {
                    send(node, push);
                }
            }
        }
    }

    private void send(SimNode node, SimRedis.Push push) {
        SimNode.Link link = node.link();
        long sentAt = agenda.now();
        long delay = dice.between(Simulation.MILLI / 5, 3 * Simulation.MILLI);
        if (loses(set.pushDelay())) {
            delay += dice.between(5 * Simulation.MILLI, 120 * Simulation.MILLI);
        }
        agenda.after(delay, () -> {
            if (!link.isBroken() && reaches(node, push.from())) {
                node.run(() -> hear(node, link, push, sentAt));
            }
        });
    }

    private void hear(SimNode node, SimNode.Link link, SimRedis.Push push, long sentAt) {
        Invalidation message = push.message();
        int key = message.names().isEmpty() ? -1 : Rows.key(message.names().get(0));
        history.note(
                "hear", node.index, key, message.operation(), message.current().stamp());
        link.push(message);
        if (message.operation() != Invalidation.Operation.FILL_NOTE) {
            oracle.told(node.index, sentAt);
        }
    }

    /** The master dies; a replica takes its place after a while, without what it had not heard of. */
    void failOver(long downNanos, long lagNanos, long skewMillis) {
        master = master.promoted(agenda.now() - lagNanos, skewMillis, this::push);
        goDown(downNanos, ~0);
    }

    /** As {@link #failOver}, but links do not break: they lead to the new master, and nodes are not told. */
    void swap(long downNanos, long lagNanos, long skewMillis) {
        SimRedis old = master;
        master = old.promoted(agenda.now() - lagNanos, skewMillis, this::push);
        nodes.forEach(node -> node.link().follow(old, master));
        goDown(downNanos, 0);
    }

    /** The master and some nodes are cut off from the rest, which gets another master. */
    void split(long downNanos, long lagNanos, long skewMillis, int leftBehind, long healNanos) {
        SimRedis old = master;
        old.isolate();
        master = old.promoted(agenda.now() - lagNanos, skewMillis, this::push);
        split = true;
        goDown(downNanos, ~leftBehind);
        agenda.after(healNanos, () -> {
            split = false;
            nodes.stream()
                    .filter(node -> node.link().server() == old)
                    .forEach(node -> node.breakLink(dice.between(0, 10 * Simulation.MILLI)));
        });
    }

    /** The server is away for a while; connections break. */
    void restart(long downNanos, boolean empty) {
        if (empty) {
            for (SimShard shard : master.shards) {
                shard.loseEverything();
            }
        }
        goDown(downNanos, ~0);
    }

    private void goDown(long nanos, int concerned) {
        masterUp = false;
        for (int i = 0; i < nodes.size(); i++) {
            if (((concerned >> i) & 1) != 0) {
                nodes.get(i).breakLink(dice.between(0, 10 * Simulation.MILLI));
            }
        }
        agenda.after(nanos, () -> masterUp = true);
    }
}
