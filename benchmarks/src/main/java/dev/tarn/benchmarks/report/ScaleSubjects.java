package dev.tarn.benchmarks.report;

import static dev.tarn.benchmarks.report.Subject.because;

import java.util.List;

/** How the price of a call grows with the work. */
final class ScaleSubjects {
    private ScaleSubjects() {}

    static List<Subject> all() {
        return List.of(heapThreads(), remoteThreads(), remoteSizes(), nodes(), invalidationRates(), offHeapEntries());
    }

    private static Subject heapThreads() {
        return new Subject(
                        "scale-heap-threads",
                        "Heap hit: threads",
                        "HeapCpu --calls get --keys STRING --threads 1,2,4,8,16 --rivals caffeine,cache2k,tarn,tarn.bound",
                        new Effort("--forks 1 --warmup 4 --rounds 5 --millis 100", 26),
                        new Effort("--forks 3 --warmup 6 --rounds 12", 240),
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
                        new Effort("--rounds 5 --millis 100 --warmup 500", 28),
                        new Effort("--rounds 15 --millis 300 --warmup 3000", 190),
                        Shape.rows(
                                        List.of("call"),
                                        RemoteSubjects.PER_SECOND,
                                        RemoteSubjects.CPU,
                                        RemoteSubjects.MIDDLE,
                                        RemoteSubjects.TAIL)
                                .along("threads"))
                .reasons(because("", "See remote."));
    }

    private static Subject remoteSizes() {
        return new Subject(
                        "scale-remote-bytes",
                        "Reads that Redis answers: size of the values, 8 threads",
                        "RemoteReads --bulk 0 --threads 8 --sizes 10,100,1024,10240,102400,1048576 --keys 2000"
                                + " --rivals lettuce.sync,jedis,caffeine+lettuce,tarn.get",
                        new Effort("--rounds 5 --millis 100 --warmup 500", 32),
                        new Effort("--rounds 15 --millis 400 --warmup 3000", 240),
                        Shape.rows(
                                        List.of("call"),
                                        RemoteSubjects.PER_SECOND,
                                        RemoteSubjects.CPU,
                                        RemoteSubjects.MIDDLE,
                                        RemoteSubjects.TAIL)
                                .along("bytes"))
                .reasons(
                        because(
                                "",
                                "Large values are copied more often on their way through an event loop than by a caller that reads for itself."));
    }

    private static Subject nodes() {
        return new Subject(
                "scale-nodes",
                "Nodes, each a process: reads of the same keys, one call in a hundred a change",
                "Nodes --changes 10",
                new Effort("--nodes 1,4 --warmup 6 --rounds 5 --millis 200", 32),
                        new Effort("--nodes 1,2,4,8 --warmup 8 --rounds 12 --millis 500", 310),
                Shape.rows(
                                List.of(),
                                Measure.less("nodesMicros", "processor time of the nodes for a call", "us"),
                                Measure.less("redisMicros", "processor time of Redis for a call", "us"),
                                Measure.more("perSecond", "calls of all nodes", "a second")
                                        .tabled())
                        .along("nodes"));
    }

    private static Subject invalidationRates() {
        return new Subject(
                        "scale-invalidations",
                        "Invalidations asked for in a second, 4 nodes: a node's idle time is in the price",
                        "Invalidations --nodes 4 --threads 8",
                        new Effort("--rates 1000,10000,100000 --keys 10000 --rounds 3 --warmup 1 --rivals tarn.invalidate,redisson,jetcache", 32),
                        new Effort("--rates 1000,3000,10000,30000,100000 --keys 100000 --rounds 8 --warmup 2", 350),
                        Shape.rows(
                                        List.of(),
                                        Measure.less("nodesMicros", "processor time of the nodes for each", "us"),
                                        Measure.less("redisMicros", "processor time of Redis for each", "us"),
                                        Measure.more("perSecond", "seen by all", "a second"))
                                .along("rate"))
                .limits("lettuce.del+publish");
    }

    private static Subject offHeapEntries() {
        return new Subject(
                        "scale-off-heap",
                        "Entries outside the heap, values of 100 bytes, keys all alike, one thread",
                        "OffHeapScale",
                        new Effort("--entries 10000,100000,1000000 --warmup 4 --rounds 6 --millis 100", 20),
                        new Effort("--entries 10000,100000,1000000,10000000,50000000 --warmup 10 --rounds 20", 350),
                        Shape.rows(
                                        List.of(),
                                        Measure.more("perMicro", "reads", "a microsecond"),
                                        Measure.less("cpuNanos", "processor time of a read, whole process", "ns"),
                                        Measure.less("missingOfMillion", "lost", "of a million")
                                                .tabled())
                                .along("entries"))
                .own("store")
                .limits("slab");
    }
}
