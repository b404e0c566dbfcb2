package dev.tarn.tiered;

import dev.tarn.LoadLimits;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many loads of a cache run at once as its limits permit. What is too much waits in a queue, and when a load ends the next one takes
 * several orders out of it, if their loader can load them together.
 *
 * <p>A load runs on the thread that waits for the first of its orders, or on the executor if nobody does; the desk has no thread. A load within
 * a load never waits here: it would keep the place of the outer one. Nor does a loader wait for an order that has not begun: it carries that
 * out by itself. So an order can be taken until its load begins, by whoever comes first.
 *
 * <p>A load whose answer comes later keeps its place until then.
 *
 * <p>The lock is held for moments, and never while a loader runs.
 */
final class LoadDesk<K, V> {
    /** So many are loaded together even if their share is less: a load of some costs hardly more than a load of one. */
    private static final int FEW = 10;

    /** So many more loads a thread of the executor carries out before others have their turn. */
    private static final int IN_A_ROW = 10;

    private final LoadLimits limits;
    private final Clock clock;
    private final Scheduler scheduler;
    private final boolean open;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Place<K, V>> queue = new ArrayDeque<>();
    private int waitingKeys;
    private int running;
    private boolean gathering;
    private boolean timed;

    /** An order in the queue, and since when. */
    private record Place<K, V>(LoadOrder<K, V> order, long since) {}

    LoadDesk(LoadLimits limits, Clock clock, Scheduler scheduler) {
        this.limits = limits;
        this.clock = clock;
        this.scheduler = scheduler;
        this.open = !limits.isBounded() && limits.gatherFor().isZero();
    }

    /** Tells whether every load begins at once. */
    boolean isOpen() {
        return open;
    }

    /** Carries out an order: on this thread if its turn has come, which takes as long as its load; else later on its lane. */
    void submit(LoadOrder<K, V> order) {
        if (open) {
            carryOut(order);
        } else if (!isNeeded(order)) {
            enqueue(order);
            runNext(order);
        }
    }

    /** Carries out an order on its lane. */
    void submitAway(LoadOrder<K, V> order) {
        if (!isNeeded(order)) {
            enqueue(order);
            runNext(null);
        }
    }

    /** Carries out an order on this thread without waiting: it belongs to a load within a load. */
    void carryOut(LoadOrder<K, V> order) {
        new Load(order, false).run();
    }

    /** Returns the keys that wait. */
    int waitingKeys() {
        return locked(() -> waitingKeys);
    }

    /** Offers an order to loaders that need it. If one waits for it already, carries it out and tells so. */
    private boolean isNeeded(LoadOrder<K, V> order) {
        order.keepLeases();
        order.flights().forEach(flight -> flight.offer(() -> withdraw(order)));
        boolean needed = order.flights().stream().anyMatch(Flight::isNeeded);
        if (needed) {
            carryOut(order);
        }
        return needed;
    }

    private void withdraw(LoadOrder<K, V> order) {
        locked(() -> {
            if (queue.removeIf(place -> place.order() == order)) {
                waitingKeys -= order.size();
            }
            return null;
        });
        carryOut(order);
    }

    private void enqueue(LoadOrder<K, V> order) {
        boolean full = locked(() -> {
            if (running >= limits.maximumLoads() && waitingKeys + order.size() > limits.maximumWaiting()) {
                return true;
            }
            queue.add(new Place<>(order, clock.nanos()));
            waitingKeys += order.size();
            return false;
        });
        if (full) {
            shed(order, limits.maximumLoads() + " loads run and " + limits.maximumWaiting() + " keys may wait");
        } else {
            gather(order);
        }
    }

    /** Has a first miss wait for others, if it is told to. */
    private void gather(LoadOrder<K, V> order) {
        if (!gathers() || !order.isShareable()) {
            return;
        }
        boolean first = locked(() -> {
            boolean begins = !gathering;
            gathering = true;
            return begins;
        });
        if (first) {
            later(this::gathered, limits.gatherFor().toNanos());
        }
    }

    private void gathered() {
        locked(() -> gathering = false);
        runNext(null);
    }

    /** Runs loads as long as there is a place: that of an order that was just submitted here, others on their lanes. */
    private void runNext(@Nullable LoadOrder<K, V> submitted) {
        for (Load next = next(); next != null; next = next()) {
            if (next.first() == submitted) {
                next.run();
            } else {
                next.start();
            }
        }
        watchTime();
    }

    private @Nullable Load next() {
        return locked(() -> {
            boolean waits = gathering && waitingKeys < limits.maximumBatch();
            LoadOrder<K, V> first = waits || running >= limits.maximumLoads() ? null : peek();
            if (first == null) {
                return null;
            }
            remove();
            running++;
            Load load = new Load(first, true);
            if (gathers()) {
                load.orders = together(first); // nobody is to take what has gathered apart
            }
            return load;
        });
    }

    private boolean gathers() {
        return !limits.gatherFor().isZero();
    }

    /** Returns a load for a thread that has just ended one of the same lane and keeps its place, if there is one. */
    private @Nullable Load successor(Executor lane) {
        return locked(() -> {
            LoadOrder<K, V> first = peek();
            if (first == null || first.lane() != lane) {
                return null;
            }
            remove();
            return new Load(first, true);
        });
    }

    /** Takes those orders out of the queue that may share the load of one which begins now. */
    private List<LoadOrder<K, V>> together(LoadOrder<K, V> first) {
        return locked(() -> {
            List<LoadOrder<K, V>> orders = new ArrayList<>();
            orders.add(first);
            int most = share(first);
            int keys = first.size();
            for (LoadOrder<K, V> next = peek(); next != null; next = peek()) {
                keys += next.size();
                if (keys > most || !next.sharesWith(first)) {
                    break;
                }
                remove();
                orders.add(next);
            }
            return orders;
        });
    }

    /** Returns how many keys a load may take now: its share of what waits, so that the last ones are not left to a single load. */
    private int share(LoadOrder<K, V> first) {
        if (!first.isShareable()) {
            return 0;
        }
        int share = gathers() ? limits.maximumBatch() : waitingKeys / limits.maximumLoads() + 1;
        return Math.min(limits.maximumBatch(), Math.max(share, FEW));
    }

    /** Returns the first order in the queue that nobody has taken, or null. */
    private @Nullable LoadOrder<K, V> peek() {
        Place<K, V> first = queue.peek();
        while (first != null && first.order().isTaken()) {
            remove();
            first = queue.peek();
        }
        return first == null ? null : first.order();
    }

    private void remove() {
        waitingKeys -= queue.remove().order().size();
    }

    /** Has orders wait again, before all others. */
    private void putBack(List<LoadOrder<K, V>> orders) {
        locked(() -> {
            for (int i = orders.size() - 1; i >= 0; i--) {
                queue.addFirst(new Place<>(orders.get(i), clock.nanos()));
                waitingKeys += orders.get(i).size();
            }
            return null;
        });
    }

    private void ended() {
        locked(() -> running--);
        runNext(null);
    }

    /** Sees to it that who has waited for too long is told. */
    private void watchTime() {
        long delay = locked(() -> {
            Place<K, V> first = queue.peek();
            if (timed || first == null) {
                return -1L;
            }
            timed = true;
            return Math.max(0, limits.maximumWait().toNanos() - (clock.nanos() - first.since()));
        });
        if (delay >= 0) {
            later(this::timeIsUp, delay);
        }
    }

    private void timeIsUp() {
        List<LoadOrder<K, V>> late = locked(() -> {
            timed = false;
            List<LoadOrder<K, V>> over = new ArrayList<>();
            for (Place<K, V> first = queue.peek(); first != null && isLate(first); first = queue.peek()) {
                over.add(first.order());
                remove();
            }
            return over;
        });
        late.forEach(order -> new Refusal(order).start());
        watchTime();
    }

    private boolean isLate(Place<K, V> place) {
        return clock.nanos() - place.since() >= limits.maximumWait().toNanos();
    }

    private void later(Runnable task, long delay) {
        try {
            scheduler.schedule(task, delay);
        } catch (RejectedExecutionException e) {
            locked(() -> gathering = false); // the cache is being closed, which ends all flights
        }
    }

    private static void shed(LoadOrder<?, ?> order, String why) {
        if (order.take()) {
            order.shed(why);
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** A call of a loader, for one order and those that are waiting when it begins. */
    private final class Load implements CallerDriver.Step {
        private final LoadOrder<K, V> first;
        private final boolean counted;
        private List<LoadOrder<K, V>> orders;
        private boolean answersLater;

        Load(LoadOrder<K, V> first, boolean counted) {
            this.first = first;
            this.counted = counted;
            this.orders = List.of(first);
        }

        LoadOrder<K, V> first() {
            return first;
        }

        void start() {
            try {
                first.lane().execute(this);
            } catch (RejectedExecutionException e) {
                refused(e);
            }
        }

        @Override
        public void run() {
            Executor lane = first.lane();
            Load last = this;
            if (lane instanceof CallerDriver caller) {
                caller.away(this::load);
            } else {
                last = loadSome(lane);
            }
            if (!last.answersLater) {
                over();
            }
        }

        /**
         * Carries out this load and some others that wait for the same lane; not all, for the executor has other work as well.
         *
         * @return the last one, which has the place
         */
        private Load loadSome(Executor lane) {
            load();
            Load last = this;
            for (int more = IN_A_ROW; counted && !last.answersLater && more > 0; more--) {
                Load next = successor(lane);
                if (next == null) {
                    break;
                }
                next.load();
                last = next;
            }
            return last;
        }

        private void load() {
            if (counted && orders.size() == 1) {
                orders = together(first);
            }
            List<LoadOrder<K, V>> taken =
                    orders.stream().filter(LoadOrder::take).toList();
            if (taken.isEmpty()) {
                return;
            }
            try {
                if (first.loader() instanceof LaterLoader<K, V> later) {
                    answersLater = true;
                    new Source<>(first.core(), later).begin(first, later, this::over); // such orders do not share
                } else {
                    new Source<>(first.core(), first.loader()).load(taken).forEach(order -> submitAway(order.apart()));
                }
            } catch (RuntimeException | Error e) {
                taken.forEach(order -> order.fail(e));
            }
        }

        /** Gives back the place. */
        private void over() {
            if (counted) {
                ended();
            }
        }

        @Override
        public void refused(RejectedExecutionException refusal) {
            shed(first, String.valueOf(refusal.getMessage()));
            putBack(orders.subList(1, orders.size()));
            over();
        }
    }

    /** Tells those who have waited for too long, where they wait. */
    private final class Refusal implements CallerDriver.Step {
        private final LoadOrder<K, V> order;

        Refusal(LoadOrder<K, V> order) {
            this.order = order;
        }

        void start() {
            try {
                order.lane().execute(this);
            } catch (RejectedExecutionException e) {
                run();
            }
        }

        @Override
        public void run() {
            shed(order, "it waited for " + limits.maximumWait() + " without a turn");
        }

        @Override
        public void refused(RejectedExecutionException refusal) {
            run();
        }
    }
}
