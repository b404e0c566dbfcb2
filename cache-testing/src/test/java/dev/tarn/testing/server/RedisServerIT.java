package dev.tarn.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerIT {
    @Test
    void start_defaults_answersAtItsUri() {
        try (RedisServer redis = RedisServer.start()) {
            assertThat(redis.isRunning()).isTrue();
            assertThat(redis.uri()).isEqualTo("redis://127.0.0.1:" + redis.port());
            assertThat(redis.uri(3)).isEqualTo(redis.uri() + "/3");
            assertThat(redis.command("ECHO", "hé").text()).isEqualTo("hé");
            assertThat(redis.command("GET", "nothing").isNil()).isTrue();
            assertThat(redis.command("CONFIG", "GET", "save").items().get(1).text())
                    .isEmpty();
        }
    }

    @Test
    void command_binaryWords_keepsEveryByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] key = {0, 13, 10, (byte) 0xC7};
        RedisServer redis = RedisServer.shared();
        redis.command("SET".getBytes(StandardCharsets.UTF_8), key, all);
        assertThat(redis.command("GET".getBytes(StandardCharsets.UTF_8), key).bytes())
                .isEqualTo(all);
    }

    @Test
    void command_unknown_throwsTheServersError() {
        assertThatThrownBy(() -> RedisServer.shared().command("NOSUCH"))
                .isInstanceOf(RespErrorException.class)
                .hasMessageContaining("unknown command");
    }

    @Test
    void restart_afterKill_isEmptyAtTheSamePort() {
        try (RedisServer redis = RedisServer.start()) {
            int port = redis.port();
            redis.command("SET", "k", "v");
            redis.kill();
            assertThat(redis.isRunning()).isFalse();
            assertThatThrownBy(() -> redis.command("PING")).isInstanceOf(UncheckedIOException.class);
            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.command("GET", "k").isNil()).isTrue();
            redis.stop();
            assertThat(redis.isRunning()).isFalse();
            redis.restart();
            assertThat(redis.command("PING").text()).isEqualTo("PONG");
        }
    }

    @Test
    void restart_withMuchThatMustBeRead_returnsWhenItIsRead() {
        try (RedisServer redis =
                RedisServer.builder().option("appendonly", "yes").start()) {
            redis.command("EVAL", "for i = 1, 1000000 do redis.call('SET', KEYS[1] .. i, 'v') end", "1", "k");
            redis.restart();
            assertThat(redis.command("DBSIZE").number()).isEqualTo(1_000_000);
        }
    }

    @Test
    void restart_afterItWasAReplica_isEmptyAllTheSame() {
        try (RedisServer master = RedisServer.start();
                RedisServer redis = RedisServer.start()) {
            master.command("SET", "k", "v");
            redis.command("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
            await().until(() -> !redis.command("GET", "k").isNil());
            redis.command("REPLICAOF", "NO", "ONE");
            redis.kill();
            redis.restart();
            assertThat(redis.command("GET", "k").isNil())
                    .as("a replica keeps the file of its first synchronization")
                    .isTrue();
        }
    }

    @Test
    void pause_runningServer_acceptsButDoesNotAnswerUntilResumed() throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            redis.pause();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(redis.address(), redis.port()), 1_000);
                socket.setSoTimeout(200);
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
                redis.resume();
                socket.setSoTimeout(5_000);
                assertThat(socket.getInputStream().read()).isEqualTo('+');
            }
        }
    }

    @Test
    void kill_pausedServer_isGone() {
        try (RedisServer redis = RedisServer.start()) {
            redis.pause();
            redis.kill();
            assertThat(redis.isRunning()).isFalse();
            redis.restart();
            assertThat(redis.command("PING").text()).isEqualTo("PONG");
        }
    }

    @Test
    void password_set_refusesWhoHasNone() throws IOException {
        try (RedisServer redis = RedisServer.builder().password("s3 cret").start()) {
            assertThat(redis.command("PING").text()).isEqualTo("PONG");
            assertThat(redis.uri()).contains("redis://:s3%20cret@127.0.0.1");
            assertThatThrownBy(() -> callAnonymously(redis, "PING"))
                    .isInstanceOf(RespErrorException.class)
                    .hasMessageStartingWith("NOAUTH");
        }
    }

    @Test
    void user_set_hasItsRulesAndNobodyElseGetsIn() throws IOException {
        RedisServerBuilder builder = RedisServer.builder().user("app", "pw", "~shop:*", "&*", "+get", "+set");
        try (RedisServer redis = builder.start()) {
            assertThat(redis.uri()).contains("redis://app:pw@127.0.0.1");
            assertThatThrownBy(() -> callAnonymously(redis, "GET", "shop:1")).hasMessageStartingWith("NOAUTH");
            try (RespConnection app = connect(redis)) {
                app.call(RespConnection.words("AUTH", "app", "pw"));
                assertThat(app.call(RespConnection.words("SET", "shop:1", "v")).text())
                        .isEqualTo("OK");
                assertThatThrownBy(() -> app.call(RespConnection.words("SET", "other", "v")))
                        .hasMessageStartingWith("NOPERM");
                assertThatThrownBy(() -> app.call(RespConnection.words("FLUSHALL")))
                        .hasMessageStartingWith("NOPERM");
            }
            assertThat(redis.command("GET", "shop:1").text()).isEqualTo("v");
        }
    }

    @Test
    void tls_set_speaksTlsOnly(@TempDir Path directory) {
        TlsFiles files = TlsFiles.create(directory);
        try (RedisServer redis = RedisServer.builder().tls(files).start()) {
            assertThat(redis.uri()).startsWith("rediss://127.0.0.1:");
            assertThat(redis.command("PING").text()).isEqualTo("PONG");
            assertThatThrownBy(() -> callAnonymously(redis, "PING")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void maxMemory_set_reachesTheServer() {
        try (RedisServer redis =
                RedisServer.builder().maxMemory(3_000_000, "noeviction").start()) {
            assertThat(redis.command("CONFIG", "GET", "maxmemory")
                            .items()
                            .get(1)
                            .text())
                    .isEqualTo("3000000");
        }
    }

    @Test
    void shared_twice_isOneServerThatNoTestCanStop() {
        RedisServer redis = RedisServer.shared();
        redis.close();
        assertThat(RedisServer.shared()).isSameAs(redis);
        assertThat(redis.command("PING").text()).isEqualTo("PONG");
        assertThatThrownBy(redis::kill)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("kill()");
        assertThatThrownBy(redis::pause).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(redis::restart).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_ownServer_leavesNoFile() {
        RedisServer redis = RedisServer.builder().startOnPath("this test");
        Path directory =
                Path.of(redis.command("CONFIG", "GET", "dir").items().get(1).text());
        assertThat(directory).isDirectory();
        redis.close();
        redis.close();
        assertThat(directory).doesNotExist();
        assertThatThrownBy(redis::restart).hasMessageContaining("closed");
    }

    @Test
    void launchNew_portTakenByAnotherServer_takesAnotherPortAndIsNotFooled() {
        try (RedisServer other = RedisServer.builder().startOnPath("this test")) {
            Path program = ServerSource.require(RedisServer.PROGRAM, "this test");
            AtomicInteger attempts = new AtomicInteger();
            RedisServer started = TestServer.launchNew(() -> {
                int port = attempts.incrementAndGet() == 1 ? other.port() : Ports.free();
                List<String> command =
                        List.of(program.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1");
                return new RedisServer(
                        new ProcessHost(port, command, ProcessHost.newDirectory("test")), RedisAccess.open());
            });
            try (started) {
                assertThat(attempts).hasValue(2);
                assertThat(started.pid()).isNotEqualTo(other.pid());
            }
        }
    }

    @Test
    void launchNew_badOption_saysWhatTheServerSaid() {
        assertThatThrownBy(
                        () -> RedisServer.builder().option("nosuchoption", "1").start())
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("nosuchoption");
    }

    private static RespReply callAnonymously(RedisServer redis, String... words) throws IOException {
        try (RespConnection connection = connect(redis)) {
            return connection.call(RespConnection.words(words));
        }
    }

    private static RespConnection connect(RedisServer redis) throws IOException {
        return RespConnection.open(SocketFactory.getDefault(), redis.address(), redis.port(), Duration.ofSeconds(5));
    }
}
