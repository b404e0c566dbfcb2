package dev.tarn.benchmarks.report;

import static dev.tarn.benchmarks.report.Subject.because;

import java.util.List;

/** All that is measured. */
final class Subjects {
    private static final Measure PER_SECOND = Measure.more("perSecond", "calls", "a second");
    private static final Measure CPU = Measure.less("cpuMicros", "processor time of a call, whole process", "us");
    private static final Measure MIDDLE = Measure.less("p50us", "p50", "us").tabled();
    private static final Measure TAIL = Measure.less("p99us", "p99", "us").tabled();
    private static final List<String> READS = List.of("call", "threads", "bytes");

    private Subjects() {}

    static List<Subject> all() {
        return List.of(
                heapHit(),
                opening(),
                remoteReads(),
                memcached(),
                propagation(),
                invalidations(),
                price(),
                coldKey(),
                stampede(),
                codecs(),
                hitRatio(),
                offHeap(),
                offHeapMemory(),
                heapThreads(),
                remoteThreads(),
                remoteSizes());
    }

    private static Subject heapHit() {
        return new Subject(
                        "heap-hit",
                        "Heap hit: 100,000 entries, keys drawn by Zipf's law",
                        "HeapCpu --calls get --keys STRING --threads 1,2",
                        "--forks 1 --warmup 6 --rounds 10 --millis 200",
                        "--forks 5 --warmup 10 --rounds 20 --millis 300",
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
                        "--forks 3",
                        "--forks 15",
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

    private static Subject remoteReads() {
        return new Subject(
                        "remote",
                        "Reads that Redis answers: clients alone, and caches whose heap is too small",
                        "RemoteReads --bulk 0,100 --threads 32,1",
                        "--sizes 100 --rounds 7 --millis 200 --warmup 1200",
                        "--sizes 100,1024 --rounds 20 --millis 300 --warmup 3000",
                        Shape.rows(READS, PER_SECOND, CPU, MIDDLE, TAIL))
                .limits("socket")
                .bars(
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "lettuce.sync", 3),
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "jetcache.remote", 3),
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "redisson", 4),
                        Bar.number("^get, threads 32", "perSecond", "tarn.get", 100_000),
                        Bar.ratio("^get, threads 1,", "p50us", "tarn.get", "lettuce.sync", 1.15),
                        Bar.number("^get, threads 32", "p99us", "tarn.get", 1_000))
                .reasons(
                        because(
                                "getAll.*",
                                "Each value of a bulk read is also checked, decoded into an entry, stored in the heap and evicted there again; a client alone"
                                        + " hands over bytes. Needed: storing many entries at once in the heap tier, or not storing what will be evicted"
                                        + " at once."),
                        because(
                                "threads 1,",
                                "One thread waits for one answer: nothing can be shared. Jedis reads on the caller's thread, without handing over to an event"
                                        + " loop. Needed: a transport that lets a lone caller read the socket itself."));
    }

    private static Subject memcached() {
        return new Subject(
                        "memcached",
                        "Reads that Memcached answers",
                        "Memcached",
                        "--rounds 6 --millis 200 --warmup 6000",
                        "--rounds 20 --millis 300 --warmup 20000",
                        Shape.rows(List.of("values", "threads"), PER_SECOND, CPU, MIDDLE, TAIL))
                .own("tarn", "tarn.binary", "cached", "cached.binary")
                .bars(
                        Bar.ratio("bulk=0, threads 32", "perSecond", "cached", "spy", 2),
                        Bar.ratio("bulk=0, threads 1$", "p50us", "tarn", "spy", 1.15));
    }

    private static Subject propagation() {
        return new Subject(
                        "propagation",
                        "From a change until other nodes do not serve the old value: 4 nodes",
                        "Propagation --nodes 4 --rivals lettuce.publish,tarn.invalidate,redisson,jetcache",
                        "--blocks 3 --rounds 150 --warmup 1000",
                        "--blocks 10 --rounds 500 --warmup 3000",
                        Shape.rows(
                                List.of("what"),
                                Measure.less("p50us", "p50", "us"),
                                Measure.less("p99us", "p99", "us")))
                .limits("lettuce.publish")
                .bars(Bar.ratio("seen", "p50us", "tarn.invalidate", "lettuce.publish", 1.2))
                .reasons(
                        because(
                                "",
                                "An invalidation of Tarn is one script: it removes the value, ends leases, appends to the log and publishes, and is"
                                        + " acknowledged. Redisson and JetCache remove and publish without a log: a message lost is never made up for."));
    }

    private static Subject invalidations() {
        return new Subject(
                        "invalidations",
                        "Invalidations of single keys that all of 4 nodes have applied",
                        "Invalidations --nodes 4 --threads 8",
                        "--rounds 5 --warmup 2 --keys 16000",
                        "--rounds 15 --warmup 3",
                        Shape.rows(
                                List.of(),
                                Measure.more("perSecond", "seen by all", "a second"),
                                Measure.less("nodesMicros", "processor time of the nodes for each", "us"),
                                Measure.less("redisMicros", "processor time of Redis for each", "us"),
                                Measure.less("lost", "lost", "messages").tabled()))
                .limits("lettuce.del+publish")
                .bars(
                        Bar.ratio("", "perSecond", "tarn.invalidate", "redisson", 2),
                        Bar.ratio("", "perSecond", "tarn.invalidate", "jetcache", 2))
                .reasons(because(
                        "Redis", "Redis also keeps the log that makes up for lost messages, which JetCache has not."));
    }

    private static Subject price() {
        return new Subject(
                        "price",
                        "What Tarn costs Redis, as Redis counts it: 4 nodes",
                        "Price --nodes 4",
                        "--rounds 5 --calls 3000",
                        "--rounds 12 --calls 5000",
                        Shape.rows(
                                        List.of("what"),
                                        Measure.less("scriptMicros", "time of the script", "us"),
                                        Measure.less("serverMicros", "processor time of the server", "us"))
                                .alone())
                .bars(
                        Bar.number("invalidate", "scriptMicros", "tarn", 20),
                        Bar.number("poll", "scriptMicros", "tarn", 10));
    }

    private static Subject coldKey() {
        return new Subject(
                        "cold-key",
                        "A cold key, asked for by 50 threads of each node at once; the load takes 100 ms",
                        "Herd --nodes 1,4 --threads 50 --load 100",
                        "--rounds 6",
                        "--rounds 25",
                        Shape.rows(
                                List.of("nodes"),
                                Measure.less("latestMillis", "latest answer", "ms"),
                                Measure.less("loads", "loads", "loads")))
                .bars(Bar.number("", "loads", "tarn", 1), Bar.number("", "latestMillis", "tarn", 150));
    }

    private static Subject stampede() {
        return new Subject(
                        "stampede",
                        "A cold key, asked for by 200 threads of each of 4 nodes; the load takes 100 ms",
                        "Stampede --nodes 4 --threads 200 --lease 2000 --ways processes,killed",
                        "--rounds 4",
                        "--rounds 20",
                        Shape.rows(
                                        List.of("way"),
                                        Measure.less("allLoads", "loads in all", "loads"),
                                        Measure.less("afterKillMicros", "latest answer after the kill", "us")
                                                .tabled())
                                .alone())
                .bars(Bar.number("processes", "allLoads", "tarn", 1), Bar.number("killed", "allLoads", "tarn", 2));
    }

    private static Subject codecs() {
        return new Subject(
                        "codecs",
                        "Serialization of one object with text, numbers, dates, a list and a map",
                        "Codecs",
                        "--rounds 8 --millis 150",
                        "--rounds 25 --millis 300",
                        Shape.rows(
                                List.of("call"),
                                Measure.less("nanos", "processor time", "ns"),
                                Measure.less("bytes", "length", "B")))
                .reasons(because(
                        "",
                        "Fory generates code for each class at run time; Tarn's codec does not, and refuses classes that nobody named. Needed: generated"
                                + " accessors for records and beans."));
    }

    private static Subject hitRatio() {
        return new Subject(
                "hit-ratio",
                "Hits of the off-heap tier with entries of mixed sizes",
                "HitRatio",
                "--accesses 300000 --unique 50000 --percent 5,25",
                "--accesses 1000000 --unique 100000",
                Shape.columns(List.of("accesses", "bytes"), Measure.more("", "hits", "%"), "caffeine", "ohc", "tarn"));
    }

    private static Subject offHeap() {
        return new Subject(
                        "off-heap",
                        "Reads of entries outside the heap, values of 100 to 1,000 bytes",
                        "OffHeap --threads 1,2",
                        "--entries 200000 --rounds 5 --millis 120 --warmup 4",
                        "--entries 1000000",
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
                        "--entries 200000",
                        "--entries 1000000",
                        Shape.rows(
                                List.of(),
                                Measure.less("beyondRaw", "beyond the bytes of key and value", "B for an entry")))
                .jvm("-XX:MaxDirectMemorySize=6g")
                .own("tarn", "store")
                .limits("slab");
    }

    private static Subject heapThreads() {
        return new Subject(
                        "scale-heap-threads",
                        "Heap hit: threads",
                        "HeapCpu --calls get --keys STRING --threads 1,2,4,8,16 --rivals caffeine,cache2k,tarn,tarn.bound",
                        "--forks 1 --warmup 5 --rounds 6",
                        "--forks 3 --warmup 6 --rounds 12",
                        Shape.rows(
                                        List.of("call"),
                                        Measure.more("perMicro", "reads", "a microsecond"),
                                        Measure.less("processNanos", "processor time of a read, whole process", "ns"))
                                .along("threads"))
                .reasons(because("", "See heap-hit."));
    }

    private static Subject remoteThreads() {
        return new Subject(
                        "scale-remote-threads",
                        "Reads that Redis answers: threads",
                        "RemoteReads --bulk 0 --threads 1,2,4,8,16,32 --sizes 100 --rivals lettuce.sync,jedis,caffeine+lettuce,tarn.get",
                        "--rounds 5 --millis 200 --warmup 1200",
                        "--rounds 15 --millis 300 --warmup 3000",
                        Shape.rows(List.of("call"), PER_SECOND, CPU, MIDDLE, TAIL)
                                .along("threads"))
                .reasons(because("", "See remote."));
    }

    private static Subject remoteSizes() {
        return new Subject(
                        "scale-remote-bytes",
                        "Reads that Redis answers: size of the values, 8 threads",
                        "RemoteReads --bulk 0 --threads 8 --sizes 10,100,1024,10240,102400,1048576 --keys 2000"
                                + " --rivals lettuce.sync,jedis,caffeine+lettuce,tarn.get",
                        "--rounds 5 --millis 250 --warmup 1200",
                        "--rounds 15 --millis 400 --warmup 3000",
                        Shape.rows(List.of("call"), PER_SECOND, CPU, MIDDLE, TAIL)
                                .along("bytes"))
                .reasons(
                        because(
                                "",
                                "Large values are copied more often on their way through an event loop than by a caller that reads for itself."));
    }
}
