package dev.tarn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs each latency measurement for a moment: not for its figures, but to know that it runs, and that what it checks holds. */
class BenchmarksIT {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void remoteHit_ofFewKeys_findsThemAllAndWritesRows() throws Exception {
        RemoteHitBenchmark.run(
                arguments("--threads 4 --values bytes:100 --keys 400 --rounds 1 --millis 100 --warmup 300"), out);

        assertThat(printed())
                .contains("lettuce", "tarn.get ", "tarn.getIfPresent")
                .doesNotContain("remoteHits=0 ");
        assertThat(rows())
                .hasSize(8)
                .anySatisfy(row -> assertThat(row)
                        .contains("\"summary\":\"bytes:100\"", "\"rival\":\"tarn.get\"", "\"throughputRatio\":"));
    }

    @Test
    void memcached_ofFewKeys_findsThemAllAndWritesRows() throws Exception {
        MemcachedBenchmark.run(
                arguments("--threads 4 --bulk 0,10 --keys 400 --rounds 1 --millis 100 --warmup 300"), out);

        assertThat(printed())
                .contains("socket ", "spy ", "tarn ", "tarn.binary ", "cached ", "missing=0")
                .doesNotContainPattern("missing=[1-9]");
        assertThat(rows())
                .hasSize(26)
                .anySatisfy(row -> assertThat(row)
                        .contains("\"summary\":\"bulk=10\"", "\"rival\":\"tarn\"", "\"throughputRatio\":"));
    }

    @Test
    void propagation_ofAllRivals_isSeenByAllOthers() throws Exception {
        PropagationBenchmark.run(arguments("--nodes 3 --blocks 2 --rounds 5 --warmup 2"), out);

        assertThat(printed()).contains("tarn.put ", "tarn.invalidate ", "redisson ", "jetcache ", "n=20 ");
        assertThat(rows()).hasSize(1 + 2 * 6 * 2 + 6 + 1);
    }

    @Test
    void invalidations_ofAllRivals_reachAllNodes() throws Exception {
        InvalidationBenchmark.run(arguments("--nodes 3 --threads 2 --keys 600 --rounds 2 --warmup 1"), out);

        assertThat(printed()).contains("== tarn.invalidate over the better of redisson and jetcache");
        assertThat(rows()).anySatisfy(row -> assertThat(row).contains("\"summary\":\"tarn.invalidate\"", "\"lost\":0"));
    }

    @Test
    void price_ofFewCalls_isWhatRedisCounts() throws Exception {
        PriceBenchmark.run(arguments("--nodes 2 --calls 200 --rounds 2 --warmup 1"), out);

        assertThat(printed()).contains("== one invalidate costs Redis", "== one poll costs", "== one load costs");
        assertThat(rows()).hasSize(11).noneMatch(row -> row.contains("\"scriptMicros\":0.000"));
    }

    @Test
    void stampede_ofTwoNodes_loadsOnceAtMostOnEach() throws Exception {
        StampedeBenchmark.run(arguments("--ways heap,redis --nodes 2 --threads 20 --load 50 --rounds 2"), out);

        assertThat(printed()).contains("== heap: at most 1 loads", "== redis: at most 1 loads");
        assertThat(rows()).hasSize(8);
    }

    @Test
    void stampede_whoseLoaderIsKilled_isLoadedByAnother() throws Exception {
        int deviations = StampedeBenchmark.run(
                arguments("--ways processes,killed --nodes 2 --threads 20 --load 200 --lease 1000 --rounds 1"), out);

        assertThat(printed()).contains("== processes: 1 to 1 loads", "== killed: ");
        assertThat(deviations).as(printed()).isLessThanOrEqualTo(1); // the time is tight for a busy machine
    }

    @Test
    void coldKeys_ofFewConnections_areEachLoadedOnce() throws Exception {
        int deviations = ColdKeysBenchmark.run(
                arguments("--keys 400 --threads 20 --connections 4 --way 500 --warmup 1 --rounds 1"), out);

        assertThat(deviations).as(printed()).isZero();
        assertThat(printed()).contains("== async: ", "== blocking: ");
        assertThat(rows())
                .hasSize(6)
                .anySatisfy(row ->
                        assertThat(row).contains("\"way\":\"async\"", "\"loadsPerKey\":1.000", "\"poolTimeouts\":0"));
    }

    @Test
    void remoteReads_ofAllRivals_findEveryValue() throws Exception {
        RemoteReadsBenchmark.run(
                arguments("--threads 2 --sizes 100 --bulk 0,10 --keys 2000 --rounds 1 --millis 50 --warmup 50"), out);

        assertThat(printed())
                .contains("redisson.local", "jetcache.both", "socket", "tarn.get ")
                .doesNotContain("MISSING");
        assertThat(rows()).hasSize(1 + 2 * 11 + 1);
    }

    @Test
    void herd_ofAllRivals_isAnsweredOnOneNodeAndOnTwo() throws Exception {
        HerdBenchmark.run(arguments("--nodes 1,2 --threads 5 --load 20 --warmup 0 --rounds 1"), out);

        assertThat(rows())
                .hasSize(1 + 6 + 3 + 1)
                .anySatisfy(row -> assertThat(row).contains("\"nodes\":2,", "\"rival\":\"tarn\",\"loads\":"));
    }

    @Test
    void heapCpu_ofAllRivals_letsEachTakeItsTurns() throws Exception {
        HeapCpuBenchmark.run(
                arguments(
                        "--entries 100 --millis 20 --rounds 1 --warmup 1 --forks 1 --keys LONG --calls get --threads 2"),
                out);

        int rivals = HeapRival.values().length;
        assertThat(rows())
                .hasSize(1 + rivals + rivals + 1)
                .anySatisfy(row -> assertThat(row).contains("\"rival\":\"tarn.bound\"", "\"perMicro\":"));
    }

    @Test
    void limits_ofBothServers_areReadInEveryWay() throws Exception {
        LimitsBenchmark.run(arguments("--threads 2 --bulk 10 --keys 400 --rounds 1 --millis 50 --warmup 50"), out);

        assertThat(rows())
                .hasSizeBetween(1 + 10 + 1, 1 + 12 + 1) // redis-benchmark may not be there
                .anySatisfy(row -> assertThat(row).contains("\"server\":\"redis\"", "\"rival\":\"socket MGET\""))
                .anySatisfy(row -> assertThat(row)
                        .contains("\"server\":\"memcached\"", "\"rival\":\"tarn.binary\"", "serverMicros"));
    }

    @Test
    void nodes_thatAreProcesses_workTogether() throws Exception {
        NodesBenchmark.run(arguments("--nodes 2 --entries 200 --warmup 1 --rounds 1 --millis 50"), out);

        assertThat(rows())
                .hasSize(1 + 3 + 1)
                .anySatisfy(row -> assertThat(row).contains("\"nodes\":2", "\"rival\":\"tarn\"", "\"redisMicros\":"));
    }

    @Test
    void invalidations_atARate_areNoMoreThanThat() throws Exception {
        InvalidationBenchmark.run(
                arguments("--nodes 2 --threads 2 --keys 600 --rates 200,500 --rounds 1 --warmup 0"
                        + " --rivals tarn.invalidate,lettuce.del+publish"),
                out);

        assertThat(rows())
                .filteredOn(row -> row.contains("\"rate\":200,"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.replaceAll(".*\"perSecond\":([\\d.]+).*", "$1")))
                        .isLessThanOrEqualTo(202));
    }

    @Test
    void offHeap_ofFewEntries_readsThemAllAsCopiesAndInPlace() throws Exception {
        OffHeapBenchmark.run(
                arguments("--entries 2000 --rivals store,ohc.linked,chronicle --cells mixed,place --threads 1,2"
                        + " --forks 1 --warmup 1 --rounds 1 --millis 20"),
                out);

        assertThat(rows())
                .hasSize(1 + 2 * 2 * 3 + 1)
                .noneMatch(row -> row.matches(".*\"missing\":(0\\.0*[1-9]|[1-9]).*"));
        // a copy is of 550 bytes in the mean
        assertThat(rows())
                .filteredOn(row -> row.contains("\"inPlace\":1"))
                .hasSize(2 * 2)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.replaceAll(".*\"bytes\":([\\d.]+).*", "$1")))
                        .isLessThan(500));
    }

    @Test
    void offHeapScale_ofFewEntries_findsThemAll() throws Exception {
        OffHeapScaleBenchmark.run(
                arguments("--entries 2000,5000 --together 2000 --warmup 1 --rounds 1 --millis 20"), out);

        assertThat(rows()).hasSize(1 + 2 * (3 + 3) + 1).noneMatch(row -> row.matches(".*\"missingOfMillion\":[1-9].*"));
    }

    @Test
    void hitRates_ofTheDemosLoad_areAbove95InAHundredWithEachComposition() throws Exception {
        HitRatesBenchmark.run(arguments("--accesses 100000"), out);

        assertThat(rows())
                .filteredOn(row ->
                        row.contains("\"trace\":\"demo, 80,000 entries; tiers: 16,000 of them also on the heap\""))
                .hasSize(2)
                .allSatisfy(row -> assertThat(Double.parseDouble(row.replaceAll(".*\"hits\":([\\d.]+).*", "$1")))
                        .isGreaterThan(95));
    }

    private String[] arguments(String line) {
        return (line + " --json " + folder.resolve("rows.json")).split(" ", -1);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private List<String> rows() throws Exception {
        return Files.readAllLines(folder.resolve("rows.json"));
    }
}
