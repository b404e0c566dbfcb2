package dev.tarn.benchmarks.report;

import static dev.tarn.benchmarks.report.Subject.because;

import java.util.List;

/** What is measured with a server. */
final class RemoteSubjects {
    static final Measure PER_SECOND = Measure.more("perSecond", "calls", "a second");
    static final Measure CPU = Measure.less("cpuMicros", "processor time of a call, whole process", "us");
    static final Measure MIDDLE = Measure.less("p50us", "p50", "us").tabled();
    static final Measure TAIL = Measure.less("p99us", "p99", "us").tabled();

    private RemoteSubjects() {}

    static List<Subject> all() {
        return List.of(
                remoteReads(), memcached(), limits(), propagation(), invalidations(), price(), coldKey(), stampede());
    }

    private static Subject remoteReads() {
        return new Subject(
                        "remote",
                        "Reads that Redis answers: clients alone, and caches whose heap is too small",
                        "RemoteReads --bulk 0,100 --threads 32,1",
                        new Effort("--sizes 100 --rounds 5 --millis 120 --warmup 600", 60),
                        new Effort("--sizes 100,1024 --rounds 20 --millis 300 --warmup 3000", 830),
                        Shape.rows(List.of("call", "threads", "bytes"), PER_SECOND, CPU, MIDDLE, TAIL))
                .limits("socket")
                .bars(
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "lettuce.sync", 3),
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "jetcache.remote", 3),
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "redisson", 4),
                        Bar.ratio("^get, threads 1,", "p50us", "tarn.get", "lettuce.sync", 1.15),
                        Bar.number("^get, threads 32", "p99us", "tarn.get", 1_000)
                                .onlyIf("lettuce.sync", 1_000))
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
                        new Effort("--rounds 5 --millis 150 --warmup 4500", 40),
                        new Effort("--rounds 20 --millis 300 --warmup 20000", 230),
                        Shape.rows(List.of("values", "threads"), PER_SECOND, CPU, MIDDLE, TAIL))
                .own("tarn", "tarn.binary", "cached", "cached.binary")
                .limits("socket")
                .bars(
                        Bar.ratio("bulk=0, threads 32", "perSecond", "cached", "spy", 2),
                        Bar.ratio("bulk=0, threads 1$", "p50us", "tarn", "spy", 1.15));
    }

    private static Subject limits() {
        return new Subject(
                        "limits",
                        "Keys a second that a server on these processors gives at all, and what readers of single keys get: 32 threads",
                        "Limits --threads 32",
                        new Effort("--rounds 5 --millis 200 --warmup 800", 28),
                        new Effort("--rounds 20 --millis 500 --warmup 4000", 190),
                        Shape.rows(
                                List.of("server"),
                                Measure.more("keysPerSecond", "keys", "a second"),
                                Measure.less("cpuMicros", "processor time of the reading process for a key", "us"),
                                Measure.less("serverMicros", "processor time of the server for a key", "us")))
                .own("tarn.get", "tarn", "tarn.binary")
                .limits(
                        "socket",
                        "socket pipeline",
                        "socket MGET",
                        "socket get of many",
                        "redis-benchmark -P 1",
                        "redis-benchmark -P 100")
                .bars(
                        Bar.number("^server redis", "keysPerSecond", "tarn.get", 100_000)
                                .onlyIf("socket MGET", 250_000),
                        Bar.ratio("^server redis", "keysPerSecond", "tarn.get", "lettuce.sync", 3),
                        Bar.ratio("^server memcached", "keysPerSecond", "tarn", "spy", 2));
    }

    private static Subject propagation() {
        return new Subject(
                        "propagation",
                        "From a change until other nodes do not serve the old value: 4 nodes",
                        "Propagation --nodes 4 --rivals lettuce.publish,tarn.invalidate,redisson,jetcache",
                        new Effort("--blocks 3 --rounds 150 --warmup 1000", 20),
                        new Effort("--blocks 10 --rounds 500 --warmup 3000", 60),
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
                        new Effort("--rounds 5 --warmup 2 --keys 8000", 22),
                        new Effort("--rounds 15 --warmup 3", 220),
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
                        new Effort("--rounds 5 --calls 3000", 12),
                        new Effort("--rounds 12 --calls 5000", 40),
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
                        new Effort("--rounds 6", 18),
                        new Effort("--rounds 25", 60),
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
                        "Stampede --nodes 4 --threads 200 --lease 2000 --ways processes,killed --strict false",
                        new Effort("--rounds 3", 20),
                        new Effort("--rounds 20", 110),
                        Shape.rows(
                                        List.of("way"),
                                        Measure.less("allLoads", "loads in all", "loads"),
                                        Measure.less("afterKillMicros", "latest answer after the kill", "us")
                                                .tabled())
                                .alone())
                .bars(Bar.number("processes", "allLoads", "tarn", 1), Bar.number("killed", "allLoads", "tarn", 2),
                        Bar.number("killed", "afterKillMicros", "tarn", 2_100_000));
    }
}
