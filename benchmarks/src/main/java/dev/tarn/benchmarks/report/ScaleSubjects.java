package dev.tarn.benchmarks.report;

import static dev.tarn.benchmarks.report.Subject.seen;

import java.util.List;

/** How the price of a call grows with the work. */
final class ScaleSubjects {
    /** The quickest clients, and caches with a heap of their own. */
    private static final String READERS = "lettuce.sync,jedis,caffeine+lettuce,redisson.local,jetcache.both,tarn.get";

    private ScaleSubjects() {}

    static List<Subject> all() {
        return List.of(heapThreads(), remoteThreads(), remoteSizes(), nodes(), invalidationRates(), offHeapEntries());
    }

    private static Subject heapThreads() {
        return new Subject(
                        "scale-heap-threads",
                        "Heap hit: threads",
                        "HeapCpu --calls get --keys STRING --threads 1,2,4,8,16 --rivals caffeine,cache2k,tarn,tarn.bound",
                        new Effort("--forks 1 --warmup 4 --rounds 5 --millis 100", 24),
                        new Effort("--forks 3 --warmup 6 --rounds 12", 240),
                        Shape.rows(
                                        List.of("call"),
                                        Measure.more("perMicro", "reads", "a microsecond"),
                                        Measure.less("processNanos", "processor time of a read, whole process", "ns"))
                                .along("threads"))
                .reasons(seen("", LocalSubjects.A_HIT));
    }

    private static Subject remoteThreads() {
        return new Subject(
                        "scale-remote-threads",
                        "Reads that Redis answers: threads",
                        "RemoteReads --bulk 0 --sizes 100 --rivals " + READERS,
                        new Effort("--threads 1,4,16 --rounds 5 --millis 100 --warmup 500", 38),
                        new Effort("--threads 1,2,4,8,16 --rounds 12 --millis 300 --warmup 2500", 200),
                        Shape.rows(
                                        List.of("call"),
                                        RemoteSubjects.PER_SECOND,
                                        RemoteSubjects.CPU,
                                        RemoteSubjects.MIDDLE,
                                        RemoteSubjects.TAIL)
                                .along("threads"))
                .reasons(
                        seen("threads 1\\b", RemoteSubjects.A_LONE_READ),
                        seen(
                                "",
                                "A read is handed over to Lettuce's event loop, 58 % of the process's time with one reader, and back; "
                                        + "Jedis reads on each caller's thread. Sharing pays from the number of threads on at which reads come "
                                        + "together. Needed: a transport that lets few callers read the socket themselves."));
    }

    private static Subject remoteSizes() {
        return new Subject(
                        "scale-remote-bytes",
                        "Reads that Redis answers: size of the values, 8 threads",
                        "RemoteReads --bulk 0 --threads 8 --keys 2000 --rivals " + READERS,
                        new Effort("--sizes 10,1000,100000 --rounds 5 --millis 100 --warmup 500", 55),
                        new Effort("--sizes 10,1000,10000,100000,1000000 --rounds 10 --millis 400 --warmup 2000", 235),
                        Shape.rows(
                                        List.of("call"),
                                        RemoteSubjects.PER_SECOND,
                                        RemoteSubjects.CPU,
                                        RemoteSubjects.MIDDLE,
                                        RemoteSubjects.TAIL)
                                .along("bytes"))
                .reasons(
                        seen(
                                "bytes 1\\d{5,}",
                                "Of the time with values of 102,400 bytes 24 % are copies (socket to netty's buffer, from there to an "
                                        + "array, from there to the value) and 3 % the checksum; 58 % of all is Lettuce's event loop, one for all "
                                        + "threads. Jedis copies too (29 %), but each caller for itself. Needed: decoding out of the client's "
                                        + "buffer."),
                        seen(
                                "",
                                "A read is handed over to Lettuce's event loop, 58 % of the process's time, and back; Jedis reads on each "
                                        + "caller's thread. Needed: a transport that lets few callers read the socket themselves."));
    }

    private static Subject nodes() {
        return new Subject(
                        "scale-nodes",
                        "Nodes, each a process: reads of the same keys, one call in a hundred a change",
                        "Nodes --changes 10",
                        new Effort("--rivals tarn,jetcache --nodes 1,4 --warmup 4 --rounds 5 --millis 200", 45),
                        new Effort("--nodes 1,2,4,8 --warmup 8 --rounds 12 --millis 500", 310),
                        Shape.rows(
                                        List.of(),
                                        Measure.less("nodesMicros", "processor time of the nodes for a call", "us"),
                                        Measure.less("redisMicros", "processor time of Redis for a call", "us"),
                                        Measure.more("perSecond", "calls of all nodes", "a second")
                                                .tabled())
                                .along("nodes"))
                .reasons(
                        seen(
                                "Redis",
                                "A change is one script of seven commands (costs.md), 33 us on a busy machine as Redis counts it; "
                                        + "JetCache's is PSETEX and PUBLISH, 4 us, without a log that makes up for a message that is lost."),
                        seen(
                                "",
                                "Of two caches that have just started 52 % of the processor time of a node of Tarn was the JVM's compilers, 45 % of one"
                                        + " of JetCache, and the price of a call fell from 48 us to 1.1 in six seconds of work. Warmed up alike, and"
                                        + " with changes waited for on both sides, one node took 3.3 us a call and JetCache's 3.1, four of each 25 us, on"
                                        + " a busy machine. What remains is the script of a change."));
    }

    private static Subject invalidationRates() {
        return new Subject(
                        "scale-invalidations",
                        "Invalidations asked for in a second, 4 nodes: a node's idle time is in the price",
                        "Invalidations --nodes 4 --threads 8",
                        new Effort(
                                "--rates 1000,10000,100000 --keys 5000 --rounds 3 --warmup 1 --rivals tarn.invalidate,redisson,jetcache",
                                40),
                        new Effort("--rates 1000,3000,10000,30000,100000 --keys 100000 --rounds 8 --warmup 2", 350),
                        Shape.rows(
                                        List.of(),
                                        Measure.less("nodesMicros", "processor time of the nodes for each", "us"),
                                        Measure.less("redisMicros", "processor time of Redis for each", "us"),
                                        Measure.more("perSecond", "seen by all", "a second"))
                                .along("rate"))
                .limits("lettuce.del+publish")
                .reasons(
                        seen(
                                "Redis",
                                "A change is one script of five commands (costs.md), shared by those that come together; at low rates "
                                        + "nothing comes together. JetCache sends DEL and PUBLISH, without a log that makes up for a message that is lost. Idle nodes poll the log once a second."),
                        seen(
                                "",
                                "At low rates the price is that of nodes at rest: four that poll once a second and look after times."));
    }

    private static Subject offHeapEntries() {
        return new Subject(
                        "scale-off-heap",
                        "Entries outside the heap, values of 100 bytes, keys all alike, one thread",
                        "OffHeapScale",
                        new Effort("--entries 10000,100000,1000000 --warmup 4 --rounds 6 --millis 100", 15),
                        new Effort("--entries 10000,100000,1000000,10000000,50000000 --warmup 10 --rounds 20", 350),
                        Shape.rows(
                                        List.of(),
                                        Measure.more("perMicro", "reads", "a microsecond"),
                                        Measure.less("cpuNanos", "processor time of a read, whole process", "ns"),
                                        Measure.less("missingOfMillion", "lost", "of a million")
                                                .tabled())
                                .along("entries"))
                .own("store")
                .limits("slab")
                .reasons(seen(
                        "",
                        "A third of a read waits for the entry's head in memory and 11 % for the index; 17 % make the view that "
                                + "the codec reads, 11 % record the read for the policy and 10 % encode the key, all of which weigh most "
                                + "where few entries fit the processor's caches. Needed: cheaper views and keys."));
    }
}
