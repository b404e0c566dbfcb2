package dev.tarn.testing.fault;

import static dev.tarn.testing.fault.FaultProxy.Direction.TO_CLIENT;
import static dev.tarn.testing.fault.FaultProxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tarn.spi.Clock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyIT {
    private static final int SOON_MS = 200;

    private EchoServer server;
    private FaultProxy proxy;
    private Socket client;

    @BeforeEach
    void connectThroughProxy() throws IOException {
        server = new EchoServer();
        proxy = FaultProxy.to("127.0.0.1", server.port());
        client = connect();
    }

    @AfterEach
    void closeAll() throws IOException {
        client.close();
        proxy.close();
        server.close();
    }

    @Test
    void noFault_connection_carriesBytesAndTheEndBothWays() throws IOException {
        assertThat(echo(client, "hello")).isEqualTo("hello");
        assertThat(proxy.forwardedBytes(TO_SERVER)).isEqualTo(5);
        assertThat(proxy.forwardedBytes(TO_CLIENT)).isEqualTo(5);
        assertThat(proxy.lostBytes(TO_SERVER)).isZero();
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(proxy.openConnections()).isEqualTo(1);
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        await().until(() -> proxy.openConnections() == 0);
    }

    @Test
    void noFault_megabytes_arriveUnchanged() throws IOException {
        byte[] sent = new byte[3_000_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31 + i / 251);
        }
        Thread sender = new Thread(() -> send(client, sent));
        sender.start();
        assertThat(client.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    }

    @Test
    void latency_bothDirections_delaysButDoesNotCostThroughput() throws IOException {
        echo(client, "warm");
        proxy.latency(TO_SERVER, Duration.ofMillis(300));
        proxy.latency(TO_CLIENT, Duration.ofMillis(200), Duration.ofMillis(20), 7);
        long begin = Clock.system().nanos();
        for (int i = 0; i < 100; i++) {
            send(client, new byte[100]);
        }
        client.getInputStream().readNBytes(10_000);
        assertThat(sinceMillis(begin)).isBetween(500L, 5_000L);
    }

    @Test
    void latency_healed_deliversWhatIsUnderWayAtOnce() throws IOException {
        proxy.latency(TO_SERVER, Duration.ofHours(1));
        send(client, bytes("late"));
        assertSilent(client);
        proxy.heal();
        assertThat(read(client, 4)).isEqualTo("late");
    }

    @Test
    void bandwidth_limited_takesItsTime() throws IOException {
        proxy.bandwidth(TO_CLIENT, 100_000);
        long begin = Clock.system().nanos();
        Thread sender = new Thread(() -> send(client, new byte[40_000]));
        sender.start();
        client.getInputStream().readNBytes(40_000);
        assertThat(sinceMillis(begin)).isBetween(350L, 3_000L);
    }

    @Test
    void lose_toClient_serverHearsAndAnswersIntoNothing() throws IOException {
        echo(client, "warm");
        proxy.lose(TO_CLIENT);
        send(client, bytes("lost"));
        await().until(() -> proxy.lostBytes(TO_CLIENT) == 4);
        assertThat(server.received()).isEqualTo(8);
        assertSilent(client);
        proxy.heal();
        send(client, bytes("more"));
        assertSilent(client);
        assertThat(server.received()).isEqualTo(12);
        try (Socket other = connect()) {
            assertThat(echo(other, "new")).isEqualTo("new");
        }
    }

    @Test
    void lose_toServer_serverHearsNothing() throws IOException {
        proxy.lose(TO_SERVER);
        send(client, bytes("lost"));
        await().until(() -> proxy.lostBytes(TO_SERVER) == 4);
        assertThat(server.received()).isZero();
    }

    @Test
    void hold_healed_arrivesInOrder() throws IOException {
        proxy.hold(TO_SERVER);
        send(client, bytes("one "));
        send(client, bytes("two"));
        assertSilent(client);
        proxy.heal();
        assertThat(read(client, 7)).isEqualTo("one two");
    }

    @Test
    void halfOpen_oldAndNewConnections_areSilentUntilCut() throws IOException {
        echo(client, "warm");
        proxy.halfOpen();
        send(client, bytes("x"));
        assertSilent(client);
        try (Socket accepted = connect()) {
            send(accepted, bytes("x"));
            assertSilent(accepted);
            proxy.heal();
            assertSilent(client);
            assertSilent(accepted);
            try (Socket fresh = connect()) {
                assertThat(echo(fresh, "new")).isEqualTo("new");
            }
            proxy.cutAll();
            assertReset(client);
            assertReset(accepted);
        }
    }

    @Test
    void halfOpen_clientGone_serverIsNotTold() throws IOException {
        echo(client, "warm");
        proxy.halfOpen();
        client.close();
        try (Socket probe = connect()) {
            assertSilent(probe);
        }
        assertThat(proxy.openConnections()).isEqualTo(2);
    }

    @Test
    void reset_oldAndNewConnections_areReset() throws IOException {
        echo(client, "warm");
        proxy.reset();
        assertReset(client);
        assertThatThrownBy(this::connectAndRead)
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        proxy.heal();
        try (Socket fresh = connect()) {
            assertThat(echo(fresh, "new")).isEqualTo("new");
        }
    }

    @Test
    void refuse_newConnection_isRefusedWhileOldOnesGoOn() throws IOException {
        echo(client, "warm");
        proxy.refuse();
        proxy.refuse();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
        assertThat(echo(client, "still")).isEqualTo("still");
        proxy.heal();
        try (Socket fresh = connect()) {
            assertThat(echo(fresh, "new")).isEqualTo("new");
        }
    }

    @Test
    void serverAway_newConnection_isReset() throws IOException {
        server.close();
        assertThatThrownBy(this::connectAndRead)
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void close_proxy_resetsAndRefuses() throws IOException {
        echo(client, "warm");
        proxy.close();
        proxy.close();
        assertReset(client);
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        assertThatThrownBy(proxy::heal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void badOption_isRefusedWithItsNameAndLimit() {
        assertThatThrownBy(() -> proxy.bandwidth(TO_CLIENT, 0))
                .hasMessage("bandwidth is 0 bytes/s, but must be above 0");
        assertThatThrownBy(() -> proxy.latency(TO_CLIENT, Duration.ofMillis(-1)))
                .hasMessage("delay is PT-0.001S, but must not be negative");
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(proxy.address(), proxy.port()), 5_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** A reset may come while the client still connects. */
    private int connectAndRead() throws IOException {
        try (Socket next = connect()) {
            next.setSoTimeout(5_000);
            return next.getInputStream().read();
        }
    }

    private static String echo(Socket socket, String text) throws IOException {
        send(socket, bytes(text));
        return read(socket, text.length());
    }

    private static String read(Socket socket, int length) throws IOException {
        socket.setSoTimeout(5_000);
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SOON_MS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    private static void assertReset(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static long sinceMillis(long beginNanos) {
        return Duration.ofNanos(Clock.system().nanos() - beginNanos).toMillis();
    }
}
