package dev.tarn.memcached;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Runs the contracts against one server, by the text protocol. */
class OneServerContractIT extends ContractSuite {
    private static ServerSet servers = new ServerSet(0);

    @BeforeAll
    static void start() {
        servers = new ServerSet(1);
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @Override
    MemcachedStoreBuilder builder() {
        return Nodes.builder(servers.all());
    }
}
