package dev.tarn.benchmarks.report;

import static dev.tarn.benchmarks.report.Subject.because;

import java.util.List;

/** What is measured without a server, or with one that is not asked. */
final class LocalSubjects {
    private LocalSubjects() {}

    static List<Subject> all() {
        return List.of(heapHit(), opening(), codecs(), hitRates(), hitRatio(), offHeap(), offHeapMemory(), pauses());
    }

    private static Subject heapHit() {
        return new Subject(
                        "heap-hit",
                        "Heap hit: 100,000 entries, keys drawn by Zipf's law",
                        "HeapCpu --calls get --keys STRING --threads 1,2",
                        new Effort("--forks 1 --warmup 5 --rounds 8 --millis 120", 65),
                        new Effort("--forks 3 --warmup 8 --rounds 15 --millis 250", 610),
                        Shape.rows(
                                List.of("call", "threads"),
                                Measure.more("perMicro", "reads", "a microsecond"),
                                Measure.less("processNanos", "processor time of a read, whole process", "ns"),
                                Measure.less("cpuNanos", "processor time of a read, caller", "ns")
                                        .tabled(),
                                Measure.less("bytes", "allocated by the caller for a read", "B")
                                        .tabled()))
                .limits("map")
                .bars(
                        Bar.ratio("", "perMicro", "tarn", "caffeine", 1),
                        Bar.ratio("", "perMicro", "tarn.bound", "caffeine", 1),
                        Bar.ratio("", "perMicro", "tarn.watched", "caffeine.metered", 1),
                        Bar.ratio("", "perMicro", "tarn", "jetcache", 3),
                        Bar.ratio("", "perMicro", "tarn", "redisson", 3),
                        Bar.number("", "bytes", "tarn", 0.05),
                        Bar.number("", "bytes", "tarn.bound", 0.05),
                        Bar.number("", "bytes", "tarn.watched", 0.05))
                .reasons(
                        because(
                                ": (reads|processor time)",
                                "Tarn's heap tier is a bounded Caffeine that counts: its record of each read, for W-TinyLFU, costs more than the"
                                        + " look-up. What is quicker keeps a cheaper record (cache2k's clock), or neither expires nor counts."
                                        + " Needed: a tier with a cheaper record of reads."),
                        because(
                                ": allocated",
                                "Less than a byte for a read is what runs beside the reads, not the reads."));
    }

    private static Subject opening() {
        return new Subject(
                        "opening",
                        "Start-up, and heap for an entry",
                        "HeapCpu --rounds 0 --keys STRING",
                        new Effort("--forks 3 --entries 20000", 40),
                        new Effort("--forks 8", 240),
                        Shape.rows(
                                List.of("opened"),
                                Measure.less(
                                        "openMillis",
                                        "from the first call to the first answer, classes loaded on the way",
                                        "ms"),
                                Measure.less(
                                        "entryBytes",
                                        "heap for an entry, with a key of 12 and a value of 11 characters",
                                        "B")))
                .limits("map")
                .reasons(
                        because(
                                ": from",
                                "Tarn opens a scheduler, a codec registry and a log beside the heap tier; Caffeine alone opens a map."),
                        because(
                                ": heap",
                                "An entry of Tarn carries its label, its times and its shard beside the value, in an object of its own that Caffeine"
                                        + " holds."));
    }

    private static Subject codecs() {
        return new Subject(
                        "codecs",
                        "Serialization of one object with text, numbers, dates, a list and a map",
                        "Codecs",
                        new Effort("--rounds 8 --millis 150", 11),
                        new Effort("--rounds 25 --millis 300", 45),
                        Shape.rows(
                                List.of("call"),
                                Measure.less("nanos", "processor time", "ns"),
                                Measure.less("bytes", "length", "B")))
                .reasons(because(
                        "",
                        "Fory generates code for each class at run time; Tarn's codec does not, and refuses classes that nobody named. Needed: generated"
                                + " accessors for records and beans."));
    }

    private static Subject hitRates() {
        return new Subject(
                        "hit-rate",
                        "Hits of whole caches, in one thread: the demo's load, and traces",
                        "HitRates --traces " + Subject.TRACES,
                        new Effort("--only orm-night --percent 25", 10),
                        new Effort("--percent 1,5,10,25", 10),
                        Shape.rows(List.of("trace"), Measure.more("hits", "hits", "%")))
                .limits("optimum")
                .bars(
                        Bar.number("^demo", "hits", "tarn.heap", 95),
                        Bar.number("^demo", "hits", "tarn.tiers", 95),
                        Bar.number("^orm-night at 25 ", "hits", "tarn.heap", 95),
                        Bar.number("^orm-night at 25 ", "hits", "tarn.tiers", 95));
    }

    private static Subject hitRatio() {
        return new Subject(
                "hit-ratio",
                "Hits of the off-heap tier with entries of mixed sizes",
                "HitRatio",
                new Effort("--accesses 300000 --unique 50000 --percent 5,25", 8),
                        new Effort("--accesses 1000000 --unique 100000", 60),
                Shape.columns(List.of("accesses", "bytes"), Measure.more("", "hits", "%"), "caffeine", "ohc", "tarn"));
    }

    private static Subject offHeap() {
        return new Subject(
                        "off-heap",
                        "Reads of entries outside the heap, values of 100 to 1,000 bytes",
                        "OffHeap --threads 1,2",
                        new Effort("--entries 200000 --rounds 5 --millis 80 --warmup 3", 60),
                        new Effort("--entries 1000000", 370),
                        Shape.rows(
                                List.of("summary", "threads"),
                                Measure.more("throughput", "calls", "a second"),
                                Measure.less("cpuNanos", "processor time of a call", "ns")))
                .jvm("-Xms2g", "-Xmx2g", "-XX:MaxDirectMemorySize=6g")
                .own("tarn", "store")
                .limits("slab");
    }

    private static Subject offHeapMemory() {
        return new Subject(
                        "off-heap-memory",
                        "Memory of entries outside the heap beyond their bytes",
                        "OffHeapFootprint",
                        new Effort("--entries 500000", 30),
                        new Effort("--entries 1000000", 200),
                        Shape.rows(
                                List.of(),
                                Measure.less("beyondRaw", "beyond the bytes of key and value", "B for an entry")))
                .jvm("-XX:MaxDirectMemorySize=6g")
                .own("tarn", "store")
                .limits("slab");
    }

    private static Subject pauses() {
        return new Subject(
                        "pauses",
                        "What the collector does beside many entries: nine reads to a write, two threads",
                        "OffHeapPauses",
                        new Effort("--entries 500000 --seconds 6 --caffeineheap 2g", 30),
                        new Effort("--entries 5000000 --seconds 60", 360),
                        Shape.rows(
                                List.of(),
                                Measure.less("longestMillis", "longest pause", "ms"),
                                Measure.less("heapPerEntry", "heap for an entry", "B")
                                        .tabled()))
                .own("tarn", "store")
                .limits("empty")
                .bars(Bar.ratio("", "longestMillis", "store", "empty", 1), Bar.number("", "heapPerEntry", "store", 16));
    }
}
