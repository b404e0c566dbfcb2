package dev.tarn.benchmarks.report;

import static dev.tarn.benchmarks.report.Subject.because;
import static dev.tarn.benchmarks.report.Subject.seen;

import java.util.List;

/** What is measured with a server. */
final class RemoteSubjects {
    static final Measure PER_SECOND = Measure.more("perSecond", "calls", "a second");
    static final Measure CPU = Measure.less("cpuMicros", "processor time of a call, whole process", "us");
    static final Measure MIDDLE = Measure.less("p50us", "p50", "us").tabled();
    static final Measure TAIL = Measure.less("p99us", "p99", "us").tabled();

    /** Where a read that Redis answers spends its time, with one thread. */
    static final String A_LONE_READ =
            "58 % of the processor time of a lone reader's process is Lettuce's event loop, to which each read is "
                    + "handed over and which hands its answer back: 22 % in the socket, 11 % in waking and parking. Jedis reads "
                    + "on the caller's thread. Another 12 % store in a heap of 64 entries and evict there, 19 % are the "
                    + "composer. Needed: a transport that lets a lone caller read the socket itself.";

    private static final String BUSY =
            "All processors are busy: a key takes 6.4 us of Tarn's process and 1.2 of the server, 11.5 and 2.7 with Lettuce (`limits`, full run of 2026-11-26). "
                    + "Three times Lettuce's leaves less than 5 for both, and each reader must be switched in once for its answer.";

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
                        new Effort(
                                "--sizes 100 --rounds 5 --millis 120 --warmup 500 --rivals socket,lettuce.sync,lettuce.async,jedis,redisson,"
                                        + "jetcache.remote,caffeine+lettuce,redisson.local,jetcache.both,tarn.get",
                                90),
                        new Effort("--sizes 100,1024 --rounds 18 --millis 300 --warmup 3000", 800),
                        Shape.rows(List.of("call", "threads", "bytes"), PER_SECOND, CPU, MIDDLE, TAIL))
                .limits("socket")
                .bars(
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "lettuce.sync", 3)
                                .missedFor(BUSY),
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "jetcache.remote", 3)
                                .missedFor(BUSY),
                        Bar.ratio("^get, threads 32", "perSecond", "tarn.get", "redisson", 4),
                        Bar.ratio("^get, threads 1,", "p50us", "tarn.get", "lettuce.sync", 1.15),
                        Bar.number("^get, threads 32", "p99us", "tarn.get", 1_000)
                                .onlyIf("lettuce.sync", 1_000))
                .reasons(
                        seen(
                                "getAll.*",
                                "Each value of a bulk read is also checked, decoded, stored in the heap and evicted there again: of the "
                                        + "reading thread's time 28 % is Caffeine evicting what has just come, 11 % storing it, 16 % opening and "
                                        + "closing flights. A client alone hands over bytes. Needed: not storing what will be evicted at once."),
                        seen("threads 1,", A_LONE_READ),
                        because(
                                "threads 32",
                                "32 threads share commands and an event loop, which on two processors is also the readers' competitor; "
                                        + "Jedis has a connection for each, and a server that answers each alone. By its slowest hundredth a thread "
                                        + "pays for the turn that others have. Needed: several connections, each with a loop of its own, where there "
                                        + "are processors for them."));
    }

    private static Subject memcached() {
        return new Subject(
                        "memcached",
                        "Reads that Memcached answers",
                        "Memcached",
                        new Effort("--rounds 5 --millis 150 --warmup 4500", 58),
                        new Effort("--rounds 20 --millis 300 --warmup 20000", 230),
                        Shape.rows(List.of("values", "threads"), PER_SECOND, CPU, MIDDLE, TAIL))
                .own("tarn", "tarn.binary", "cached", "cached.binary")
                .limits("socket")
                .bars(
                        Bar.ratio("bulk=0, threads 32", "perSecond", "cached", "spy", 2),
                        Bar.ratio("bulk=0, threads 1$", "p50us", "tarn", "spy", 1.15))
                .reasons(
                        because(
                                "bulk=100",
                                "Through the cache each value is also checked, decoded, stored in the heap and evicted again; Spymemcached "
                                        + "hands over bytes."),
                        because(
                                "",
                                "Answers come to one event loop, which hands each over to a thread that waits; Spymemcached does the same "
                                        + "with less to read, for it knows neither labels nor the log's head. Needed: see remote."));
    }

    private static Subject limits() {
        return new Subject(
                        "limits",
                        "Keys a second that a server on these processors gives at all, and what readers of single keys get: 32 threads",
                        "Limits --threads 32",
                        new Effort("--rounds 5 --millis 200 --warmup 500", 38),
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
                        Bar.ratio("^server redis", "keysPerSecond", "tarn.get", "lettuce.sync", 3)
                                .missedFor(BUSY),
                        Bar.ratio("^server memcached", "keysPerSecond", "tarn", "spy", 2))
                .reasons(
                        seen(
                                "server redis: (keys|processor time of the reading)",
                                "What is not the client's is the heap tier, which stores and evicts each value, and the composer: 12 and "
                                        + "19 % of the process's time for a lone reader. Tarn is first where enough threads read to share commands; "
                                        + "on a machine that is busy with others they do not come together."),
                        because(
                                "server memcached",
                                "A read of Tarn asks for the value and the log's head at once, so the server answers two keys where "
                                        + "Spymemcached asks for one. Threads share these commands where they come together."));
    }

    private static Subject propagation() {
        return new Subject(
                        "propagation",
                        "From a change until other nodes do not serve the old value: 4 nodes",
                        "Propagation --nodes 4 --rivals lettuce.publish,tarn.invalidate,redisson,jetcache",
                        new Effort("--blocks 3 --rounds 150 --warmup 1000", 42),
                        new Effort("--blocks 8 --rounds 500 --warmup 2000", 230),
                        Shape.rows(
                                List.of("what"),
                                Measure.less("p50us", "p50", "us"),
                                Measure.less("p99us", "p99", "us")))
                .limits("lettuce.publish")
                .bars(Bar.ratio("seen", "p50us", "tarn.invalidate", "lettuce.publish", 1.2))
                .reasons(
                        seen(
                                "returned",
                                "A change of Tarn is one script that removes the value, ends leases, appends to the log and publishes, and "
                                        + "returns when it is recorded: by notes in the code 7 us pass until it is written, 22 until the event loop "
                                        + "has encoded it and 67 until the answer comes. JetCache sends its message without waiting, and a message "
                                        + "lost is never made up for. Needed: a shorter script."),
                        seen(
                                "",
                                "By notes in the code the first of four nodes hears of a change after 102 us and the last after 145; 7 of these "
                                        + "are Tarn's before anything is written, 2 for each node that hears. The script, 7 to 12 us, also ends leases "
                                        + "and appends to the log. Redisson and JetCache remove and publish without a log: a message lost is never "
                                        + "made up for. Needed: a shorter script."));
    }

    private static Subject invalidations() {
        return new Subject(
                        "invalidations",
                        "Invalidations of single keys that all of 4 nodes have applied",
                        "Invalidations --nodes 4 --threads 8",
                        new Effort("--rounds 5 --warmup 2 --keys 8000", 29),
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
                .reasons(
                        seen(
                                "Redis",
                                "One script of five commands (costs.md) keeps the log that makes up for lost messages; JetCache sends two "
                                        + "commands, DEL and PUBLISH, and what is lost is lost."),
                        because(
                                "",
                                "See the processor time of Redis: where it is the limit, a script of five commands is slower than two commands."));
    }

    private static Subject price() {
        return new Subject(
                        "price",
                        "What Tarn costs Redis, as Redis counts it: 4 nodes",
                        "Price --nodes 4",
                        new Effort("--rounds 5 --calls 3000", 13),
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
                        new Effort("--rounds 6", 23),
                        new Effort("--rounds 25", 60),
                        Shape.rows(
                                List.of("nodes"),
                                Measure.less("latestMillis", "latest answer", "ms"),
                                Measure.less("loads", "loads", "loads")))
                .bars(Bar.number("", "loads", "tarn", 1), Bar.number("", "latestMillis", "tarn", 150))
                .reasons(
                        because("loads", "Whoever shares nothing loads once for each node."),
                        because(
                                "latest",
                                "What is beyond the load of 100 ms is waking the threads that wait; with several nodes also asking Redis "
                                        + "for the lease, and hearing that it has been filled."));
    }

    private static Subject stampede() {
        return new Subject(
                        "stampede",
                        "A cold key, asked for by 200 threads of each of 4 nodes; the load takes 100 ms",
                        "Stampede --nodes 4 --threads 200 --lease 2000 --ways processes,killed --strict false",
                        new Effort("--rounds 3", 28),
                        new Effort("--rounds 20", 110),
                        Shape.rows(
                                        List.of("way"),
                                        Measure.less("allLoads", "loads in all", "loads"),
                                        Measure.less("afterKillMicros", "latest answer after the kill", "us")
                                                .tabled())
                                .alone())
                .bars(
                        Bar.number("processes", "allLoads", "tarn", 1),
                        Bar.number("killed", "allLoads", "tarn", 2),
                        Bar.number("killed", "afterKillMicros", "tarn", 2_100_000));
    }
}
