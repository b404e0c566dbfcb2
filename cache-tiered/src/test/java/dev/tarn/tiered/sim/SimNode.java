package dev.tarn.tiered.sim;

import dev.tarn.AsyncLoadingCache;
import dev.tarn.LoadingCache;
import dev.tarn.StoreException;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Scheduler;
import dev.tarn.tiered.Tarn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One process: a real {@link Tarn} with its clock, scheduler and executor, and its link to the server. While it is paused nothing in it
 * runs; what has come meanwhile runs after it resumes, in random order.
 *
 * <p>A link that breaks is noticed after a moment: then requests under way fail and the product hears of it, and only after that the node
 * tries to connect again, to whoever is master by then.
 */
final class SimNode implements Clock, Scheduler, AutoCloseable {
    final int index;
    private final Agenda agenda;
    private final Dice dice;
    private final Network network;
    private final Workers workers;
    private final Source source;
    private final Source.Loads loads;
    private final FaultSet set;
    private final long nanosOffset;
    private final Tarn tarn;
    private final LoadingCache<Integer, Long> cache;
    private final AsyncLoadingCache<Integer, Long> async;
    private @Nullable BusListener listener;
    private Link link;
    private boolean cut;
    private long pausedUntil;
    private boolean closed;

    /** One connection, from when it is up until the node has noticed its end. */
    final class Link {
        final List<CompletableFuture<?>> waiting = new ArrayList<>();
        private SimRedis server;
        /** When the last request of a lane arrives; the next one does not overtake it. */
        private long dataArrival;

        private long controlArrival;
        private boolean open;
        private long brokenAt = Long.MAX_VALUE;
        private boolean lingers;

        Link(SimRedis server, boolean open) {
            this.server = server;
            this.open = open;
        }

        SimRedis server() {
            return server;
        }

        /** Leads to another server from now on, if it led to a certain one. */
        void follow(SimRedis former, SimRedis next) {
            server = server == former ? next : server;
        }

        /** Tells whether the node takes it for usable. */
        boolean isOpen() {
            return open;
        }

        /** Tells whether nothing comes through any more, known or not. */
        boolean isBroken() {
            return brokenAt != Long.MAX_VALUE;
        }

        /** Returns when a request arrives that would get there at some moment if nothing were in its way. */
        long arrival(Network.Lane lane, long earliest) {
            if (lane == Network.Lane.DATA) {
                dataArrival = Math.max(dataArrival + 1, earliest);
                return dataArrival;
            }
            controlArrival = Math.max(controlArrival + 1, earliest);
            return controlArrival;
        }

        /** Tells whether an answer that left the server at some moment is heard although the link is lost. */
        boolean isHeardLate(long sentAt) {
            return lingers && sentAt < brokenAt;
        }

        void push(Invalidation message) {
            BusListener hears = listener;
            if (open && hears != null) {
                hears.onMessage(message);
            }
        }

        @SuppressWarnings("unchecked") // the list holds futures of all types
        <T> void answer(CompletableFuture<T> answer, @Nullable T result) {
            if (!waiting.removeIf(other -> other == answer)) {
                return;
            }
            if (result == null) {
                answer.completeExceptionally(new StoreException("NOREPLICAS", null, false));
            } else {
                answer.complete(result);
            }
        }

        private void lost() {
            if (!open) {
                return;
            }
            open = false;
            lingers = dice.chance(0.3);
            boolean failFirst = !lingers && dice.chance(0.5);
            if (failFirst) {
                failWaiting();
            }
            if (listener != null) {
                listener.onDisconnected();
            }
            if (lingers) {
                agenda.after(set.longestLate(), () -> run(this::failWaiting));
            } else {
                failWaiting();
            }
            agenda.after(dice.between(Simulation.MILLI, 30 * Simulation.MILLI), () -> run(SimNode.this::connect));
        }

        private void failWaiting() {
            List<CompletableFuture<?>> all = new ArrayList<>(waiting);
            waiting.clear();
            all.forEach(answer -> answer.completeExceptionally(new StoreException("connection lost", null, false)));
        }
    }

    SimNode(int index, World world, Source source) {
        this.index = index;
        this.source = source;
        this.agenda = world.agenda();
        this.dice = world.dice();
        this.network = world.network();
        this.workers = world.workers();
        this.loads = world.loads();
        this.set = world.set();
        this.nanosOffset = index == 0 ? Long.MAX_VALUE - 1_000 * Simulation.MILLI : index * 77_777_777_777L;
        this.link = new Link(network.master(), false);
        this.tarn = Tarn.builder()
                .namespace("sim")
                .remote(new SimStore(this, world))
                .codecs(Rows.INSTANCE)
                .clock(this)
                .scheduler(this)
                .executor(this::execute)
                .build();
        this.cache = set.described(tarn).loader(source).build();
        this.async = cache.async();
        agenda.after(dice.between(0, 5 * Simulation.MILLI), () -> run(this::connect));
    }

    AsyncLoadingCache<Integer, Long> cache() {
        return async;
    }

    LoadingCache<Integer, Long> blocking() {
        return cache;
    }

    /** Reads a key with a loader that no thread waits for. */
    CompletableFuture<Long> getLater(int key) {
        return async.getOrLoadAsync(key, source::loadLater);
    }

    Link link() {
        return link;
    }

    boolean isCut() {
        return cut;
    }

    void listen(BusListener hears) {
        listener = hears;
    }

    /** Runs something in this process, later if it is paused. */
    void run(Runnable work) {
        if (pausedUntil > agenda.now()) {
            agenda.at(pausedUntil + dice.between(0, 3 * Simulation.MILLI), () -> run(work));
        } else if (!closed) {
            work.run();
        }
    }

    boolean isPaused() {
        return pausedUntil > agenda.now();
    }

    void pause(long nanos) {
        pausedUntil = Math.max(pausedUntil, agenda.now() + nanos);
    }

    /** Lets nothing through for a while. */
    void cutOff(long nanos, boolean breaks) {
        if (cut) {
            return;
        }
        cut = true;
        agenda.after(nanos, () -> healed(breaks));
    }

    private void healed(boolean breaks) {
        cut = false;
        if (breaks) {
            breakLink(0);
        }
    }

    /** Breaks the link; the node notices it after a while. */
    void breakLink(long noticedAfter) {
        Link broken = link;
        if (!broken.isBroken()) {
            broken.brokenAt = agenda.now();
            agenda.after(noticedAfter, () -> run(broken::lost));
        }
    }

    private void connect() {
        if (link.isOpen()) {
            return;
        }
        if (!network.reaches(this, network.master())) {
            agenda.after(dice.between(10 * Simulation.MILLI, 40 * Simulation.MILLI), () -> run(this::connect));
            return;
        }
        link = new Link(network.master(), true);
        BusListener hears = listener;
        if (hears != null) {
            hears.onConnected();
        }
    }

    private void execute(Runnable task) {
        agenda.after(
                dice.between(0, Simulation.MILLI / 10),
                () -> run(() -> {
                    long nanos = timeOfLoad();
                    if (nanos > 0) {
                        workers.run(task, dice.next(), agenda, nanos);
                    } else {
                        task.run();
                    }
                }));
    }

    /** Draws how long a load takes, in nanoseconds; mostly no time. */
    long timeOfLoad() {
        return !loads.isOver() && dice.chance(set.slowLoads())
                ? dice.between(set.shortestLoad(), set.longestLoad())
                : 0;
    }

    /** Lets the load that is running take its time; returns how long, in nanoseconds. */
    long takeTime() {
        long nanos = workers.takeAllowance();
        Workers.Worker worker = Workers.current();
        if (worker != null) {
            agenda.after(nanos, () -> resume(worker));
            worker.halt();
        } else if (nanos > 0) {
            workers.wait(agenda, agenda.now() + nanos);
            while (isPaused()) {
                workers.wait(agenda, pausedUntil + dice.between(0, 3 * Simulation.MILLI));
            }
        }
        return nanos;
    }

    private void resume(Workers.Worker worker) {
        if (pausedUntil > agenda.now()) {
            agenda.at(pausedUntil + dice.between(0, 3 * Simulation.MILLI), () -> resume(worker));
        } else {
            workers.resume(worker);
        }
    }

    @Override
    public long nanos() {
        return nanosOffset + agenda.now();
    }

    @Override
    public long millis() {
        return SimRedis.millis(agenda);
    }

    @Override
    public Scheduled schedule(Runnable task, long delayNanos) {
        return agenda.after(delayNanos, () -> run(task))::cancel;
    }

    @Override
    public void close() {
        tarn.close();
        closed = true;
    }
}
