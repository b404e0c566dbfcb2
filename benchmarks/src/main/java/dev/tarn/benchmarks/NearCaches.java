package dev.tarn.benchmarks;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one rival: all in this process, each with connections and threads of its own and with its own copies in memory of what
 * they share. Thread-safe, unless a method says otherwise.
 */
interface NearCaches extends AutoCloseable {
    /** What exists, for the options of a measurement. */
    String ALL = "lettuce.publish,lettuce.del+publish,tarn.invalidate,tarn.put,redisson,jetcache";

    /**
     * Opens the nodes of a rival.
     *
     * @param rival one of {@link #ALL}
     * @param entries how many entries each node must be able to keep
     */
    static NearCaches open(String rival, String uri, int nodes, int entries) {
        return switch (rival) {
            case "lettuce.publish" -> new LettuceNodes(uri, nodes, false);
            case "lettuce.del+publish" -> new LettuceNodes(uri, nodes, true);
            case "tarn.invalidate" -> new TarnNodes(uri, nodes, entries, false);
            case "tarn.put" -> new TarnNodes(uri, nodes, entries, true);
            case "redisson" -> new RedissonNodes(uri, nodes, entries);
            case "jetcache" -> new JetCacheNodes(uri, nodes, entries);
            default -> throw new IllegalArgumentException("no rival '" + rival + "'; there are " + ALL);
        };
    }

    /** Returns the name, as in {@link #ALL}. */
    String name();

    /** Returns how many nodes there are. */
    int nodes();

    /** Says what a reader of the figures should know about this rival; empty if nothing. */
    String remarks();

    /** Stores values and brings them to every node, or as good as: messages that are still on their way may remove some again. */
    void fill(Map<String, String> values) throws InterruptedException;

    /** Makes a node void a key everywhere, and returns when the rival says that it is done. Blocks. */
    void change(int node, String key);

    /** Tells whether a node would serve this value from its memory. Never leaves the process. */
    boolean holds(int node, String key, String value);

    /** Returns how many of some values a node would serve from its memory. Never leaves the process. */
    default int held(int node, Map<String, String> values) {
        int held = 0;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            held += holds(node, entry.getKey(), entry.getValue()) ? 1 : 0;
        }
        return held;
    }

    /** Reads as a user of a node would, from its memory or from what the nodes share; null if there is nothing. Blocks. */
    @Nullable
    String read(int node, String key);

    /** Returns what {@link #read} must give after a change. */
    default @Nullable String expectedAfterChange(String key) {
        return null;
    }

    @Override
    void close();
}
