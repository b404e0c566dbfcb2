package dev.tarn.console;

import dev.tarn.Explanation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes an explanation as the page reads it. */
final class Explained {
    private Explained() {}

    static Map<String, @Nullable Object> of(Explanation explanation, double tookMillis) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("cache", explanation.cache());
        all.put("verdict", explanation.verdict());
        all.put("loading", explanation.loading());
        all.put("pending", explanation.pending());
        all.put("lastInvalidation", last(explanation.lastInvalidation()));
        all.put("tookMillis", tookMillis);
        List<Map<String, @Nullable Object>> tiers =
                explanation.tiers().stream().map(Explained::tier).toList();
        all.put("tiers", tiers);
        return all;
    }

    private static Map<String, @Nullable Object> tier(Explanation.TierView view) {
        Map<String, @Nullable Object> tier = new LinkedHashMap<>();
        tier.put("tier", view.tier());
        tier.put("state", view.state().name());
        tier.put("absence", view.absence());
        tier.put("version", String.valueOf(view.version())); // more digits than a number of the page has
        tier.put("age", seconds(view.age()));
        tier.put("freshFor", seconds(view.freshFor()));
        tier.put("deadIn", seconds(view.deadIn()));
        tier.put("tags", new TreeSet<>(view.tags()));
        tier.put("reason", view.reason());
        return tier;
    }

    private static Map<String, @Nullable Object> last(Explanation.LastInvalidation known) {
        Map<String, @Nullable Object> last = new LinkedHashMap<>();
        last.put("by", known.by().name());
        last.put("tag", known.tag());
        last.put("version", String.valueOf(known.version()));
        last.put("ago", seconds(known.ago()));
        return last;
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1e9;
    }
}
