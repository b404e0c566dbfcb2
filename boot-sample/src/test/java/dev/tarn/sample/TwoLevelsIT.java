package dev.tarn.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.testing.server.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The packaged application, started twice over one Redis. */
class TwoLevelsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long OTHERS = 1_000_000;
    private static final Path JAR = Path.of("target", "boot-sample.jar");

    /** One process, spoken to by its input and output. */
    private static final class Running implements AutoCloseable {
        private final Process process;
        private final PrintStream numbers;
        private final BufferedReader answers;

        Running(RedisServer redis) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    JAR.toString());
            builder.environment().put("SPRING_DATA_REDIS_URL", redis.uri());
            process = builder.redirectErrorStream(true).start();
            numbers = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        String ask(long number) throws IOException {
            numbers.println(number);
            StringBuilder said = new StringBuilder();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("answer ")) {
                    return line;
                }
                said.append(line).append('\n');
            }
            throw new AssertionError("the application has ended:\n" + said);
        }

        @Override
        public void close() throws IOException {
            numbers.close(); // ends the conversation
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }

    @Test
    void application_withTheStarterAndThreeLines_cachesInTheHeapAndInRedis() throws IOException {
        try (RedisServer redis = RedisServer.start();
                Running first = new Running(redis);
                Running second = new Running(redis)) {
            long number = storedInBoth(first, 0);
            assertThat(first.ask(number)).startsWith("answer " + number * number + " computed " + number + " ");
            long others = storedInBoth(second, OTHERS) - OTHERS;
            assertThat(second.ask(number)).startsWith("answer " + number * number + " computed " + others + " ");
        }
    }

    /** Asks for numbers after a given one until one is in both levels: the first may come before the connection does. */
    private static long storedInBoth(Running running, long after) {
        AtomicLong number = new AtomicLong(after);
        await().atMost(PATIENCE)
                .until(() -> running.ask(number.incrementAndGet()).endsWith("heap=FRESH remote=FRESH"));
        return number.get();
    }

    @Test
    void application_hasThreeLinesOfPropertiesAndNoOtherLibraries() throws IOException {
        assertThat(Files.readAllLines(Path.of("src", "main", "resources", "application.properties")))
                .hasSize(3);
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(entry -> entry.getName()).toList();
            assertThat(names)
                    .anyMatch(name -> name.startsWith("BOOT-INF/lib/tarn-spring-boot-starter"))
                    .noneMatch(name ->
                            name.contains("junit") || name.contains("spring-data") || name.contains("actuator"));
        }
    }
}
