package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.LoadingCache;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Meters;
import dev.tarn.spi.Meters.Audit;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is served is compared with what the store holds, and what differs is judged when the bound has passed. */
class AuditorTest {
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration BOUND = Duration.ofSeconds(3);

    private final List<Audit> verdicts = new ArrayList<>();
    private final List<Duration> ages = new ArrayList<>();
    private final Lab lab = new Lab();
    private final Node node = lab.node(builder -> builder.audit(EVERY).meters((id, stats) -> new Recorder()));
    private final Node other = lab.node();

    private final class Recorder implements Meters.CacheMeters {
        @Override
        public void audited(Object key, Audit verdict, long ageNanos) {
            assertThat(key).isEqualTo("k");
            verdicts.add(verdict);
            ages.add(Duration.ofNanos(ageNanos));
        }
    }

    @AfterEach
    void close() {
        lab.close();
    }

    /** Returns a cache that is audited and holds {@code v} under {@code k}, as the store does. */
    private LoadingCache<String, String> audited() {
        LoadingCache<String, String> cache = node.describe()
                .maximumStaleness(BOUND)
                .loader(Origin.of("k", "v"))
                .build();
        lab.settle();
        cache.get("k");
        lab.settle();
        return cache;
    }

    /** Reads what the heap tier holds when a sample is due; the audit itself is still to be run. */
    private void readSampled(Cache<String, String> cache) {
        lab.clock.advance(EVERY);
        lab.clock.runDue();
        assertThat(cache.getIfPresent("k")).isNotNull();
    }

    /** Puts another value under the key, as if by hand, with its version so much higher. */
    private void alter(String value, long ahead) {
        CacheId elsewhere = new CacheId("lab", "elsewhere");
        Cache<String, String> forger = other.tarn
                .cache(elsewhere.cache(), String.class, String.class)
                .expireAfterWrite(Node.LIFE)
                .build();
        lab.settle();
        forger.put("k", value);
        byte[] old = lab.server.stored(Node.ID, Node.keyOf("k"));
        byte[] forged = lab.server.stored(elsewhere, Node.keyOf("k")).clone();
        EnvelopeHeader.stamp(forged, EnvelopeHeader.era(old), EnvelopeHeader.version(old) + ahead);
        lab.server.plant(Node.ID, Node.keyOf("k"), forged);
    }

    @Test
    void entry_thatTheStoreHoldsAsWell_agrees() {
        LoadingCache<String, String> cache = audited();
        readSampled(cache);
        lab.settle();

        assertThat(verdicts).containsExactly(Audit.AGREES);
    }

    @Test
    void reads_betweenSamples_areNotAudited() {
        LoadingCache<String, String> cache = audited();
        readSampled(cache);
        for (int i = 0; i < 10; i++) {
            cache.get("k");
        }
        lab.settle();

        assertThat(verdicts).hasSize(1);
    }

    @Test
    void value_alteredPastTheCache_isReportedAfterTheBound_withItsAge() {
        LoadingCache<String, String> cache = audited();
        lab.pass(Duration.ofMinutes(1));
        verdicts.clear();
        alter("forged", 0);
        readSampled(cache);
        lab.pass(BOUND.minusMillis(500));
        assertThat(verdicts).doesNotContain(Audit.APART);
        ages.clear();
        verdicts.clear();
        lab.pass(Duration.ofSeconds(1));

        assertThat(verdicts).containsExactly(Audit.APART);
        assertThat(ages.get(0)).isBetween(BOUND, BOUND.plusSeconds(1));
    }

    @Test
    void version_planted_isReportedAsNewerThanWhatIsServed() {
        LoadingCache<String, String> cache = audited();
        alter("newer", 1);
        readSampled(cache);
        lab.pass(BOUND.plusSeconds(1));

        assertThat(verdicts).containsExactly(Audit.BEHIND);
    }

    @Test
    void write_inFlight_isNoDivergence() {
        LoadingCache<String, String> cache = audited();
        Cache<String, String> writer = other.cache();
        lab.settle();
        alter("changed", 1); // what the store holds before this node hears of it
        readSampled(cache);
        node.executor.runAll();
        assertThat(verdicts).isEmpty();
        writer.put("k", "changed");
        lab.pass(BOUND.plusSeconds(1));

        assertThat(verdicts).containsExactly(Audit.SETTLED);
    }

    @Test
    void refresh_elsewhere_ofTheSameValue_agrees() {
        LoadingCache<String, String> cache = audited();
        alter("v", 1);
        readSampled(cache);
        lab.settle();

        assertThat(verdicts).containsExactly(Audit.AGREES);
    }

    @Test
    void store_thatHoldsNothingOrDoesNotAnswer_saysNothing() {
        LoadingCache<String, String> cache = audited();
        node.store.next(Operation.READ, Fault.of(Fault.Kind.REFUSE));
        readSampled(cache);
        lab.settle();
        lab.server.plant(Node.ID, Node.keyOf("k"), new byte[0]);
        readSampled(cache);
        lab.settle();

        assertThat(verdicts).containsExactly(Audit.INCOMPARABLE, Audit.INCOMPARABLE);
    }

    @Test
    void entry_thatIsNoLongerServedWhenTheBoundHasPassed_isNotReported() {
        LoadingCache<String, String> cache = audited();
        alter("forged", 0);
        readSampled(cache);
        lab.settle();
        cache.invalidate("k");
        lab.pass(BOUND.plusSeconds(1));

        assertThat(verdicts).containsExactly(Audit.SETTLED);
    }

    @Test
    void samples_thatWait_areBounded() {
        LoadingCache<String, String> cache = audited();
        alter("forged", 0);
        for (int i = 0; i < 3 * Auditor.MOST; i++) {
            readSampled(cache);
        }
        lab.pass(BOUND.plusSeconds(1));

        assertThat(verdicts).hasSize(Auditor.MOST).containsOnly(Audit.APART);
    }

    @Test
    void pause_thatIsTooShort_isRefused() {
        assertThatThrownBy(() -> Tarn.builder().audit(Duration.ofMillis(9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("audit is PT0.009S");
    }
}
