package dev.tarn.testing.chaos;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The greatest staleness while each fault was in force or had just been healed. Not thread-safe. */
final class FaultStaleness {
    static final String NONE = "none";

    private final List<FaultSpan> spans;
    private final long echoNanos;
    private final long longest;
    private final Map<String, Long> worst = new TreeMap<>();

    FaultStaleness(List<FaultSpan> spans, long boundNanos) {
        this.spans =
                spans.stream().sorted(Comparator.comparingLong(FaultSpan::from)).toList();
        this.echoNanos = boundNanos;
        this.longest = spans.stream()
                        .mapToLong(span -> span.until() - span.from())
                        .max()
                        .orElse(0)
                + boundNanos;
    }

    void add(long time, long staleNanos) {
        boolean quiet = true;
        for (int i = lastBegunBy(time); i >= 0 && spans.get(i).from() >= time - longest; i--) {
            FaultSpan span = spans.get(i);
            if (time <= span.until() + echoNanos) {
                worst.merge(span.name(), staleNanos, Math::max);
                quiet = false;
            }
        }
        if (quiet) {
            worst.merge(NONE, staleNanos, Math::max);
        }
    }

    Map<String, Duration> worst() {
        Map<String, Duration> durations = new TreeMap<>();
        worst.forEach((name, nanos) -> durations.put(name, Duration.ofNanos(nanos)));
        return durations;
    }

    private int lastBegunBy(long time) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).from() <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
