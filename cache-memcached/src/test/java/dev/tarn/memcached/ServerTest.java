package dev.tarn.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import net.spy.memcached.MemcachedNode;
import org.junit.jupiter.api.Test;

class ServerTest {
    private final MemcachedOptions options =
            MemcachedStore.builder().uri("memcached://a").options();

    @Test
    void connection_lostBeforeItWasSeen_theNextIsNewsAllTheSame() throws IOException {
        SocketChannel first = SocketChannel.open();
        try (Session session = new Session(options);
                SocketChannel second = SocketChannel.open()) {
            Server server = session.servers().get(0);
            MemcachedNode node = new SpyFactory(options, NoObserver.INSTANCE)
                    .createMemcachedNode(InetSocketAddress.createUnresolved("a", 1), first, 64);
            server.lost();
            assertThat(server.connected(node)).isTrue();
            assertThat(server.connected(node)).isFalse();
            first.close();
            node.setChannel(second);
            assertThat(server.connected(node)).isTrue();
        }
    }
}
