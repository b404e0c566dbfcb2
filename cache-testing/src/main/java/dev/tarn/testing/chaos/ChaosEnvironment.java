package dev.tarn.testing.chaos;

import dev.tarn.CacheLoader;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What a process tells the subject.
 *
 * @param node the node's number, from 0
 * @param uri the address of Redis as this node reaches it: {@code redis://}, {@code redis-sentinel://} or {@code redis-cluster://}
 * @param bound the staleness bound that the history is judged by
 * @param keys how many keys there are, from 0 to one less
 * @param loader gets values from the run's source, as slowly as the faults make it; gives each the tag of its key, see
 *     {@link #tagOf}. A cache that is not Tarn's loads with {@link #load}
 * @param settings the settings given to the plan, for the subject's own use
 */
public record ChaosEnvironment(
        int node,
        String uri,
        Duration bound,
        int keys,
        CacheLoader<Long, String> loader,
        Map<String, String> settings) {
    /** How many tags the keys share. */
    static final int TAGS = 50;

    /** Copies the settings. */
    public ChaosEnvironment {
        settings = Map.copyOf(settings);
    }

    /**
     * Returns a setting of the plan.
     *
     * @param name the setting's name
     * @param otherwise what is returned if the plan does not set it
     */
    public String setting(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }

    /**
     * Loads the value of a key, for a cache that is not Tarn's. Blocks for as long as the faults make it. Thread-safe.
     *
     * @param key a key of the run
     * @throws IllegalStateException if the loader is not the kit's and fails
     */
    public String load(long key) {
        try {
            return Objects.requireNonNull(loader.load(key, new NoContext()));
        } catch (Exception e) {
            throw new IllegalStateException("cannot load " + key, e);
        }
    }

    /**
     * Returns the tag that all values of the key carry.
     *
     * @param key the key
     */
    public static String tagOf(long key) {
        return "tag" + key % TAGS;
    }
}
