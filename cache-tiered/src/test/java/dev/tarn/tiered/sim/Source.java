package dev.tarn.tiered.sim;

import dev.tarn.CacheLoader;
import dev.tarn.LoadContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The loader of one node. Some of its calls take a while and see the rows as they are at some moment of it; some fail. */
final class Source implements CacheLoader<Integer, Long> {
    private final World world;
    private final int node;
    private final Loads loads;

    /** What goes wrong when the source is asked; unlike everything else, no fault of the cache. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure() {
            super("the source failed", null, false, false);
        }
    }

    /** Counts the calls of all nodes' loaders. */
    static final class Loads {
        private final List<int[]> running = new ArrayList<>();
        private final int[] changes = new int[Rows.MOST_KEYS];
        /** The number of changes of a key when its lease was granted to a node. */
        private final int[][] grants = new int[8][Rows.MOST_KEYS];

        /** How many loads of a key are to come for which a node was granted a lease. */
        private final int[][] due = new int[8][Rows.MOST_KEYS];

        private long count;
        private boolean calm;
        private boolean over;
        private int transactionNode = -1;
        private int transactionKey = -1;

        long count() {
            return count;
        }

        /** No call fails from now on. */
        void calmDown() {
            calm = true;
        }

        /** Loads take no time from now on. */
        void finish() {
            over = true;
        }

        boolean isOver() {
            return over;
        }

        /** Runs something within the transaction of a node that has changed a key and has not committed it. */
        void within(int node, int key, Runnable reading) {
            transactionNode = node;
            transactionKey = key;
            try {
                reading.run();
            } finally {
                transactionNode = -1;
                transactionKey = -1;
            }
        }

        private boolean seesUncommitted(int node, int key) {
            return transactionNode == node && transactionKey == key;
        }

        /** A change of a key ends the right of whoever loads it. */
        void changed(int key) {
            changes[key]++;
            running.removeIf(load -> load[0] == key);
        }

        /** A grant that comes before the load of another one has begun makes it unknown whose load comes next. */
        void granted(int node, int key) {
            grants[node][key] = due[node][key] > 0 ? -1 : changes[key];
            due[node][key]++;
        }

        /** Notes that a load begins; returns whether a lease was granted for it. */
        boolean begun(int node, int key) {
            boolean granted = due[node][key] > 0;
            due[node][key] -= granted ? 1 : 0;
            return granted;
        }

        /** Tells whether the lease that a node was granted last has not been ended by a change. */
        boolean holds(int node, int key) {
            return grants[node][key] == changes[key];
        }

        boolean isRunning(int key) {
            return running.stream().anyMatch(load -> load[0] == key);
        }
    }

    Source(World world, int node, Loads loads) {
        this.world = world;
        this.node = node;
        this.loads = loads;
    }

    @Override
    public @Nullable Long load(Integer key, LoadContext<Long> context) {
        return loadAll(Set.of(key), same -> context).get(key);
    }

    @Override
    public boolean isBulk() {
        return true;
    }

    @Override
    public Map<Integer, @Nullable Long> loadAll(
            Set<? extends Integer> asked, Function<? super Integer, LoadContext<Long>> contexts) {
        Set<Integer> keys = new TreeSet<>(asked);
        List<int[]> mine = begin(keys);
        long sampled = loads.transactionNode == node ? world.agenda().now() : takeTime();
        end(mine);
        return rows(keys, sampled, contexts);
    }

    /** Loads a row without a thread that waits for it. */
    CompletableFuture<@Nullable Long> loadLater(Integer key, LoadContext<Long> context) {
        List<int[]> mine = begin(Set.of(key));
        SimNode process = world.network().nodes.get(node);
        long start = world.agenda().now();
        double share = world.dice().share();
        long nanos = process.timeOfLoad();
        CompletableFuture<@Nullable Long> answer = new CompletableFuture<>();
        Runnable ending = () -> {
            end(mine);
            try {
                answer.complete(rows(Set.of(key), start + (long) (share * nanos), same -> context)
                        .get(key));
            } catch (Failure e) {
                answer.completeExceptionally(e);
            }
        };
        if (nanos == 0) {
            ending.run();
        } else {
            process.schedule(ending, nanos);
        }
        return answer;
    }

    /** Returns those of the loads that begin now which are the only ones of their keys in the cluster, or should be. */
    private List<int[]> begin(Set<Integer> keys) {
        List<int[]> mine = new ArrayList<>();
        for (int key : keys) {
            boolean leased = loads.begun(node, key);
            // a load without a lease, because a request took longer than its budget, is allowed to come beside
            if (leased && loads.holds(node, key)) {
                if (world.set().isHealthy() && loads.isRunning(key)) {
                    world.oracle().note(Violation.Kind.DOUBLE_LOAD, node, key, 0, 0, 0);
                }
                mine.add(new int[] {key});
            }
        }
        loads.count += keys.size();
        loads.running.addAll(mine);
        return mine;
    }

    private void end(List<int[]> mine) {
        loads.running.removeAll(mine);
    }

    private Map<Integer, @Nullable Long> rows(
            Set<Integer> keys, long sampled, Function<? super Integer, LoadContext<Long>> contexts) {
        if (!loads.calm && world.dice().chance(world.set().failingLoads())) {
            throw new Failure();
        }
        Map<Integer, @Nullable Long> rows = new LinkedHashMap<>();
        for (int key : keys) {
            long version = world.database().version(key, sampled)
                    + (loads.seesUncommitted(node, key) ? Oracle.UNCOMMITTED : 0);
            world.network().history.note("load", node, key, "", version);
            contexts.apply(key).tags(Rows.tag(Rows.group(key)));
            rows.put(key, version);
        }
        return rows;
    }

    private long takeTime() {
        long start = world.agenda().now();
        double share = world.dice().share();
        long nanos = world.network().nodes.get(node).takeTime();
        return start + (long) (share * nanos);
    }
}
