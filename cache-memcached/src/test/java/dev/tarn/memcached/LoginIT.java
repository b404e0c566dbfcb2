package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static dev.tarn.memcached.Nodes.connected;
import static dev.tarn.memcached.Nodes.failure;
import static dev.tarn.memcached.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.StoreException;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.Capability;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.contract.RemoteLeaseContract;
import dev.tarn.testing.contract.RemoteStoreContract;
import dev.tarn.testing.server.LoginUnavailableException;
import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.testing.server.PasswordDesk;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Logs in by SASL. Skipped where the Memcached of the machine was built without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginIT {
    private static final String USER = "tarn";
    private static final String PASSWORD = "pass word";
    private static final byte[] KEY = bytes("k");

    private final PasswordDesk desk = PasswordDesk.open(USER, PASSWORD);
    private final MemcachedServer server = start(desk);

    private static MemcachedServer start(PasswordDesk desk) {
        try {
            return MemcachedServer.builder().login(desk).start();
        } catch (LoginUnavailableException e) {
            desk.close();
            return Assumptions.abort(
                    "NO LOGIN IS TESTED: " + e.getMessage() + ". Install a memcached with SASL, and libsasl2-modules");
        }
    }

    @AfterAll
    void stop() {
        server.close();
        desk.close();
    }

    private MemcachedStoreBuilder as(String user, String password) {
        return Nodes.builder(server).credentials(user, password.toCharArray());
    }

    @Nested
    class Values extends RemoteStoreContract {
        @Override
        protected RemoteStore connect() {
            return connected(as(USER, PASSWORD));
        }

        @Override
        protected Set<Capability> capabilities() {
            return EnumSet.complementOf(EnumSet.of(Capability.TOUCH));
        }
    }

    @Nested
    class Leases extends RemoteLeaseContract {
        @Override
        protected RemoteStore connect() {
            return connected(as(USER, PASSWORD));
        }
    }

    @Test
    void password_wrong_isSaidAtOnceByEveryRequestAndTriedAgainQuietly() {
        try (MemcachedStore store = as(USER, "wrong").build()) {
            assertRefused(store, "log in: refused", "Auth failure");
            int asked = desk.asked();
            await("the password may be right later").atMost(Nodes.PATIENCE).until(() -> desk.asked() > asked);
            assertRefused(store, "log in: refused", "Auth failure");
        }
    }

    @Test
    void login_missing_isSaidByEveryRequest() {
        try (MemcachedStore binary = Nodes.builder(server).binary(true).build();
                MemcachedStore text = Nodes.builder(server).build()) {
            assertRefused(binary, "not connected", "the server may want a login");
            assertRefused(text, "not connected", "the server may want a login");
        }
    }

    @Test
    void login_whereNoneIsWanted_isSaidByEveryRequest() {
        try (MemcachedServer open = MemcachedServer.start();
                MemcachedStore store = Nodes.builder(open)
                        .credentials(USER, PASSWORD.toCharArray())
                        .build()) {
            assertRefused(store, "log in: refused", "Unknown command");
        }
    }

    private void assertRefused(MemcachedStore store, String... reason) {
        RemoteTier tier = store.open(Nodes.randomCache());
        await().atMost(Nodes.PATIENCE).untilAsserted(() -> {
            CompletableFuture<?> read = tier.read(KEY).toCompletableFuture();
            assertThat(read).as("nobody waits").isCompletedExceptionally();
            assertThat(failure(read)).isInstanceOf(StoreException.class).hasMessageContainingAll(reason);
        });
        assertThat(store.awaitConnected(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void server_restarted_isLoggedInToAgain() {
        try (MemcachedServer own = start(desk);
                MemcachedStore store = connected(Nodes.builder(own).credentials(USER, PASSWORD.toCharArray()))) {
            RemoteTier tier = store.open(Nodes.randomCache());
            get(tier.put(List.of(Envelopes.write(KEY, "v"))));
            own.kill();
            await().atMost(Nodes.PATIENCE).until(() -> !store.isConnected());
            own.restart();
            assertThat(store.awaitConnected(Nodes.PATIENCE)).isTrue();
            assertThat(get(tier.read(KEY)).envelope()).isNull();
            get(tier.put(List.of(Envelopes.write(KEY, "v"))));
            assertThat(get(tier.read(KEY)).envelope()).isNotNull();
        }
    }
}
