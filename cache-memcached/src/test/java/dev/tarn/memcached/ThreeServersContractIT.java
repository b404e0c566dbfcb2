package dev.tarn.memcached;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Runs the contracts against three servers, by the binary protocol. */
class ThreeServersContractIT extends ContractSuite {
    private static ServerSet servers = new ServerSet(0);

    @BeforeAll
    static void start() {
        servers = new ServerSet(3);
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Override
    MemcachedStoreBuilder builder() {
        return Nodes.builder(servers.all()).binary(true);
    }
}
