package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static dev.tarn.memcached.Nodes.connected;
import static dev.tarn.memcached.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.contract.RecordingListener;
import dev.tarn.testing.server.MemcachedServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a cache when the server throws out an item that decides about others: no old value comes back. */
class LossIT {
    private static final byte[] KEY = bytes("key");
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final CacheId cache = Nodes.randomCache();
    private final Names names = new Names(cache);
    private MemcachedServer server;
    private MemcachedStore store;
    private RemoteTier tier;

    @BeforeEach
    void start() {
        server = MemcachedServer.start();
        store = connected(Nodes.builder(server));
        tier = store.open(cache);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    private void evict(String name) {
        assertThat(server.command("delete " + name)).containsExactly("DELETED");
    }

    @Test
    void head_lost_voidsEverythingAndAClearStaysClear() {
        get(tier.put(List.of(Envelopes.write(KEY, "cleared"))));
        get(tier.clear());
        get(tier.put(List.of(Envelopes.write(bytes("later"), "v"))));
        long stamp = get(tier.read(KEY)).head().stamp();
        evict(names.head(0));
        assertThat(get(tier.read(KEY)).envelope()).isNull();
        assertThat(get(tier.read(bytes("later"))).envelope()).isNull();
        assertThat(get(tier.read(KEY)).head().stamp()).isGreaterThan(stamp);
        get(tier.put(List.of(Envelopes.write(KEY, "anew"))));
        assertThat(get(tier.read(KEY)).envelope()).isNotNull();
    }

    @Test
    void head_lostDuringALoad_theFillIsVoid() {
        LeaseToken token = Nodes.token();
        get(tier.begin(List.of(KEY), token, LEASE, false));
        evict(names.head(0));
        get(tier.clear());
        assertThat(get(tier.fill(List.of(Envelopes.write(KEY, "old")), token))).containsExactly(false);
        assertThat(get(tier.read(KEY)).envelope()).isNull();
    }

    @Test
    void tagIndex_lost_aVoidedValueStaysVoidAndOthersAreMisses() {
        get(tier.put(List.of(Envelopes.write(KEY, "v", "red"), Envelopes.write(bytes("b"), "v", "blue"))));
        get(tier.put(List.of(Envelopes.write(bytes("plain"), "v"))));
        get(tier.invalidateTag("red"));
        assertThat(get(tier.read(bytes("b"))).envelope()).isNotNull();
        evict(names.tags(0));
        assertThat(get(tier.read(KEY)).envelope()).isNull();
        assertThat(get(tier.read(bytes("b"))).envelope()).isNull();
        assertThat(get(tier.read(bytes("plain"))).envelope()).isNotNull();
        get(tier.invalidateTag("green"));
        assertThat(get(tier.read(KEY)).envelope()).isNull();
        get(tier.put(List.of(Envelopes.write(KEY, "again", "red"))));
        assertThat(get(tier.read(KEY)).envelope()).isNotNull();
    }

    @Test
    void lease_lost_theFillIsRefused() {
        LeaseToken token = Nodes.token();
        get(tier.begin(List.of(KEY), token, LEASE, false));
        evict(names.value(KEY).text());
        assertThat(get(tier.fill(List.of(Envelopes.write(KEY, "old")), token))).containsExactly(false);
        assertThat(get(tier.begin(List.of(KEY), Nodes.token(), LEASE, false)).get(0))
                .isInstanceOf(Begun.Leased.class);
    }

    @Test
    void step_lost_thePollSaysThatItCannotTell() {
        try (BusChannel channel = store.bus().open(cache, new RecordingListener())) {
            Position before = get(tier.read(KEY)).head();
            List<Applied> first = get(tier.invalidate(List.of(KEY)));
            Position last = get(tier.invalidate(List.of(KEY))).get(0).current();
            evict(names.step(first.get(0).current()));
            assertThat(get(channel.poll(before, 10))).isEqualTo(new Polled.Reset(last, false));
            assertThat(get(channel.poll(first.get(0).current(), 10))).isInstanceOf(Polled.Entries.class);
        }
    }

    @Test
    void poll_farBehind_bringsEveryStepInOrder() {
        try (BusChannel channel = store.bus().open(cache, new RecordingListener())) {
            Position before = get(tier.read(KEY)).head();
            for (int i = 0; i < 100; i++) {
                get(tier.invalidate(List.of(bytes("k" + i))));
            }
            for (int limit : List.of(1_000, 17)) {
                Polled.Entries entries = (Polled.Entries) get(channel.poll(before, limit));
                assertThat(entries.steps()).hasSize(Math.min(limit, 100));
                Position at = before;
                for (int i = 0; i < entries.steps().size(); i++) {
                    assertThat(entries.steps().get(i).previous()).isEqualTo(at);
                    assertThat(entries.steps().get(i).names()).containsExactly(bytes("k" + i));
                    at = entries.steps().get(i).current();
                }
            }
        }
    }

    @Test
    void writer_diesWhileItWrites_theKeyIsFreeAgainWhenItsMarkHasEnded() {
        ItemName name = names.value(KEY);
        get(tier.invalidate(List.of(KEY)));
        try (Session session = new Session(Nodes.builder(server).options())) {
            session.start();
            Server raw = session.servers().get(0);
            assertThat(session.await(raw::isUp, Nodes.PATIENCE)).isTrue();
            long now = Clock.system().millis();
            byte[] lasting =
                    Frame.of(new Frame.Mark(Nodes.token(), now + 600_000)).bytes(name);
            get(raw.set("test", name.text(), lasting, 600, session.controlDeadline()));
            assertThat(get(tier.read(KEY)).envelope()).isNull();
            assertThat(begun()).isInstanceOf(Begun.Held.class);
            byte[] ended = Frame.of(new Frame.Mark(Nodes.token(), now - 1)).bytes(name);
            get(raw.set("test", name.text(), ended, 600, session.controlDeadline()));
            assertThat(begun()).isInstanceOf(Begun.Leased.class);
        }
    }

    private Begun begun() {
        return get(tier.begin(List.of(KEY), Nodes.token(), LEASE, false)).get(0);
    }
}
