package dev.tarn.spring.boot;

import dev.tarn.Cache;
import dev.tarn.CacheStats;
import dev.tarn.Explanation;
import dev.tarn.Explanation.State;
import dev.tarn.tiered.Tarn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The endpoint {@code tarn}: what the caches of this node hold and did, why a key is served as it is, and, where {@code
 * management.endpoint.tarn.access=unrestricted} permits it, invalidation. Shows no values.
 *
 * <p>A key is written as text; since a cache does not say of which type its keys are, a text that can be read as a number or a UUID means
 * these, too.
 */
@Endpoint(id = "tarn", defaultAccess = Access.READ_ONLY)
public final class TarnEndpoint {
    private static final Pattern UUID_FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Tarn tarn;

    TarnEndpoint(Tarn tarn) {
        this.tarn = tarn;
    }

    /** Returns the counts of all caches by their names. */
    @ReadOperation
    public Map<String, CacheStats> caches() {
        Map<String, CacheStats> stats = new TreeMap<>();
        for (String name : tarn.cacheNames()) {
            tarn.find(name).ifPresent(cache -> stats.put(name, cache.stats()));
        }
        return stats;
    }

    /**
     * Tells why a key is served as it is. Asks the remote tier.
     *
     * @param cache the name of the cache
     * @param key the key
     * @return null if there is no such cache
     */
    @ReadOperation
    public @Nullable Explanation explain(@Selector String cache, @Selector String key) {
        Cache<Object, Object> found = find(cache);
        if (found == null) {
            return null;
        }
        List<Explanation> explanations =
                meanings(key).stream().map(found::explain).toList();
        return explanations.stream()
                .filter(explanation -> explanation.tiers().stream().anyMatch(tier -> tier.state() != State.MISSING))
                .findFirst()
                .orElse(explanations.get(0));
    }

    /**
     * Invalidates a key, a tag, or without either everything, on every node.
     *
     * @param cache the name of the cache
     * @param key the key, or null
     * @param tag the tag, or null
     * @return how far it has got, by what was invalidated; null if there is no such cache
     */
    @DeleteOperation
    public @Nullable Map<String, String> invalidate(
            @Selector String cache, @Nullable String key, @Nullable String tag) {
        Cache<Object, Object> found = find(cache);
        if (found == null) {
            return null;
        }
        if (key != null) {
            return Map.of("key", found.invalidateAll(meanings(key)).name());
        }
        return tag != null
                ? Map.of("tag", found.invalidateTag(tag).name())
                : Map.of("all", found.clear().name());
    }

    @SuppressWarnings("unchecked") // keys of another type are only looked for
    private @Nullable Cache<Object, Object> find(String name) {
        return (Cache<Object, Object>) tarn.find(name).orElse(null);
    }

    /** Returns what a text may mean as a key. */
    static List<Object> meanings(String text) {
        List<Object> meanings = new ArrayList<>(List.of(text));
        try {
            long number = Long.parseLong(text);
            meanings.add(number);
            if (number == (int) number) {
                meanings.add((int) number);
            }
        } catch (NumberFormatException e) {
            addUuid(meanings, text);
        }
        return meanings;
    }

    private static void addUuid(List<Object> meanings, String text) {
        if (UUID_FORM.matcher(text).matches()) {
            meanings.add(UUID.fromString(text));
        }
    }
}
