package dev.tarn.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.testing.server.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the packaged demo as people do. */
class DemoIT {
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String SERVING = "serving (http://\\S+/)products/42";

    @TempDir
    static Path data;

    private static HttpResponse<String> send(String method, URI uri, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static URI awaitServing(DemoProcess demo, String pattern) {
        await().atMost(LONG)
                .until(() -> demo.found(pattern) != null || !demo.process().isAlive());
        assertThat(demo.found(pattern)).as(demo.output()).isNotNull();
        return URI.create(demo.found(pattern));
    }

    @Test
    void oneNode_duration_endsWithTheSummaryAndAHitRateOver95Percent() throws Exception {
        try (DemoProcess demo = DemoProcess.start(data, "--port=0", "--duration=5s")) {
            assertThat(demo.exit()).as(demo.output()).isZero();

            assertThat(demo.lines()).anyMatch(line -> line.startsWith("heap 80,000 of 100,000 products"));
            assertThat(demo.lines())
                    .filteredOn(line -> line.contains("reads/s"))
                    .isNotEmpty();
            assertThat(demo.summary("hit rate")).isGreaterThan(95);
            assertThat(demo.summary("heap tier")).isEqualTo(demo.summary("hit rate"));
            assertThat(demo.summary("loads saved")).isGreaterThan(demo.summary("loads"));
            assertThat(demo.summary("cache read p50")).isPositive();
            assertThat(demo.summary("database read p99.9")).isPositive();
            assertThat(demo.output()).doesNotContain("failed calls", "WARN", "ERROR", "\033");
        }
    }

    @Test
    void oneNode_serving_answersUntilItIsTerminatedAndThenSumsUp() throws Exception {
        try (DemoProcess demo = DemoProcess.start(data, "--port=0", "--products=2000", "--heap=1000", "--rate=1000")) {
            URI address = awaitServing(demo, SERVING);

            assertThat(send("GET", address.resolve("products/42"), "").body()).contains("\"id\":42");
            assertThat(send("GET", address.resolve("products/4242"), "").statusCode())
                    .isEqualTo(404);
            assertThat(send("PUT", address.resolve("products/42"), "{\"priceCents\":4242}")
                            .body())
                    .contains("\"cents\":4242");
            assertThat(send("GET", address.resolve("stats"), "").body()).contains("\"hitRate\"");

            await().atMost(LONG).until(() -> demo.found("(reads/s)") != null);
            // Process.destroy() would close the output as well.
            demo.process().toHandle().destroy();
            demo.exit();
            assertThat(demo.output()).contains("summary of");
        }
    }

    @Test
    void oneNode_ofATrace_countsAbsences_andRecordsItAgain() throws Exception {
        Path recording = data.resolve("again.trace.gz");
        Path trace = data.resolve("scan.trace.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(trace))) {
            for (int key = 0; key < 3_000; key++) {
                out.write((key + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        try (DemoProcess demo = DemoProcess.start(
                data,
                "--port=0",
                "--products=2000",
                "--heap=10000",
                "--duration=4s",
                "--trace=" + trace,
                "--record=" + recording,
                "--writes=0")) {
            assertThat(demo.exit()).as(demo.output()).isZero();

            // Each of the 3000 keys, a thousand of them absences, is loaded once, however often it is asked for.
            assertThat(demo.summary("loads")).isEqualTo(3_000);
            assertThat(demo.summary("loads saved")).isGreaterThan(3_000);
            String recorded = demo.found("recorded: ([0-9,]+) reads").replace(",", "");
            assertThat(accesses(recording)).isEqualTo(Long.parseLong(recorded)).isGreaterThan(3_000);
        }
    }

    private static long accesses(Path trace) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(trace)), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).count();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "--heap=0", "--duration=soon"})
    void option_bad_isOneLineAndExitCode2(String option) throws Exception {
        try (DemoProcess demo = DemoProcess.start(data, option)) {
            assertThat(demo.exit()).isEqualTo(2);
            assertThat(demo.lines()).singleElement().asString().startsWith("tarn: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nodes=1", "--nodes=2"})
    void port_taken_isOneLineAndExitCode1(String nodes) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DemoProcess demo = DemoProcess.start(data, nodes, "--port=" + taken.getLocalPort())) {
            assertThat(demo.exit()).isEqualTo(1);
            assertThat(demo.lines()).singleElement().asString().contains("port " + taken.getLocalPort() + " is taken");
        }
    }

    @Test
    void redis_notAUri_isOneLineAndExitCode1() throws Exception {
        try (DemoProcess demo = DemoProcess.start(data, "--port=0", "--products=2000", "--redis=nonsense")) {
            assertThat(demo.exit()).isEqualTo(1);
            assertThat(demo.lines()).last().asString().startsWith("tarn: --redis nonsense");
        }
    }

    @Test
    void redis_foreignAndTruncatedValues_areCountedMissesAndTheDemoGoesOn() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            List<String> options =
                    List.of("--port=0", "--products=2000", "--heap=1000", "--redis=" + redis.uri(), "--duration=3s");
            try (DemoProcess first = DemoProcess.start(data, options.toArray(String[]::new))) {
                assertThat(first.exit()).as(first.output()).isZero();
                assertThat(first.summary("remote tier")).isPositive();
            }
            String spoil = "local n = 0 for _, key in ipairs(redis.call('KEYS', '*products*v:*')) do"
                    + " n = n + 1 local value = redis.call('GET', key)"
                    + " if n % 2 == 0 then value = 'foreign bytes' else value = string.sub(value, 1, #value / 2) end"
                    + " redis.call('SET', key, value) end return n";
            assertThat(redis.command("EVAL", spoil, "0").toString()).isNotBlank();

            String[] again = {
                "--port=0", "--products=2000", "--heap=1000", "--redis=" + redis.uri(), "--duration=4s", "--cold"
            };
            try (DemoProcess second = DemoProcess.start(data, again)) {
                assertThat(second.exit()).as(second.output()).isZero();
                assertThat(second.summary("unreadable entries")).isGreaterThan(100);
                assertThat(second.summary("hit rate")).isGreaterThan(50);
                assertThat(second.output()).doesNotContain("failed calls");
            }
        }
    }

    @Test
    void memcached_oneNode_hasTheSameTable() throws Exception {
        try (MemcachedServer memcached = MemcachedServer.start()) {
            List<String> options = List.of(
                    "--port=0", "--products=2000", "--heap=1000", "--memcached=" + memcached.uri(), "--duration=3s");
            try (DemoProcess demo = DemoProcess.start(data, options.toArray(String[]::new))) {
                assertThat(demo.exit()).as(demo.output()).isZero();
                assertThat(demo.output()).contains("remote tier: memcached://" + memcached.uri());
                assertThat(demo.lines())
                        .filteredOn(line -> line.contains("reads/s"))
                        .isNotEmpty();
                assertThat(demo.summary("remote tier")).isPositive();
                assertThat(demo.output()).doesNotContain("failed calls", "ERROR");
            }
        }
    }

    @Test
    void redis_thatComesLater_isUsedThen() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            String uri = redis.uri();
            redis.stop();
            try (DemoProcess demo =
                    DemoProcess.start(data, "--port=0", "--products=2000", "--heap=1000", "--redis=" + uri)) {
                URI address = awaitServing(demo, SERVING);
                assertThat(demo.output()).contains("Redis at " + uri + " does not answer");
                assertThat(send("GET", address.resolve("products/7"), "").statusCode())
                        .isEqualTo(200);
                assertThat(send("GET", address.resolve("health"), "").body()).contains("\"remote\":\"down\"");

                redis.restart();

                await().atMost(LONG)
                        .until(() -> send("GET", address.resolve("health"), "")
                                .body()
                                .contains("\"remote\":\"up\""));
                await().atMost(LONG) // reads and writes have connections of their own
                        .untilAsserted(() -> assertThat(send("PUT", address.resolve("products/7"), "{\"stock\":3}")
                                        .headers()
                                        .firstValue("Tarn-Write"))
                                .hasValue("APPLIED"));
            }
        }
    }

    @Test
    void threeNodes_duration_showUpdatesOfEachOtherAndEnd() throws Exception {
        try (DemoProcess demo = DemoProcess.start(
                data, "--nodes=3", "--port=0", "--products=5000", "--heap=4000", "--duration=5s", "--rate=2000")) {
            assertThat(demo.exit()).as(demo.output()).isZero();

            assertThat(demo.lines())
                    .anyMatch(
                            line -> line.matches(
                                    "update of product \\d+ on node 1: seen by node 2 after [0-9.]+ ms, node 3 after [0-9.]+ ms"));
            assertThat(demo.lines()).anyMatch(line -> line.matches("updates: \\d+ sightings.* p50 .* p99 .*"));
            assertThat(demo.lines()).anyMatch(line -> line.matches("updates seen by the other nodes: \\d+, p50 .*"));
            assertThat(demo.summary("hit rate")).isGreaterThan(90);
            assertThat(demo.summary("remote tier")).isPositive();
        }
    }

    @Test
    void spring_withRedis_tellsWhatEachAnnotationDoesAndServes() throws Exception {
        try (RedisServer redis = RedisServer.start();
                DemoProcess demo =
                        DemoProcess.start(data, "--spring", "--port=0", "--products=2000", "--redis=" + redis.uri())) {
            URI address = awaitServing(demo, SERVING);
            assertThat(demo.found("^@Cacheable +(.*)"))
                    .isEqualTo("product 42: the database is asked for 1 product in 1 statement;"
                            + " once more: the database is not asked");
            assertThat(demo.found("^@CacheableBatch .*: (.*)"))
                    .isEqualTo("the database is asked for 9 products in 1 statement");
            assertThat(demo.found("^@Transactional .*: (.*)")).isEqualTo("the database is not asked, prices as before");
            assertThat(demo.found("^@CacheEvict .*: (.*)"))
                    .isEqualTo("the database is asked for 10 products in 1 statement");
            assertThat(demo.found("^@CacheEvictTag .*: (.*)")).startsWith("the database is asked for ");

            assertThat(send("POST", address.resolve("sale?ids=1,2&cents=1"), "").body())
                    .contains("rolledBack");
            assertThat(send("POST", address.resolve("sale?ids=1,2&cents=777"), "")
                            .body())
                    .contains("\"cents\":777");
            assertThat(send("GET", address.resolve("products/1"), "").body()).contains("\"cents\":777");
            assertThat(send("GET", address.resolve("products/9999"), "").statusCode())
                    .isEqualTo(404);
            await().atMost(LONG)
                    .until(() -> send("GET", address.resolve("explain/42"), "")
                            .body()
                            .contains("\"tier\":\"remote\",\"state\":\"FRESH\""));
        }
    }

    @Test
    void severalNodes_parentKilled_leaveNothingBehind() throws Exception {
        try (DemoProcess demo =
                DemoProcess.start(data, "--nodes=2", "--port=0", "--products=2000", "--heap=1000", "--rate=100")) {
            awaitServing(demo, "node 2: " + SERVING);
            List<ProcessHandle> children = demo.process().descendants().toList();
            // Two nodes, the guard of Redis with its cat, and Redis.
            assertThat(children).hasSizeGreaterThanOrEqualTo(4);

            demo.process().destroyForcibly();

            await().atMost(LONG).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }
}
