package dev.tarn.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves that no server outlives the JVM that started it. */
class OrphanIT {
    @Test
    void serverProcess_jvmKilled_diesToo() throws Exception {
        Process jvm = startHolder();
        long server = readPid(jvm);
        assertThat(isAlive(server)).isTrue();
        jvm.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(10)).until(() -> !isAlive(server));
    }

    @Test
    void serverProcess_jvmEndsWithoutClosing_diesToo() throws Exception {
        Process jvm = startHolder();
        long server = readPid(jvm);
        jvm.getOutputStream().close();
        assertThat(jvm.waitFor()).isZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> !isAlive(server));
    }

    private static Process startHolder() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return new ProcessBuilder(List.of(java, "-Xmx64m", "-cp", classPath, Holder.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long readPid(Process jvm) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertThat(line).as("the other JVM's word").isNotNull();
        return Long.parseLong(line);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Starts a server in a JVM of its own, says the server's process id, and ends when its input does. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            RedisServer redis = RedisServer.builder().startOnPath("this test");
            System.out.write((redis.pid() + "\n").getBytes(StandardCharsets.US_ASCII));
            System.out.flush();
            if (System.in.read() < 0) {
                System.exit(0);
            }
        }
    }
}
