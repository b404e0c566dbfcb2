package dev.tarn.redis;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.contract.BusContract;
import dev.tarn.testing.contract.RemoteBusContract;
import dev.tarn.testing.contract.RemoteHistoryContract;
import dev.tarn.testing.contract.RemoteLeaseContract;
import dev.tarn.testing.contract.RemoteQuarantineContract;
import dev.tarn.testing.contract.RemoteStoreContract;
import dev.tarn.testing.server.RedisServer;
import org.junit.jupiter.api.Nested;

/** Runs the contracts against one server. */
class StandaloneContractIT {
    private static RedisStore store() {
        return Nodes.connected(RedisServer.shared().uri());
    }

    @Nested
    class Values extends RemoteStoreContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }
    }

    @Nested
    class Leases extends RemoteLeaseContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }
    }

    @Nested
    class Announcements extends RemoteBusContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }
    }

    @Nested
    class Transactions extends RemoteQuarantineContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }
    }

    @Nested
    class History extends RemoteHistoryContract {
        @Override
        protected RemoteStore connect() {
            return store();
        }

        @Override
        protected void lose(CacheId cache, Position step) {
            Nodes.lose(RedisServer.shared(), cache, step);
        }
    }

    @Nested
    class Bus extends BusContract {
        @Override
        protected InvalidationBus connect() {
            return Nodes.bus(RedisServer.shared().uri());
        }
    }
}
