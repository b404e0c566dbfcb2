package dev.tarn.testing.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the checker found in a history.
 *
 * @param reads how many reads were judged
 * @param worst the greatest staleness of a read that nothing conceded
 * @param worstByFault the same among the reads while a fault was in force and shortly after, by the fault's name; {@code "none"} for the rest
 * @param violations how many reads or calls (for {@link Violation.Kind#PERMANENT}, pairs of key and process) broke each promise; no
 *     entry where there were none
 * @param examples the first violations of each kind
 * @param conceded how many reads, acknowledgements or keys were not held against the cache, by the concession's name
 * @param worstConceded the greatest staleness of the reads among them, by the concession's name
 * @param readsByNode how many reads each node answered, final reads included
 * @param longestSilence the longest time in which a running process answered no read
 * @param lostInvalidations acknowledged invalidations that are without effect at the end, those conceded by name left out
 */
public record Verdict(
        long reads,
        Duration worst,
        Map<String, Duration> worstByFault,
        Map<Violation.Kind, Long> violations,
        List<Violation> examples,
        Map<String, Long> conceded,
        Map<String, Duration> worstConceded,
        Map<Integer, Long> readsByNode,
        Duration longestSilence,
        long lostInvalidations) {
    /** Copies what it is given. */
    public Verdict {
        worstByFault = Map.copyOf(worstByFault);
        violations = Map.copyOf(violations);
        examples = List.copyOf(examples);
        conceded = Map.copyOf(conceded);
        worstConceded = Map.copyOf(worstConceded);
        readsByNode = Map.copyOf(readsByNode);
    }

    /** Tells whether no promise was broken. */
    public boolean isClean() {
        return violations.isEmpty() && lostInvalidations == 0;
    }

    /** Returns how many reads broke a promise. */
    public long count(Violation.Kind kind) {
        return violations.getOrDefault(kind, 0L);
    }
}
