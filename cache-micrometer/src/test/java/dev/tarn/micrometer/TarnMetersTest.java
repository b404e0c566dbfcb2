package dev.tarn.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.Operation;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TarnMetersTest {
    private static final CacheLoader<String, String> LENGTHS =
            (key, context) -> key.isEmpty() ? null : String.valueOf(key.length());

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MeterLab lab = new MeterLab();

    @AfterEach
    void close() {
        lab.close();
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    private double requests(String tier, String outcome) {
        return count("tarn.tier.requests", "cache", "texts", "tier", tier, "outcome", outcome);
    }

    private Timer timer(String name, String... tags) {
        return registry.get(name).tags(tags).timer();
    }

    @Test
    void reads_ofEachOutcome_areCountedByTier() {
        LoadingCache<String, String> cache = lab.node(registry).texts(LENGTHS);
        cache.get("one");
        cache.get("one");
        cache.get("");
        cache.get("");
        lab.pass(MeterLab.LIFE);
        cache.get("one");

        assertThat(requests("heap", "fresh")).isEqualTo(1);
        assertThat(requests("heap", "absent")).isEqualTo(1);
        assertThat(requests("heap", "stale")).isEqualTo(1);
        assertThat(requests("heap", "miss")).isEqualTo(2);
        assertThat(requests("remote", "miss")).isEqualTo(2);
        assertThat(count("tarn.load.keys", "outcome", "found")).isEqualTo(1);
        assertThat(count("tarn.load.keys", "outcome", "absent")).isEqualTo(1);
    }

    private double breaker(String state) {
        return registry.get("tarn.breaker.state")
                .tags("namespace", "lab", "state", state)
                .gauge()
                .value();
    }

    private double transitions(String state) {
        return registry.get("tarn.breaker.transitions")
                .tags("namespace", "lab", "state", state)
                .counter()
                .count();
    }

    @Test
    void breaker_thatOpensAndCloses_isSeenByRemoteAndState() {
        MeterLab.Node node = lab.node(registry);
        LoadingCache<String, String> cache = node.texts(LENGTHS);
        lab.settle();
        assertThat(breaker("closed")).isEqualTo(1);
        assertThat(breaker("open")).isZero();
        node.store.always(Operation.READ, Fault.of(Fault.Kind.REFUSE));
        for (int i = 0; breaker("open") == 0; i++) {
            assertThat(i).isLessThan(1_000);
            cache.get("k" + i);
        }
        cache.get("one more");

        assertThat(breaker("closed")).isZero();
        assertThat(transitions("open")).isEqualTo(1);
        assertThat(count("tarn.remote.refused", "cache", "texts")).isPositive();
        node.store.heal();
        lab.pass(Duration.ofSeconds(10));
        assertThat(breaker("closed")).isEqualTo(1);
        assertThat(transitions("half_open")).isEqualTo(1);
        assertThat(transitions("closed")).isEqualTo(1);
        assertThat(registry.find("tarn.breaker.state").gauges())
                .hasSize(4)
                .allMatch(gauge -> node.store.name().equals(gauge.getId().getTag("remote")));
        node.tarn.close();
        assertThat(registry.find("tarn.breaker.state").meter()).isNull();
        assertThat(registry.find("tarn.breaker.transitions").meter()).isNull();
    }

    @Test
    void breakers_ofTheSameName_areNotMixedUp() {
        lab.node(registry);
        lab.node(registry);
        assertThat(registry.find("tarn.breaker.state").gauges()).hasSize(4);
    }

    @Test
    void staleHit_isTimedBySinceWhenItWasStale() {
        LoadingCache<String, String> cache = lab.node(registry).texts(LENGTHS);
        cache.get("one");
        lab.pass(MeterLab.LIFE.plusSeconds(3));
        cache.get("one");

        assertThat(timer("tarn.stale.served").count()).isEqualTo(1);
        assertThat(timer("tarn.stale.served").totalTime(TimeUnit.SECONDS)).isEqualTo(3);
        CountAtBucket[] ages = timer("tarn.stale.served").takeSnapshot().histogramCounts();
        assertThat(ages[0].bucket(TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(ages[0].count()).isZero();
        assertThat(ages[1].count()).isEqualTo(1);
        assertThat(ages[ages.length - 1].bucket(TimeUnit.DAYS)).isEqualTo(1);
    }

    @Test
    void loads_areTimedByOutcome() {
        LoadingCache<String, String> cache = lab.node(registry).texts((key, context) -> {
            lab.clock.advance(Duration.ofMillis(7));
            if (key.equals("bad")) {
                throw new IllegalStateException("bad");
            }
            return key;
        });
        cache.get("one");
        assertThatThrownBy(() -> cache.get("bad")).isInstanceOf(IllegalStateException.class);

        Timer loaded = timer("tarn.loads", "outcome", "success");
        assertThat(loaded.count()).isEqualTo(1);
        assertThat(loaded.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
        assertThat(timer("tarn.loads", "outcome", "failure").count()).isEqualTo(1);
        assertThat(count("tarn.load.keys", "outcome", "failure")).isEqualTo(1);
    }

    @Test
    void localHits_areTimedByTier_nowAndThen() {
        LoadingCache<String, String> cache = lab.node(registry).texts(LENGTHS);
        cache.get("one");
        for (int i = 0; i < 10; i++) {
            lab.pass(Duration.ofMillis(20));
            for (int j = 0; j < 100; j++) {
                cache.get("one");
            }
        }

        Timer hits = timer("tarn.local.hits", "tier", "heap");
        assertThat(hits.count()).isBetween(9L, 11L);
        assertThat(hits.takeSnapshot().histogramCounts()[0].bucket(TimeUnit.NANOSECONDS))
                .isEqualTo(100);
    }

    @Test
    void audits_areCountedByVerdict_andDivergencesTimedByAge() {
        Meters.CacheMeters meters = TarnMeters.of(registry)
                .open(new CacheId("lab", "audited"), lab.node(registry).texts(LENGTHS)::stats);
        meters.audited("k", Meters.Audit.AGREES, 0);
        assertThat(registry.get("tarn.audit.samples")
                        .tags("verdict", "behind")
                        .counter()
                        .count())
                .as("there from the beginning, so that the first one is a rise")
                .isZero();
        meters.audited("k", Meters.Audit.BEHIND, TimeUnit.SECONDS.toNanos(40));

        assertThat(registry.get("tarn.audit.samples")
                        .tags("cache", "audited", "verdict", "behind")
                        .counter()
                        .count())
                .isEqualTo(1);
        Timer ages = timer("tarn.audit.divergence");
        assertThat(ages.count()).isEqualTo(1);
        assertThat(ages.totalTime(TimeUnit.SECONDS)).isEqualTo(40);
        assertThat(ages.takeSnapshot().histogramCounts()[3].bucket(TimeUnit.SECONDS))
                .isEqualTo(60);
        assertThat(ages.takeSnapshot().histogramCounts()[3].count()).isEqualTo(1);
        meters.close();
        assertThat(registry.find("tarn.audit.samples").counters()).isEmpty();
    }

    @Test
    void latencies_haveBucketsAboutOneAndTenMilliseconds() {
        lab.node(registry).texts(LENGTHS).get("one");

        List<Double> limits =
                List.of(timer("tarn.loads", "outcome", "success").takeSnapshot().histogramCounts()).stream()
                        .map(bucket -> bucket.bucket(TimeUnit.MILLISECONDS))
                        .toList();
        assertThat(limits).contains(0.75, 1.0, 1.5, 7.5, 10.0, 15.0);
        assertThat(timer("tarn.remote.calls", "operation", "begin", "outcome", "success")
                        .takeSnapshot()
                        .histogramCounts())
                .hasSize(limits.size());
    }

    @Test
    void remoteCall_thatFails_isTimedAndTurnsTheGaugeUntilOneSucceeds() {
        MeterLab.Node node = lab.node(registry);
        LoadingCache<String, String> cache = node.texts(LENGTHS);
        Gauge up = registry.get("tarn.remote.up").gauge();
        assertThat(up.value()).isEqualTo(1);
        cache.get("one");

        node.store.always(Fault.of(Fault.Kind.REFUSE));
        cache.get("two");
        assertThat(up.value()).isZero();
        assertThat(timer("tarn.remote.calls", "operation", "begin", "outcome", "failure")
                        .count())
                .isPositive();
        assertThat(count("tarn.tier.failures", "tier", "remote")).isPositive();

        node.store.heal();
        cache.get("three");
        assertThat(up.value()).isEqualTo(1);
    }

    @Test
    void invalidationElsewhere_isCountedAndItsLagTimed() {
        MeterLab.Node here = lab.node(registry);
        LoadingCache<String, String> cache = here.texts(LENGTHS);
        LoadingCache<String, String> elsewhere =
                lab.node(new SimpleMeterRegistry()).texts(LENGTHS);
        cache.get("one");
        elsewhere.invalidate("one");
        lab.settle();

        assertThat(count("tarn.coherence.invalidations.received")).isEqualTo(1);
        assertThat(timer("tarn.invalidation.lag").count()).isEqualTo(1);
        assertThat(registry.get("tarn.coherence.proof.age").timeGauge().value(TimeUnit.SECONDS))
                .isGreaterThanOrEqualTo(0);
    }

    @Test
    void evictions_areCountedByCause() {
        LoadingCache<String, String> cache = lab.node(registry).texts(LENGTHS);
        for (int i = 0; i < 1_000; i++) {
            cache.get("key " + i);
        }
        lab.settle();
        assertThat(registry.get("tarn.tier.evictions")
                        .tags("tier", "heap", "cause", "size")
                        .counter()
                        .count())
                .isGreaterThan(500);
        assertThat(registry.get("tarn.tier.entries").gauge().value()).isBetween(1.0, 200.0);

        lab.pass(MeterLab.LIFE.multipliedBy(3));
        assertThat(registry.get("tarn.tier.evictions")
                        .tags("tier", "heap", "cause", "expired")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void memory_ofTheOffHeapTier_isShownByUse() {
        LoadingCache<String, String> cache = lab.node(registry)
                .tarn
                .cache("texts", String.class, String.class)
                .offHeap(OffHeap.maximumBytes(4 << 20))
                .expireAfterWrite(MeterLab.LIFE)
                .loader(LENGTHS)
                .build();
        cache.put("one", "x".repeat(1_000));
        cache.put("two", "x".repeat(1 << 20));

        assertThat(memory("used", "use", "live")).isBetween(1_000.0, 1_100.0);
        assertThat(memory("used", "use", "dead")).isZero();
        assertThat(memory("reserved")).isBetween(memory("used", "use", "index"), 4.0 * (1 << 20));
        assertThat(memory("fragmentation")).isBetween(0.0, 1.0);
        assertThat(memory("probes")).isBetween(1.0, 16.0);
        assertThat(count("tarn.memory.refusals", "tier", "offheap", "reason", "size"))
                .isEqualTo(1);
        assertThat(count("tarn.memory.evictions", "tier", "offheap", "cause", "size"))
                .isZero();
        assertThat(count("tarn.memory.reclaiming", "tier", "offheap", "work", "room"))
                .isNotNegative();
    }

    private double memory(String name, String... tags) {
        return registry.get("tarn.memory." + name)
                .tags("tier", "offheap")
                .tags(tags)
                .gauge()
                .value();
    }

    @Test
    void standardMeters_haveTheNamesAndTagsOfMicrometersOwn() {
        LoadingCache<String, String> cache = lab.node(registry).texts(LENGTHS);
        cache.get("one");
        cache.get("one");
        cache.get("");
        cache.put("two", "2");

        assertThat(count("cache.gets", "cache", "texts", "result", "hit")).isEqualTo(1);
        assertThat(count("cache.gets", "cache", "texts", "result", "miss")).isEqualTo(2);
        assertThat(count("cache.puts", "cache", "texts")).isEqualTo(2);
        assertThat(count("cache.evictions", "cache", "texts")).isZero();
        assertThat(registry.get("cache.size").tags("cache", "texts").gauge().value())
                .isEqualTo(3);
        assertThat(count("cache.load", "result", "success")).isEqualTo(2);
        assertThat(tagKeys("cache.gets")).containsExactly("cache", "result");
        assertThat(tagKeys("cache.size")).containsExactly("cache");
    }

    private Set<String> tagKeys(String name) {
        Set<String> keys = new TreeSet<>();
        registry.get(name).meters().forEach(meter -> meter.getId().getTags().forEach(tag -> keys.add(tag.getKey())));
        return keys;
    }

    @Test
    void standardMeters_thatAnotherCacheHas_areLeftToIt() {
        FunctionCounter others = FunctionCounter.builder("cache.gets", this, test -> 42)
                .tags("cache", "texts", "result", "hit")
                .register(registry);
        MeterLab.Node node = lab.node(registry);
        node.texts(LENGTHS).get("one");
        node.tarn.close();

        assertThat(registry.getMeters()).containsExactly(others);
        assertThat(others.count()).isEqualTo(42);
    }

    @Test
    void withoutStandardMeters_thereAreNone() {
        lab.node(TarnMeters.of(registry).withoutStandardMeters()).texts(LENGTHS);

        assertThat(registry.find("cache.gets").meters()).isEmpty();
        assertThat(registry.find("tarn.joins").meters()).isNotEmpty();
    }

    @Test
    void closedCache_takesAllItsMetersAlong_andLeavesThoseOfOthers() {
        MeterLab.Node node = lab.node(TarnMeters.of(registry).tags(Tags.of("node", "1")));
        lab.node(TarnMeters.of(registry).tags(Tags.of("node", "2"))).texts(LENGTHS);
        int others = registry.getMeters().size();
        node.texts(LENGTHS).get("one");
        assertThat(registry.getMeters()).hasSizeGreaterThan(others);
        node.tarn.closeCache("texts");

        assertThat(registry.getMeters())
                .hasSize(others)
                .filteredOn(meter -> !meter.getId().getName().startsWith("tarn.breaker.")) // these are the Tarn's
                .allSatisfy(meter -> assertThat(meter.getId().getTags()).contains(Tag.of("node", "2")));
        assertThat(registry.find("tarn.joins").tags("node", "1").meters()).isEmpty();
    }

    @Test
    void cache_ofANameThatIsMeasured_isNotMeasuredAndDisturbsNothing() {
        lab.node(registry).texts(LENGTHS).get("one");
        MeterLab.Node other = lab.node(registry);
        other.texts(LENGTHS).get("two");
        int meters = registry.getMeters().size();
        other.tarn.close();

        assertThat(registry.getMeters()).hasSize(meters);
        assertThat(count("tarn.load.keys", "outcome", "found")).isEqualTo(1);
    }

    @Test
    void tags_holdNoKeysAndFewValues() {
        LoadingCache<String, String> cache = lab.node(registry).texts(LENGTHS);
        cache.get("first");
        cache.invalidate("first");
        int meters = registry.getMeters().size();
        for (int i = 0; i < 50; i++) {
            cache.get("secret " + i);
            cache.invalidate("secret " + i);
        }

        assertThat(registry.getMeters()).hasSize(meters);
        assertThat(registry.getMeters().stream().map(Meter::getId).map(Object::toString))
                .noneMatch(id -> id.contains("secret") || id.contains("first"));
    }

    @Test
    void caches_beyondTheMaximum_areNotMeasured() {
        MeterLab.Node node = lab.node(TarnMeters.of(registry).maximumCaches(1));
        node.texts(LENGTHS);
        int meters = registry.getMeters().size();
        node.tarn
                .cache("more", String.class, String.class)
                .heap(Heap.maximumEntries(1))
                .localOnly()
                .build();

        assertThat(registry.getMeters()).hasSize(meters);
        assertThatThrownBy(() -> TarnMeters.of(registry).maximumCaches(0))
                .hasMessage("maximumCaches is 0, it must be 1 or more");
    }
}
