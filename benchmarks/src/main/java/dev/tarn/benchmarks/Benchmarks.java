package dev.tarn.benchmarks;

import dev.tarn.benchmarks.report.Bench;
import java.util.Arrays;
import org.openjdk.jmh.Main;

/** Starts a measurement by its name; everything that is not one of our own is JMH's command line. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs a measurement that is not JMH's with the options of its class, such as {@code Bench}, {@code HeapCpu} or {@code RemoteReads}; else JMH.
     *
     * @param args the name and its options
     * @throws Exception whatever the measurement throws
     */
    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (name) {
            case "Bench" -> Bench.main(rest);
            case "Codecs" -> CodecsBenchmark.main(rest);
            case "Herd" -> HerdBenchmark.main(rest);
            case "HeapCpu" -> HeapCpuBenchmark.main(rest);
            case "RemoteReads" -> RemoteReadsBenchmark.main(rest);
            case "RemoteHit" -> RemoteHitBenchmark.main(rest);
            case "Limits" -> LimitsBenchmark.main(rest);
            case "Memcached" -> MemcachedBenchmark.main(rest);
            case "Propagation" -> PropagationBenchmark.main(rest);
            case "Invalidations" -> InvalidationBenchmark.main(rest);
            case "Price" -> PriceBenchmark.main(rest);
            case "Stampede" -> StampedeBenchmark.main(rest);
            case "ColdKeys" -> ColdKeysBenchmark.main(rest);
            case "Frozen" -> FrozenBenchmark.main(rest);
            case "HitRates" -> HitRatesBenchmark.main(rest);
            case "HitRatio" -> HitRatioBenchmark.main(rest);
            case "Nodes" -> NodesBenchmark.main(rest);
            case "OffHeapScale" -> OffHeapScaleBenchmark.main(rest);
            case "OffHeap" -> OffHeapBenchmark.main(rest);
            case "OffHeapFootprint" -> OffHeapFootprint.main(rest);
            case "OffHeapPauses" -> OffHeapPauses.main(rest);
            case "OffHeapSoak" -> OffHeapSoak.main(rest);
            default -> Main.main(args);
        }
    }
}
