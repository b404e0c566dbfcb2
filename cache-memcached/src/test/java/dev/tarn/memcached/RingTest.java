package dev.tarn.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import net.spy.memcached.DefaultHashAlgorithm;
import net.spy.memcached.KetamaNodeKeyFormatter;
import net.spy.memcached.KetamaNodeLocator;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.protocol.ascii.AsciiMemcachedNodeImpl;
import net.spy.memcached.util.DefaultKetamaNodeLocatorConfiguration;
import org.junit.jupiter.api.Test;

class RingTest {
    private static final int KEYS = 20_000;

    private static List<ServerAddress> servers(int count) {
        List<ServerAddress> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            servers.add(new ServerAddress("10.0.0." + (i + 1), i % 2 == 0 ? 11_211 : 11_311));
        }
        return servers;
    }

    /** What Spymemcached's own locator says, in its libmemcached mode. */
    private static KetamaNodeLocator locator(List<ServerAddress> servers) throws Exception {
        List<MemcachedNode> nodes = new ArrayList<>();
        for (ServerAddress server : servers) {
            SocketAddress address = InetSocketAddress.createUnresolved(server.host(), server.port());
            SpyFactory factory =
                    new SpyFactory(MemcachedStore.builder().uri("memcached://a").options(), NoObserver.INSTANCE);
            nodes.add(new AsciiMemcachedNodeImpl(
                    address,
                    SocketChannel.open(),
                    64,
                    factory.createReadOperationQueue(),
                    factory.createWriteOperationQueue(),
                    factory.createOperationQueue(),
                    1L,
                    1,
                    1,
                    factory));
        }
        return new KetamaNodeLocator(
                nodes,
                DefaultHashAlgorithm.KETAMA_HASH,
                new DefaultKetamaNodeLocatorConfiguration(
                        new KetamaNodeKeyFormatter(KetamaNodeKeyFormatter.Format.LIBMEMCACHED)));
    }

    @Test
    void serverOf_anyName_isWhereLibmemcachedLooksForIt() throws Exception {
        List<ServerAddress> servers = servers(5);
        Ring ring = new Ring(servers);
        KetamaNodeLocator locator = locator(servers);
        for (int i = 0; i < KEYS; i++) {
            ServerAddress ours = servers.get(ring.serverOf("key" + i));
            InetSocketAddress theirs =
                    (InetSocketAddress) locator.getPrimary("key" + i).getSocketAddress();
            assertThat(ours.host()).as("key" + i).isEqualTo(theirs.getHostString());
        }
    }

    @Test
    void serverOf_oneServerMore_movesItsShareAndNoMore() {
        Ring four = new Ring(servers(4));
        Ring five = new Ring(servers(5));
        int moved = 0;
        for (int i = 0; i < KEYS; i++) {
            int before = four.serverOf("key" + i);
            int after = five.serverOf("key" + i);
            assertThat(after == before || after == 4).isTrue();
            moved += after == before ? 0 : 1;
        }
        assertThat(moved).isBetween(KEYS / 10, KEYS * 3 / 10);
    }
}
