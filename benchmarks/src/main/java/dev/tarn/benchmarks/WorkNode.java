package dev.tarn.benchmarks;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.template.QuickConfig;
import com.sun.management.OperatingSystemMXBean;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.tiered.Tarn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A node that shares values with others through Redis, in a process of its own: one thread reads keys drawn by Zipf's law and now and then changes one.
 *
 * <p>It says {@code ready} when it is connected. {@code fill} makes it store all values, and say {@code filled}; {@code work} with milliseconds, a seed and how many
 * calls of a thousand are changes makes it work, and say {@code worked} with the number of its calls, of those that found nothing, and the process's microseconds of processor
 * time in all. It ends with its input.
 */
final class WorkNode {
    private static final int BURST = 16;
    private static final int OF = 1_000;
    private static final String CHANNEL = "work-changes";
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Clock clock = Clock.system();
    private final HeapSubject cache;
    private final String[] keys;
    private final Zipf zipf;

    private WorkNode(HeapSubject cache, int entries) {
        this.cache = cache;
        this.keys = new String[entries];
        for (int i = 0; i < entries; i++) {
            keys[i] = "product:" + i;
        }
        this.zipf = new Zipf(entries, 0.99);
    }

    /**
     * Runs a node.
     *
     * @param args rival, URI of Redis, entries
     */
    public static void main(String[] args) throws IOException {
        int entries = Integer.parseInt(args[2]);
        try (HeapSubject cache = open(args[0], args[1], entries)) {
            say("ready");
            new WorkNode(cache, entries).serve();
        }
    }

    private static HeapSubject open(String rival, String uri, int entries) {
        return switch (rival) {
            case "tarn" -> tarn(uri, entries);
            case "redisson" -> HeapPeers.redisson(entries, uri);
            case "jetcache" -> jetCache(uri, entries);
            default -> throw new IllegalArgumentException("no rival '" + rival + "'");
        };
    }

    private static HeapSubject tarn(String uri, int entries) {
        Tarn tarn = Tarn.builder()
                .namespace("work")
                .remote(Connections.patientTarn(uri))
                .build();
        dev.tarn.Cache<String, String> cache = tarn.cache("work", String.class, String.class)
                .heap(Heap.maximumEntries(entries))
                .expireAfterWrite(HeapSubject.LIFE)
                .build();
        return HeapSubject.reading(
                key -> cache.getIfPresent((String) key),
                (key, value) -> cache.put((String) key, (String) value),
                tarn::close);
    }

    private static HeapSubject jetCache(String uri, int entries) {
        JetCaches node = JetCaches.broadcasting(uri, entries, CHANNEL);
        Cache<Object, Object> cache = node.cache(QuickConfig.newBuilder("work-jetcache")
                .cacheType(CacheType.BOTH)
                .syncLocal(true)
                .expire(HeapSubject.LIFE)
                .build());
        // its put waits for nobody; a change of the others returns when Redis has it
        return HeapSubject.reading(
                cache::get, (key, value) -> cache.PUT(key, value).getResultCode(), node::close);
    }

    private void serve() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("fill")) {
                for (String key : keys) {
                    cache.put(key, "the value of " + key);
                }
                say("filled");
            } else {
                Duration time = Duration.ofMillis(Long.parseLong(words[1]));
                work(time, new SplittableRandom(Long.parseLong(words[2])), Integer.parseInt(words[3]));
            }
        }
    }

    private void work(Duration time, SplittableRandom random, int changes) {
        long cpu = PROCESS.getProcessCpuTime();
        long until = clock.nanos() + time.toNanos();
        long calls = 0;
        long missing = 0;
        while (clock.nanos() - until < 0) {
            for (int i = 0; i < BURST; i++) {
                missing += call(keys[zipf.next(random)], random.nextInt(OF) < changes) ? 0 : 1;
            }
            calls += BURST;
        }
        say("worked %d %d %d", calls, missing, TimeUnit.NANOSECONDS.toMicros(PROCESS.getProcessCpuTime() - cpu));
    }

    private boolean call(String key, boolean change) {
        if (change) {
            cache.put(key, "another value of " + key);
            return true;
        }
        return cache.getIfPresent(key) != null;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
        System.out.flush();
    }
}
