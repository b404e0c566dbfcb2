package dev.tarn.benchmarks.report;

import static dev.tarn.benchmarks.report.Subject.because;
import static dev.tarn.benchmarks.report.Subject.seen;

import java.util.List;

/** What is measured without a server, or with one that is not asked. */
final class LocalSubjects {
    /** Those of the heap but what is between others: Caffeine that only counts, Tarn with a policy. */
    private static final String FEWER_ON_THE_HEAP =
            "--rivals map,caffeine.plain,caffeine.expiring,caffeine,caffeine.metered,cache2k,ehcache,spring.caffeine,jetcache,redisson,"
                    + "tarn,tarn.bound,tarn.watched";

    /** Where a hit on the heap spends its time. */
    static final String A_HIT =
            "seven tenths of a hit (async-profiler, 2026-11-26) wait for the map's bins, its node, the key and the entry, as in every map; a tenth "
                    + "reads the clock. cache2k's node is its entry, so a hit waits for one line of memory less, and its record is a mark there. A map alone "
                    + "and Caffeine without expiry read no clock. Needed: a map of our own, whose nodes are the entries.";

    /** Reads that hand out a copy. */
    private static final String COPIED = "^(zipf|uniform|mixed),";

    private LocalSubjects() {}

    static List<Subject> all() {
        return List.of(heapHit(), opening(), codecs(), hitRates(), hitRatio(), offHeap(), offHeapMemory(), pauses());
    }

    private static Subject heapHit() {
        return new Subject(
                        "heap-hit",
                        "Heap hit: 100,000 entries, keys drawn by Zipf's law",
                        "HeapCpu --calls get --keys STRING --threads 1,2",
                        new Effort("--forks 1 --warmup 5 --rounds 5 --millis 120 " + FEWER_ON_THE_HEAP, 62),
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
                        seen(": (reads|processor time)", A_HIT),
                        because(
                                ": allocated",
                                "Less than a byte for a read is what runs beside the reads, not the reads."));
    }

    private static Subject opening() {
        return new Subject(
                        "opening",
                        "Start-up, and heap for an entry",
                        "HeapCpu --rounds 0 --keys STRING",
                        new Effort("--forks 2 --entries 20000 " + FEWER_ON_THE_HEAP, 23),
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
                        seen(
                                ": from",
                                "Tarn loads 1,739 classes until its first answer, Caffeine with expiry 1,369, the JDK's included. Of those that"
                                        + " only Tarn loads 171 are made for lambdas and method handles, 118 are its own, 39 are for random numbers."
                                        + " Needed: fewer lambdas on the way of opening, or a class archive (AppCDS)."),
                        seen(
                                ": heap",
                                "Tarn's entry is an object of 64 bytes between Caffeine's node and the value: a label, four times, traits "
                                        + "and a shard. Caffeine that expires has 16 of them in its node. With a bound on staleness the key is also "
                                        + "held as bytes by what watches it. Needed: fewer times in it."));
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
                .reasons(
                        seen(
                                "",
                                "Fory generates code for each class at run time. Tarn's codec reads and writes fields by handles: 29 % of "
                                        + "an encode and 21 % of a decode; types and references are 26 and 19 %, making maps and lists 40 % of a "
                                        + "decode. It refuses classes that nobody named. Needed: generated accessors for records and beans."));
    }

    private static Subject hitRates() {
        return new Subject(
                        "hit-rate",
                        "Hits of whole caches, in one thread: the demo's load, and traces",
                        "HitRates --traces " + Subject.TRACES,
                        new Effort("--only orm-night --percent 25", 12),
                        new Effort("--percent 1,5,10,25", 240),
                        Shape.rows(List.of("trace"), Measure.more("hits", "hits", "%")))
                .limits("optimum")
                .bars(
                        Bar.number("^demo", "hits", "tarn.heap", 95),
                        Bar.number("^demo", "hits", "tarn.tiers", 95),
                        Bar.number("^orm-night at 25 ", "hits", "tarn.heap", 95),
                        Bar.number("^orm-night at 25 ", "hits", "tarn.tiers", 95))
                .reasons(seen(
                        "",
                        "Tarn's heap is Caffeine's policy, and runs of it differ by some tenths: three of orm-night gave 95.09 to "
                                + "95.16 where Caffeine had 95.25. The tier outside the heap knows only the reads that the heap did not "
                                + "answer."));
    }

    private static Subject hitRatio() {
        return new Subject(
                        "hit-ratio",
                        "Hits of the off-heap tier with entries of mixed sizes",
                        "HitRatio",
                        new Effort("--accesses 300000 --unique 50000 --percent 5,25", 6),
                        new Effort("--accesses 1000000 --unique 100000", 60),
                        Shape.columns(
                                List.of("accesses", "bytes"), Measure.more("", "hits", "%"), "caffeine", "ohc", "tarn"))
                .bars(Bar.ratio("", "", "tarn", "ohc", 1))
                .reasons(because(
                        "large_are_popular",
                        "The tier gives up what is asked for least for its size, so of two entries that are asked for alike the "
                                + "larger goes. Where the popular ones are the large ones that is wrong more often. Needed: a weight of the "
                                + "size that is learnt from what is asked for."));
    }

    private static Subject offHeap() {
        return new Subject(
                        "off-heap",
                        "Reads of entries outside the heap, values of 100 to 1,000 bytes",
                        "OffHeap --threads 1,2",
                        new Effort("--entries 200000 --forks 1 --rounds 3 --millis 80 --warmup 3", 60),
                        new Effort("--entries 1000000 --forks 2 --rounds 5 --warmup 5", 375),
                        Shape.rows(
                                List.of("summary", "threads"),
                                Measure.more("throughput", "calls", "a second"),
                                Measure.less("cpuNanos", "processor time of a call", "ns")))
                .own("tarn", "store")
                .limits("slab")
                .bars(
                        Bar.ratio(COPIED, "throughput", "store", "ohc.linked", 1.1),
                        Bar.ratio(COPIED, "throughput", "store", "chronicle", 1.1),
                        Bar.ratio(COPIED, "throughput", "store", "slab", 0.85),
                        Bar.ratio("^place", "throughput", "store", "ohc.linked", 1.5),
                        Bar.ratio("^place", "throughput", "store", "chronicle", 2))
                .reasons(
                        seen(
                                "mixed",
                                "Puts, a tenth of the calls, take 11 % of the time in one thread: 3 % find room, 4 % the place in the index. The reads "
                                        + "are those of the other cells. With two threads writers of a stripe wait for each other. Needed: stripes that find "
                                        + "room without a lock."),
                        seen(
                                "",
                                "A read of a million alike keys in one thread waits for memory: in place half of the time for the entry's head, a sixth for "
                                        + "the index, a tenth for the key in the heap. One of 1,024 reads asks for a key that is not there: without such, code "
                                        + "that processors guess at is missing, and a read takes up to a quarter more time. A whole cache counts, too. Needed: "
                                        + "entries in fewer lines of memory."));
    }

    private static Subject offHeapMemory() {
        return new Subject(
                        "off-heap-memory",
                        "Memory of entries outside the heap beyond their bytes",
                        "OffHeapFootprint",
                        new Effort("--entries 500000", 28),
                        new Effort("--entries 1000000", 200),
                        Shape.rows(
                                List.of(),
                                Measure.less("beyondRaw", "beyond the bytes of key and value", "B for an entry")))
                .jvm("-XX:MaxDirectMemorySize=6g")
                .own("tarn", "store")
                .limits("slab")
                .bars(Bar.number("", "beyondRaw", "store", 40))
                .reasons(
                        seen(
                                "",
                                "Beyond the bytes of key and value are 12 to 20 of head, label and times, what is lost to multiples of eight, about ten of"
                                        + " the index, eight of the sketch on the Java heap, and as much of a region of 32 MiB as is begun and not filled:"
                                        + " 37.3 in all for each of a million entries (2026-11-27). Needed: smaller regions; times of fewer bytes."));
    }

    private static Subject pauses() {
        return new Subject(
                        "pauses",
                        "What the collector does beside many entries: nine reads to a write, two threads",
                        "OffHeapPauses",
                        new Effort("--entries 500000 --seconds 6 --caffeineheap 2g", 25),
                        new Effort("--entries 5000000 --seconds 60", 360),
                        Shape.rows(
                                List.of(),
                                Measure.less("longestMillis", "longest pause", "ms"),
                                Measure.less("heapPerEntry", "heap for an entry", "B")
                                        .tabled()))
                .own("tarn", "store")
                .limits("empty")
                .bars(Bar.ratio("", "longestMillis", "store", "empty", 1), Bar.number("", "heapPerEntry", "store", 16))
                .reasons(
                        because(
                                ": longest",
                                "Of the entries only the sketch lives on the heap, 13 bytes for each: what differs from a heap without any is "
                                        + "what reads and writes leave behind, and chance."),
                        seen(
                                ": heap",
                                "The sketch of the policy stands on the heap: 13 bytes for each of 5,000,000 entries."));
    }
}
